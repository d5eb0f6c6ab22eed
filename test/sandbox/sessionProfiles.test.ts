import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { confirmSave, type KeyToSave } from "../../src/commands/profiles/confirmSave";
import { switchProfile } from "../../src/commands/profiles/switch";
import { Secret } from "../../src/secret";
import { confirm, dismiss, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const WHICH = /Whose credentials do you want to see/;
const SET_UP = /How did you get your access key/;
const KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n";

describe("Switching the profile", () => {
  const account = useTestAccount("default");
  const rows = () => account().ui.rows.map(({ label, description }) => `${label}: ${description ?? ""}`);
  const addTo = (name: "config" | "credentials", text: string) => appendFileSync(account().in(".aws", name), `\n${text}`);

  it("shows each profile with how it signs, its region and endpoint, marks the one that is shown, and switches", async () => {
    const { endpoint } = account().sandbox.ready;
    addTo(
      "config",
      [
        "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/Admin\nsource_profile = work\nregion = eu-west-1",
        "[profile env-role]\nrole_arn = arn:aws:iam::123456789012:role/Admin\ncredential_source = Environment",
        "[profile corp]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n[sso-session corp]\nsso_region = eu-west-1",
        "[profile tool]\ncredential_process = /bin/tool",
        "[profile browser]\nlogin_session = arn:aws:iam::123456789012:user/anna\nservices = s\n[services s]\niam =\n  endpoint_url = http://127.0.0.1:4566",
        "[profile token]\nrole_arn = r\nweb_identity_token_file = /token",
        "[profile bare]\nregion = eu-west-1\n",
      ].join("\n"),
    );
    addTo("credentials", `[work-mfa]\n${KEYS}aws_session_token = t\n[session-x1y2z]\n${KEYS}aws_session_token = t\n#expiration = # Credentials expire at: 2020-05-19 18:06:10 UTC\n[old]\n${KEYS}aws_session_token = t\n`);
    await account().run(switchProfile, [pick(WHICH, "admin")]);
    assert.deepEqual(rows(), [
      `work: access key · us-east-1 · ${endpoint} · shown now`,
      "admin: role, through profile work · eu-west-1",
      "env-role: role, through the keys in the environment",
      "corp: IAM Identity Center",
      "tool: credential process",
      "browser: aws login · http://127.0.0.1:4566",
      "token: web identity",
      "bare: no keys · eu-west-1",
      "work-mfa: MFA session",
      "session-x1y2z: MFA session",
      "old: temporary keys",
      "As other AWS tools do: the setting, AWS_PROFILE, keys in the environment, or “default”",
      "Set up a new profile…: ",
    ]);
    assert.deepEqual(account().ui.rows.map(({ icon }) => icon).slice(0, 2), ["check", "person"]);
    assert.deepEqual(account().switchedTo, [{ kind: "profile", name: "admin" }]);
    assert.deepEqual(account().ui.notices, []);
    assert.deepEqual(await account().calls(), [], "no profile is asked for its keys, only to be listed");
  });

  it("says until when a profile has MFA, and with the day if that is not today", async () => {
    const session = { accessKeyId: "ASIA", secretAccessKey: new Secret("s"), sessionToken: new Secret("t"), serialNumber: "arn:aws:iam::123456789012:mfa/alice", openedBy: "AKIA", openedFor: "AKIA" };
    const soon = new Date(Date.now() + 1000);
    account().mfaSessions.set("work", { ...session, expiresAt: soon });
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
    addTo("credentials", `[work-mfa]\n${KEYS}aws_session_token = t\n#expiration = # Credentials expire at: ${inTwoDays.toISOString().slice(0, 19).replace("T", " ")} UTC\n`);
    await account().runToFailure(switchProfile, [dismiss(WHICH)]);
    const time = new Intl.DateTimeFormat("en", { timeStyle: "short" }).format(soon);
    const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" }).format(inTwoDays);
    assert.ok(rows()[0]?.endsWith(`· MFA until ${time} · shown now`), rows()[0]);
    assert.ok(rows()[1]?.startsWith(`work-mfa: MFA session · MFA until ${day}`), rows()[1]);
  });

  it("offers the keys in the environment when there are some, and marks them", async () => {
    account().environment = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "planted-secret", AWS_REGION: "eu-west-1" };
    account().shownProfile = { kind: "environment" };
    await account().run(switchProfile, [pick(WHICH, "Keys in the environment")]);
    assert.equal(rows()[1], "Keys in the environment: access key · AKIAIOSFODNN7EXAMPLE · eu-west-1 · shown now");
    assert.deepEqual(account().switchedTo, [{ kind: "environment" }]);
    assert.ok(!account().ui.texts.join().includes("planted-secret"));
    account().environment = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" };
    await account().runToFailure(switchProfile, [dismiss(WHICH)]);
    assert.equal(rows().length, 3);
  });

  it("goes back to what other AWS tools take", async () => {
    await account().run(switchProfile, [pick(WHICH, "As other AWS tools do")]);
    assert.deepEqual(account().switchedTo, [{ kind: "asOtherTools" }]);
  });

  it("says which lines of the files are wrong, and lists what can be read", async () => {
    const before = `stray text\n${account().read(".aws", "config")}[profile broken\nregion = x\n[profile work]\noutput = json\n[profile last]\nregion = x\nregion = y\n[]\n`;
    writeFileSync(account().paths.config, before);
    await account().run(switchProfile, [pick(WHICH, "last")]);
    const [notice = ""] = account().ui.notices;
    assert.equal(account().ui.notices.length, 1);
    assert.match(notice, /^Something is wrong in your AWS files; what can be read is listed\. .*config, line 1: This line comes before .*config, line 5: The “\[” is not closed .*config, line 7: This section is already there, .* And 2 more\.$/);
    assert.deepEqual(rows().slice(0, 2).map((row) => row.split(":")[0]), ["work", "last"]);
    assert.equal(account().read(".aws", "config"), before);
  });

  it("sets a profile up where there is none, and from the list", async () => {
    await account().runToFailure(switchProfile, [pick(WHICH, "Set up a new profile…"), dismiss(SET_UP)]);
    writeFileSync(account().paths.credentials, "");
    writeFileSync(account().paths.config, "");
    await account().runToFailure(switchProfile, [dismiss(SET_UP)]);
  });
});

describe("Agreeing to what is saved", () => {
  const account = useTestAccount("default");
  const session = { accessKeyId: "ASIANEW", temporary: true, placement: { region: "eu-west-1", endpoint_url: "http://127.0.0.1:4566" } };
  const agree = (profileName: string, key: KeyToSave, question: RegExp, button: string) =>
    account().run((context) => confirmSave(context, context.account.paths(), profileName, key), [confirm(question, button)]);

  it("shows the lines of temporary keys, and which ones they replace", async () => {
    await agree("work-mfa", session, /Save the session to profile work-mfa\?/, "Save session");
    assert.match(account().ui.detail, /\[work-mfa\]\naws_access_key_id = ASIANEW\naws_secret_access_key = \*\*\*\naws_session_token = \*\*\*\n\n.*\n\n\[profile work-mfa\]\nregion = eu-west-1\nendpoint_url = http:\/\/127\.0\.0\.1:4566\n\n/s);
    appendFileSync(account().paths.credentials, `\n[work-mfa]\n${KEYS}aws_session_token = t\n`);
    await agree("work-mfa", session, /Save the session/, "Save session");
    assert.match(account().ui.detail, /They replace the temporary keys AKIAIOSFODNN7EXAMPLE\./);
    assert.ok(!account().ui.detail.includes("is taken out"));
  });

  it("warns of what a session does to a profile that has a key of its own", async () => {
    await agree("work", session, /Save the session to profile work\?/, "Save session");
    assert.match(account().ui.detail, /They replace the key AKIA.*\. AWS goes on accepting it.*Profile work would work only until the session ends\./s);
  });
});
