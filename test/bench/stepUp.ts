import { TestAccount } from "../sandbox/openTestAccount.js";
import { startSandbox } from "../sandbox/sandboxProcess.js";
import { input } from "../sandbox/scriptedUi.js";

/** What it costs the user, and AWS, when five calls of one command are refused for want of MFA. */
async function measure(): Promise<{ prompts: number; calls: Record<string, number> }> {
  const sandbox = await startSandbox({ scenario: "mfa-required" });
  const account = await TestAccount.open(sandbox);
  try {
    const { client, loader } = await account.openAccount();
    await loader.load(["caller"]);
    const code = (await sandbox.control.mfa()).find(({ user }) => user === sandbox.ready.userName)?.code ?? "";
    account.ui.expect(input(/Sign in with MFA/, code));
    const userName = sandbox.ready.userName;
    await Promise.all([
      client.listAccessKeys(userName),
      client.listSshPublicKeys(userName),
      client.listSigningCertificates(userName),
      client.listServiceSpecificCredentials(userName),
      client.listAccessKeys(userName),
    ]);
    account.ui.finish();
    const calls = (await sandbox.control.calls()).map(({ operation }) => operation).filter((operation) => /GetSessionToken|ListMFADevices/.test(operation));
    const count = (operation: string) => calls.filter((name) => name === operation).length;
    return { prompts: account.ui.asked, calls: { GetSessionToken: count("GetSessionToken"), ListMFADevices: count("ListMFADevices") } };
  } finally {
    account.close();
    await sandbox.stop();
  }
}

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
