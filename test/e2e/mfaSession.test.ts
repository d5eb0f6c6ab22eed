import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { answerQuestions } from "./createKey";
import { eventually } from "./eventually";
import { OneTimePage } from "./oneTimePage";
import { openWorkbench, type Workbench } from "./workbench";

/** The code that alice's authenticator app shows now. */
async function codeOf({ sandbox }: Workbench): Promise<string> {
  const device = (await sandbox.control.mfa()).find(({ user }) => user === sandbox.ready.userName);
  assert.ok(device);
  return device.code;
}

async function calls({ sandbox }: Workbench, operation: string): Promise<readonly string[]> {
  return (await sandbox.control.calls()).filter((call) => call.operation === operation).map(({ outcome }) => outcome);
}

const shows = (workbench: Workbench, text: RegExp) =>
  eventually(async () => {
    const lines = await workbench.rowsText();
    assert.ok(lines.some((line) => text.test(line)), `no row ${String(text)} in\n${lines.join("\n")}`);
  });

describe("where policies demand MFA", () => {
  let workbench: Workbench;
  beforeEach(async () => {
    workbench = await openWorkbench({ scenario: "mfa-required" });
    await shows(workbench, /Access keys {2}needs MFA, or is forbidden: iam:ListAccessKeys/);
  });
  afterEach(() => workbench.close());

  it("creating a key asks for a code once and succeeds; the session is shared, survives a reload and ends by command", async () => {
    await workbench.runCommand("Create Access Key…");
    await workbench.quickInputShows("AWS refuses this without MFA (iam:ListAccessKeys)");
    await workbench.type(await codeOf(workbench));
    await workbench.accept();
    await answerQuestions(workbench);
    const page = await OneTimePage.find(workbench);
    const id = await page.accessKeyId();
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
    assert.deepEqual([await calls(workbench, "GetSessionToken"), await calls(workbench, "CreateAccessKey")], [["ok"], ["ok"]]);
    // Now that it may, the view shows everything, and until when.
    await shows(workbench, new RegExp(`${id} {2}active`));
    await shows(workbench, /^alice @ .*MFA until \d/);
    await eventually(async () => assert.match(await workbench.statusBar("AWS profile"), /sandbox · MFA until \d/));

    await workbench.open();
    await shows(workbench, new RegExp(`${id} {2}active`));
    const other = await workbench.openSecondWindow();
    await eventually(async () => assert.ok((await other.rowsText()).some((line) => line.includes(id))));
    assert.match(await other.statusBar("AWS profile"), /MFA until/);
    assert.deepEqual(await calls(workbench, "GetSessionToken"), ["ok"]);
    await other.page.close();

    await workbench.runCommand("End MFA Session");
    await shows(workbench, /Access keys {2}needs MFA, or is forbidden/);
    await eventually(async () => assert.equal(await workbench.statusBar("AWS profile"), "sandbox"));
    await workbench.open();
    await shows(workbench, /Access keys {2}needs MFA, or is forbidden/);
  });

  it("dismissing the question cancels the command and nothing else; a row that needs MFA asks by a click", async () => {
    await workbench.runCommand("Create Access Key…");
    await workbench.quickInputShows("AWS refuses this without MFA");
    await workbench.type("12345");
    await workbench.quickInputShows("A code has six digits.");
    await workbench.escape();
    assert.deepEqual([await calls(workbench, "GetSessionToken"), await calls(workbench, "CreateAccessKey")], [[], []]);
    assert.equal(await workbench.page.locator(".notification-toast").count(), 0);

    await workbench.rowLabelled("Access keys").click();
    await workbench.quickInputShows("The six digits that your authenticator app shows for alice (device alice)");
    await workbench.type("000000");
    await workbench.accept();
    await workbench.quickInputShows("AWS did not accept this code");
    await workbench.type(await codeOf(workbench));
    await workbench.accept();
    await shows(workbench, /Access keys {2}1 of 2/);
  });

  it("a terminal has the session", async () => {
    await workbench.runCommand("Open Terminal with MFA Session");
    await workbench.quickInputShows("The six digits");
    await workbench.type(await codeOf(workbench));
    await workbench.accept();
    const terminal = workbench.page.locator(".terminal-wrapper .xterm-helper-textarea").first();
    await terminal.waitFor({ state: "attached" });
    const file = `${workbench.home}/keys.txt`;
    await terminal.focus();
    await workbench.page.keyboard.type(`echo "$AWS_ACCESS_KEY_ID/$AWS_PROFILE/$AWS_REGION" > ${file}\n`);
    await eventually(() => assert.match(readFileSync(file, "utf8"), /^ASIA\w{16}\/\/us-east-1\n$/));
  });
});

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
