import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeAwsFiles } from "../workbench/isolation.mjs";
import { eventually } from "./eventually";
import { codeOf } from "./mfaCode";
import { openWorkbench, type Workbench } from "./workbench";

const KEYS = ["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"];
const ENVIRONMENT = "Keys in the environment, access key · AKIAIOSFODNN7ENVIRON · eu-west-1";
const DEVELOPER = "arn:aws:iam::123456789012:role/Developer";

describe("the profiles of the AWS files", () => {
  let workbench: Workbench;
  before(async () => {
    const environment = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7ENVIRON", AWS_SECRET_ACCESS_KEY: "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", AWS_DEFAULT_REGION: "eu-west-1" };
    workbench = await openWorkbench({ environment, endpointInEnvironment: true });
  });
  let hasFailed = false;
  beforeEach(async () => {
    writeAwsFiles(workbench.home, workbench.sandbox.ready);
    // Whatever was left open.
    if (hasFailed) await workbench.open();
  });
  afterEach(function () {
    hasFailed = this.currentTest?.state === "failed";
  });
  after(() => workbench.close());

  const firstRow = (text: RegExp) => eventually(async () => assert.match((await workbench.rowsText())[0] ?? "", text));
  const statusBar = (text: string) => eventually(async () => assert.equal(await workbench.statusBar("AWS profile"), text));
  const openPick = async () => {
    await workbench.runCommand("Switch Profile…");
    await workbench.quickInputShows("As other AWS tools do");
  };
  const switchTo = async (profile: string) => {
    await openPick();
    await workbench.pick(profile);
  };
  /** A profile of each kind, and what other tools have left for them. */
  async function writeEveryKind(): Promise<void> {
    const { control, ready } = workbench.sandbox;
    const { fileName, loginSession, token } = await control.loginToken();
    const sso = ["sso_session = corp", "sso_account_id = 123456789012", "sso_role_name = Developer"];
    const print = `process.stdout.write(JSON.stringify({ Version: 1, AccessKeyId: "${ready.accessKeyId}", SecretAccessKey: "${ready.secretAccessKey}" }))`;
    writeFileSync(path.join(workbench.home, "print.js"), print);
    const profiles: Readonly<Record<string, readonly string[]>> = {
      developer: [`role_arn = ${DEVELOPER}`, "source_profile = sandbox"],
      container: [`role_arn = ${DEVELOPER}`, "credential_source = EcsContainer"],
      tool: [`credential_process = '${process.execPath}' '${path.join(workbench.home, "print.js")}'`],
      people: sso,
      login: [`login_session = ${loginSession}`],
      pipeline: [`role_arn = ${DEVELOPER}`, "web_identity_token_file = /nowhere"],
      empty: [],
    };
    const sections = Object.entries(profiles).map(([name, lines]) => [`[profile ${name}]`, `endpoint_url = ${ready.endpoint}`, "region = eu-central-1", ...lines].join("\n"));
    const portal = "[sso-session corp]\nsso_start_url = https://acme-dev.awsapps.com/start\nsso_region = us-east-1";
    writeFileSync(workbench.awsFiles.config, [readFileSync(workbench.awsFiles.config, "utf8"), ...sections, portal, ""].join("\n"));
    const temporary = [...KEYS, "aws_session_token = token"].join("\n");
    writeFileSync(workbench.awsFiles.credentials, [readFileSync(workbench.awsFiles.credentials, "utf8"), `[batch]\n${temporary}`, `[sandbox-mfa]\n${temporary}`, ""].join("\n"));
    leave("sso/cache", `${createHash("sha1").update("corp").digest("hex")}.json`, await control.ssoToken());
    leave("login/cache", fileName, token);
  }
  function leave(folder: string, name: string, content: object): void {
    const place = path.join(path.dirname(workbench.awsFiles.config), folder);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, name), JSON.stringify(content));
  }

  it("are listed with how each gets its keys, region and endpoint, and which one is shown", async () => {
    await writeEveryKind();
    await statusBar("sandbox");
    await openPick();
    const { endpoint } = workbench.sandbox.ready;
    // The icon's name comes first.
    const rows = (await workbench.quickPickRows()).map((row) => row.replace("  ", ": "));
    const inFrankfurt = `eu-central-1 · ${endpoint}`;
    assert.deepEqual(rows, [
      `check: sandbox, access key · us-east-1 · ${endpoint} · shown now`,
      `person: developer, role, through profile sandbox · ${inFrankfurt}`,
      `person: container, role, through this container · ${inFrankfurt}`,
      `person: tool, credential process · ${inFrankfurt}`,
      `person: people, IAM Identity Center · ${inFrankfurt}`,
      `person: login, aws login · ${inFrankfurt}`,
      `person: pipeline, web identity · ${inFrankfurt}`,
      `person: empty, no keys · ${inFrankfurt}`,
      "person: batch, temporary keys",
      "person: sandbox-mfa, MFA session",
      `symbol-variable: ${ENVIRONMENT}`,
      "settings: As other AWS tools do, the setting, AWS_PROFILE, keys in the environment, or “default”",
      "add: Set up a new profile…",
    ]);
    await workbench.escape();
  });

  it("can each be switched to, in the tree and in the status bar, and the choice outlives a reload", async () => {
    await writeEveryKind();
    for (const [profile, row] of [
      ["developer", /^aws-sdk-js\S* in role Developer @ 123456789012 {2}profile developer · temporary keys$/],
      ["tool", /^alice @ acme-dev {2}123456789012 · profile tool · no MFA in this session$/],
      ["people", /^alice in role AWSReservedSSO_Developer_\w+ @ 123456789012 {2}profile people · temporary keys$/],
      ["empty", /^Profile empty gives no credentials\. {2}profile empty$/],
      ["login", /^alice @ acme-dev {2}123456789012 · profile login · temporary keys$/],
    ] as const) {
      await switchTo(profile);
      await firstRow(row);
      await statusBar(profile); 
    }
    await workbench.open(); 
    await firstRow(/profile login/); 
    await statusBar("login"); 
    await switchTo("As other AWS tools do");
    await firstRow(/profile sandbox/);
    await statusBar("sandbox");
  });

  it("ask for the code where a role wants one, and show the role then", async () => {
    const { control, ready } = workbench.sandbox;
    const device = (await control.mfa()).find(({ user }) => user === ready.userName) ?? assert.fail("There is no device.");
    const guarded = ["[profile guarded]", `endpoint_url = ${ready.endpoint}`, "role_arn = arn:aws:iam::123456789012:role/DeveloperWithMfa", "source_profile = sandbox", `mfa_serial = ${device.serial}`, ""];
    writeFileSync(workbench.awsFiles.config, [readFileSync(workbench.awsFiles.config, "utf8"), ...guarded].join("\n"));
    await switchTo("guarded");
    await workbench.quickInputShows(`The six digits that ${device.serial} shows:`);
    await workbench.type("000000");
    await workbench.accept();
    await workbench.quickInputShows("AWS did not accept this code");
    await workbench.type(await codeOf(workbench.sandbox));
    await workbench.accept();
    await firstRow(/in role DeveloperWithMfa @ 123456789012 {2}profile guarded · temporary keys$/);
    await switchTo("sandbox");
    await firstRow(/^alice .*profile sandbox/);
  });

  it("have the keys in the environment among them", async () => {
    await openPick();
    await workbench.pick("Keys in the environment");
    await firstRow(/^AWS does not know the access key .* {2}keys from the environment$/);
    await statusBar("environment");
    await openPick();
    assert.ok((await workbench.quickPickRows()).includes(`check  ${ENVIRONMENT} · shown now`));
    await workbench.pick("sandbox");
    await firstRow(/^alice .*profile sandbox/);
  });

  it("stay usable in a malformed file, which is told of in one sentence and not changed", async () => {
    const { endpoint } = workbench.sandbox.ready;
    const credentials = readFileSync(workbench.awsFiles.credentials, "utf8");
    const lines = ["\ufeffstray text", "[profile sandbox]", "region = us-east-1", `endpoint_url = ${endpoint}`, "[profile broken", "region = x", "[profile Zoë]", `\tendpoint_url = ${endpoint}`, "region = eu-west-3", "[profile sandbox]", "output = json", ""];
    const files = { [workbench.awsFiles.config]: Buffer.from(lines.join("\r\n")), [workbench.awsFiles.credentials]: Buffer.from(`${credentials}${credentials.replace("[sandbox]", "[Zoë]")}`) };
    for (const [file, bytes] of Object.entries(files)) writeFileSync(file, bytes);
    await openPick();
    const told = await workbench.notification("Something is wrong in your AWS files; what can be read is listed.");
    assert.match(await told.text(), /~\/\.aws\/config, line 1: .*~\/\.aws\/config, line 5: /);
    assert.deepEqual((await workbench.quickPickLabels()).map((label) => label.trim()), ["sandbox", "Zoë", "Keys in the environment", "As other AWS tools do", "Set up a new profile…"]);
    await workbench.pick("Zoë");
    await firstRow(/^alice @ acme-dev .*profile Zoë/);
    await statusBar("Zoë");
    for (const [file, bytes] of Object.entries(files)) assert.ok(readFileSync(file).equals(bytes), file);
  });
});
