import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { fromIni } from "@aws-sdk/credential-providers";
import type { Sandbox } from "../sandbox/sandboxProcess";
import { answerQuestions } from "./createKey";
import type { Driver } from "./driver";
import { eventually } from "./eventually";
import { codeOf } from "./mfaCode";
import { OneTimePage } from "./oneTimePage";
import { showScenario } from "./showScenario";
import { openWorkbench, type Workbench } from "./workbench";

const NEEDS_MFA = /Access keys {2}needs MFA, or is forbidden: iam:ListAccessKeys/;

const shows = (workbench: Driver, text: RegExp) =>
  eventually(async () => {
    const lines = await workbench.rowsText();
    assert.ok(lines.some((line) => text.test(line)), `no row ${String(text)} in\n${lines.join("\n")}`);
  });
const statusBar = (workbench: Driver, text: RegExp) => eventually(async () => assert.match(await workbench.statusBar("AWS profile"), text));

describe("where policies demand MFA", () => {
  let workbench: Workbench;
  let sandbox: Sandbox | undefined;
  let hasFailed = false;
  before(async () => {
    workbench = await openWorkbench({ scenario: "mfa-required" });
  });
  beforeEach(async () => {
    // Whatever was left open.
    if (hasFailed) await workbench.open();
    await workbench.clearNotifications();
  });
  afterEach(async function () {
    hasFailed = this.currentTest?.state === "failed";
    await sandbox?.stop();
  });
  after(() => workbench.close());

  /** An account of its own, with devices whose codes nobody has used. */
  const begin = async (scenario: string): Promise<Sandbox> => (sandbox = await showScenario(workbench, scenario));
  const calls = async (operation: string) => ((await sandbox?.control.calls()) ?? []).filter((call) => call.operation === operation).map(({ outcome }) => outcome);
  const answer = async (question: string, code: string) => {
    await workbench.quickInputShows(question);
    await workbench.type(code);
    await workbench.accept();
  };

  it("creating a key asks for a code once and succeeds; the session is shared, survives a reload and ends by command", async () => {
    const account = await begin("mfa-required");
    await workbench.runCommand("Create Access Key…");
    await answer("AWS asks for MFA here.", await codeOf(account));
    await answerQuestions(workbench);
    const page = await OneTimePage.find(workbench);
    const id = await page.accessKeyId();
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
    assert.deepEqual([await calls("GetSessionToken"), await calls("CreateAccessKey")], [["ok"], ["ok"]]);
    // Now that it may, the view shows everything, and until when.
    await shows(workbench, new RegExp(`${id} {2}active`));
    await shows(workbench, /^alice @ .*MFA until \w/);
    await statusBar(workbench, /sandbox · MFA until \w/);

    await workbench.open();
    await shows(workbench, new RegExp(`${id} {2}active`));
    const other = await workbench.openSecondWindow();
    await shows(other, new RegExp(`${id} {2}active`));
    await statusBar(other, /sandbox · MFA until \w/);
    assert.deepEqual(await calls("GetSessionToken"), ["ok"]);
    await other.page.close();

    await workbench.runCommand("End MFA Session");
    await shows(workbench, NEEDS_MFA);
    await statusBar(workbench, /^sandbox$/);
    await workbench.open();
    await shows(workbench, NEEDS_MFA);
  });

  it("dismissing the question cancels the command and nothing else; a row that needs MFA asks by a click", async () => {
    const account = await begin("mfa-required");
    await workbench.runCommand("Create Access Key…");
    await workbench.quickInputShows("AWS asks for MFA here.");
    await workbench.type("12345");
    await workbench.quickInputShows("A code has six digits.");
    await workbench.escape();
    assert.deepEqual([await calls("GetSessionToken"), await calls("CreateAccessKey")], [[], []]);
    assert.equal(await workbench.page.locator(".notification-toast").count(), 0);

    await workbench.rowLabelled("Access keys").click();
    await answer("The six digits that your authenticator app shows for alice (device alice)", "000000");
    await answer("AWS did not accept this code", await codeOf(account));
    await shows(workbench, /Access keys {2}1 of 2/);
  });

  it("several devices are listed to choose from, first the one that was used last; a passkey has no codes", async () => {
    const account = await begin("mfa-two-devices");
    const devices = async () => {
      await workbench.runCommand("Sign In with MFA…");
      await workbench.quickInputShows("GAHT12345678");
      return workbench.quickPickRows();
    };
    const offered = await devices();
    assert.equal(offered.length, 2, offered.join("\n"));
    await workbench.pick("GAHT12345678");
    await answer("The six digits that your hardware token GAHT12345678 shows:", await codeOf(account, "GAHT12345678"));
    await statusBar(workbench, /sandbox · MFA until \w/);
    await shows(workbench, /Access keys {2}1 of 2/);
    await workbench.runCommand("End MFA Session");
    await statusBar(workbench, /^sandbox$/);
    assert.deepEqual(await devices(), ["shield  GAHT12345678, hardware token · last used", "device-mobile  alice, authenticator app"]);
    await workbench.escape();
    assert.deepEqual(await calls("GetSessionToken"), ["ok"]);
  });

  it("a passkey as the only device is explained, with the way out", async () => {
    await begin("mfa-passkey-only");
    await workbench.runCommand("Create Access Key…");
    const why = await workbench.notification("Your only MFA device is a passkey or security key, which cannot open a session outside of a browser.");
    assert.match(await why.text(), /AWS asks for MFA here\. Your only.*Add an authenticator app too, or sign in with “aws login”\./);
    assert.ok((await why.buttons()).includes("Add MFA device"));
    assert.deepEqual([await calls("GetSessionToken"), await calls("CreateAccessKey")], [[], []]);
  });

  it("the session is saved as a profile, with which other tools get in, and taken back", async () => {
    const account = await begin("mfa-required");
    const { credentials, config } = workbench.awsFiles;
    const before = [readFileSync(credentials, "utf8"), readFileSync(config, "utf8")];
    await workbench.runCommand("Save MFA Session to a Profile…");
    await answer("The six digits", await codeOf(account));
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /Save the session to profile sandbox-mfa\?[^]*\[sandbox-mfa\]\s+aws_access_key_id = ASIA\w{16}\s+aws_secret_access_key = \*\*\*\s+aws_session_token = \*\*\*/);
    await dialog.press("Save session");
    const saved = await workbench.notification(/The session is saved to profile sandbox-mfa \(MFA until .*\)\. Other tools take it with: --profile sandbox-mfa/);
    assert.ok((await keysSeenBy(workbench, account, "sandbox-mfa")).includes(account.ready.accessKeyId));
    await assert.rejects(keysSeenBy(workbench, account, "sandbox"), { name: "AccessDenied" });
    for (const file of [credentials, config]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
    await saved.press("Undo");
    await eventually(() => assert.deepEqual([readFileSync(credentials, "utf8"), readFileSync(config, "utf8")], before));
  });

  it("a terminal has the session, and so has a shell that takes the copied commands", async () => {
    const account = await begin("mfa-required");
    await workbench.runCommand("Open Terminal with MFA Session");
    await answer("The six digits", await codeOf(account));
    const terminal = workbench.page.locator(".terminal-wrapper .xterm-helper-textarea").first();
    await terminal.waitFor({ state: "attached" });
    const file = `${workbench.home}/keys.txt`;
    await terminal.focus();
    await workbench.page.keyboard.type(`echo "$AWS_ACCESS_KEY_ID/$AWS_PROFILE/$AWS_REGION" > ${file}\n`);
    await eventually(() => assert.match(readFileSync(file, "utf8"), /^ASIA\w{16}\/\/us-east-1\n$/));

    // The session comes from another bundle than the command: its secrets must be known as such.
    await workbench.runCommand("Copy MFA Session for a Shell…");
    await workbench.pick("bash, zsh");
    await workbench.notification("Session copied; the clipboard is cleared after 3600 seconds");
    assert.match(await workbench.clipboard(), /^export AWS_ACCESS_KEY_ID='ASIA\w{16}'\nexport AWS_SECRET_ACCESS_KEY='[\w/+]{40}'\nexport AWS_SESSION_TOKEN='[\w/+=]{100,}'\n/);
  });
});

/** The access keys that a program sees which uses a profile of the AWS files: where MFA is demanded, none without. */
async function keysSeenBy({ awsFiles }: Workbench, { ready }: Sandbox, profile: string): Promise<readonly (string | undefined)[]> {
  const credentials = fromIni({ profile, filepath: awsFiles.credentials, configFilepath: awsFiles.config, ignoreCache: true });
  const iam = new IAMClient({ region: ready.region, endpoint: ready.endpoint, credentials });
  try {
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: ready.userName }));
    return AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId);
  } finally {
    iam.destroy();
  }
}

describe("AWS files that change outside", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ scenario: "default" });
    await shows(workbench, /this profile · active/);
  });
  after(() => workbench.close());

  it("are followed at once: the view says what is wrong with the profile, and recovers", async () => {
    const credentials = readFileSync(workbench.awsFiles.credentials, "utf8");
    writeFileSync(workbench.awsFiles.credentials, credentials.replace(/^aws_secret_access_key.*$/m, "aws_secret_access_key = AnotherSecretThatBelongsToNobodyAtAll123"));
    await shows(workbench, /The secret access key of profile sandbox does not belong to its access key ID/);
    writeFileSync(workbench.awsFiles.credentials, credentials);
    await shows(workbench, /this profile · active/);
    assert.equal(await workbench.statusBar("AWS profile"), "sandbox");
  });
});
