import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openSessionChannel } from "../../src/git/sessionChannel";
import { Secret } from "../../src/secret";
import { useHelperHome } from "./credentialHelperProcess";
import { useTestAccount } from "./useTestAccount";

const START_URL = "https://acme-dev.awsapps.com/start";
const ROLE = "arn:aws:iam::123456789012:role/Developer";
const PLANTED = "planted-output-of-a-program";

/** The kinds of profiles that take the SDK, against the sandbox. */
describe("The credential helper signs with every kind of profile", function () {
  this.timeout(60_000);
  const account = useTestAccount("default");
  const home = useHelperHome();
  const ready = () => account().sandbox.ready;
  const script = (body: string) => {
    const file = home().in("a tool.js");
    writeFileSync(file, body);
    return `"${process.execPath}" "${file}"`;
  };

  /** The profile `tried`, and whatever it needs beside it. */
  function given(keys: Readonly<Record<string, string>>, rest = ""): void {
    const lines = Object.entries({ endpoint_url: ready().endpoint, ...keys }).map(([name, value]) => `${name} = ${value}\n`);
    const base = `[profile base]\naws_access_key_id = ${ready().accessKeyId}\naws_secret_access_key = ${ready().secretAccessKey}\nendpoint_url = ${ready().endpoint}\n`;
    home().write({ config: `[profile tried]\n${lines.join("")}\n${base}${rest}` });
  }
  async function userName(more: readonly string[] = []): Promise<string> {
    const { code, stdout, stderr } = await home().helper(["--profile=tried", ...more, "get"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const [, name = ""] = /^username=(.*)\npassword=\d{8}T\d{6}Z[0-9a-f]{64}\npassword_expiry_utc=\d+\n$/.exec(stdout) ?? assert.fail(stdout);
    return name;
  }
  async function refusal(more: readonly string[] = []): Promise<string> {
    const { code, stdout, stderr } = await home().helper(["--profile=tried", ...more, "get"]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.ok(!stderr.includes(PLANTED) && !stderr.includes(ready().secretAccessKey), stderr);
    const [, line] = /^git-credential-codecommit \(profile tried\): ([^\n]+)\n$/.exec(stderr) ?? assert.fail(stderr);
    return line ?? "";
  }
  const TEMPORARY = /^ASIA[A-Z2-7]{16}%\S{20,}$/;

  it("IAM Identity Center, and says how to sign in when that has ended", async () => {
    given({ sso_session: "corp", sso_account_id: "123456789012", sso_role_name: "Developer" }, `[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = us-east-1\n`);
    assert.equal(await refusal(), "The IAM Identity Center session of profile tried has ended. Run: aws sso login --profile tried");
    const cache = home().in(".aws", "sso", "cache", `${createHash("sha1").update("corp").digest("hex")}.json`);
    mkdirSync(path.dirname(cache), { recursive: true });
    writeFileSync(cache, JSON.stringify(await account().sandbox.control.ssoToken()));
    assert.match(await userName(), TEMPORARY);
  });

  it("aws login", async () => {
    const { fileName, loginSession, token } = await account().sandbox.control.loginToken();
    given({ login_session: loginSession });
    assert.equal(await refusal(), "The sign-in of profile tried has ended. Run: aws login --profile tried");
    mkdirSync(home().in(".aws", "login", "cache"), { recursive: true });
    writeFileSync(home().in(".aws", "login", "cache", fileName), JSON.stringify(token));
    assert.match(await userName(), TEMPORARY);
  });

  it("a role, and says why it cannot be assumed", async () => {
    given({ role_arn: ROLE, source_profile: "base" });
    assert.match(await userName(), TEMPORARY);
    assert.deepEqual(await account().calls(/AssumeRole/), ["AssumeRole ok"]);
    given({ role_arn: "arn:aws:iam::123456789012:role/Nobody", source_profile: "base" });
    assert.equal(await refusal(), "Profile tried could not assume its role. The reason is AccessDenied: check that profile base is signed in, and that it may assume arn:aws:iam::123456789012:role/Nobody.");
  });

  it("a role with MFA: through a window that is signed in to it", async () => {
    given({ role_arn: "arn:aws:iam::123456789012:role/DeveloperWithMfa", source_profile: "base", mfa_serial: "arn:aws:iam::123456789012:mfa/alice" });
    const sentence = "Its role needs the code of an MFA device, and no window of VS Code is signed in to it. In VS Code, switch to this profile and enter the code (Security Credentials: Switch Profile…), keep the window open, then try again.";
    assert.equal(await refusal(), sentence);
    const keys = { accessKeyId: "ASIAROLE", secretAccessKey: new Secret("x"), sessionToken: new Secret("t") };
    const channel = await openSessionChannel(home().in("sessions"), () => Promise.resolve({ keys }));
    try {
      assert.equal(await userName([`--sessions=${home().in("sessions")}`]), "ASIAROLE%t");
    } finally {
      await channel.dispose();
    }
    assert.equal(await refusal([`--sessions=${home().in("sessions")}`]), sentence);
    assert.deepEqual(await account().calls(/AssumeRole/), []);
  });

  it("a credential process, of which nothing is repeated, and which is not told that it runs in an editor", async () => {
    const keys = (id: string) => JSON.stringify({ Version: 1, AccessKeyId: id, SecretAccessKey: "s", SessionToken: "t" });
    given({ credential_process: script(`console.error(${JSON.stringify(PLANTED)}); console.log(process.env.ELECTRON_RUN_AS_NODE === undefined ? ${JSON.stringify(keys("ASIAPROCESS"))} : "");`) });
    assert.equal(await userName(), "ASIAPROCESS%t");
    given({ credential_process: script(`console.error(${JSON.stringify(PLANTED)}); console.log(${JSON.stringify(PLANTED)}); process.exit(3);`) });
    assert.equal(await refusal(), "Profile tried gives no credentials. Its credential_process failed; run that command in a terminal to see why.");
    given({ credential_process: script(`console.log(${JSON.stringify(keys("ASIA\nhost=evil.example"))});`) });
    assert.match(await refusal(), /^The access key or the session token has characters that AWS gives out in none\./);
  });

  it("none: says what it needs", async () => {
    given({ region: "us-east-1" });
    assert.equal(await refusal(), "Profile tried gives no credentials. It needs aws_access_key_id and aws_secret_access_key, or another way to sign in.");
  });

  it("one with an address that is none: says so", async () => {
    given({ role_arn: ROLE, source_profile: "base", endpoint_url: "nowhere" });
    assert.equal(await refusal(), "The endpoint_url of this profile is no address: nowhere It starts with https:// and names a host.");
  });
});
