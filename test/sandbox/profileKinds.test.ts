import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { CancelledError, isCancelledError, isUserError, type UserError } from "../../src/errors";
import { openSession, type Session, type SessionOptions } from "../../src/iam/session";
import { saveAccessKey } from "../../src/profiles/saveAccessKey";
import { Secret } from "../../src/secret";
import type { SandboxMfaDevice } from "./sandboxProcess";
import { useTestAccount } from "./useTestAccount";

const START_URL = "https://acme-dev.awsapps.com/start";
const ROLE = "arn:aws:iam::123456789012:role/Developer";
const ROLE_WITH_MFA = "arn:aws:iam::123456789012:role/DeveloperWithMfa";
const SECRET_OUTPUT = "planted-output-of-a-program";

/**
 * Every kind of profile, resolved for real: the files are in a place of the test's own, and where other tools would look
 * by default there are files that lead nowhere, so that a part of the SDK that reads those is found out.
 */
describe("Every kind of profile gives its keys", () => {
  const account = useTestAccount("default");
  const ready = () => account().sandbox.ready;
  const home = (...names: readonly string[]) => account().in("home", ...names);
  let sessions: Session[] = [];
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    environment = { ...process.env };
    for (const name of Object.keys(process.env).filter((each) => each.startsWith("AWS_"))) Reflect.deleteProperty(process.env, name);
    mkdirSync(home(".aws"), { recursive: true });
    const nowhere = "endpoint_url = http://127.0.0.1:9\nuse_fips_endpoint = true\nregion = xx-nowhere-1\nignore_configured_endpoint_urls = false\n";
    const misleading = [...["default", "tried", "base"].map((name) => `[${name === "default" ? name : `profile ${name}`}]\n${nowhere}`), "[sso-session corp]\nsso_region = xx-nowhere-1\nsso_start_url = https://nowhere\n"];
    writeFileSync(home(".aws", "config"), misleading.join(""));
    writeFileSync(home(".aws", "credentials"), "[default]\naws_access_key_id = AKIANOWHERE\naws_secret_access_key = nowhere\n");
    Object.assign(process.env, { HOME: home(), USERPROFILE: home(), AWS_EC2_METADATA_DISABLED: "true" });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env).filter((each) => !(each in environment))) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    sessions.forEach((session) => session.dispose());
    sessions = [];
  });

  /** The profile `tried`, and whatever it needs beside it. */
  function given(keys: Readonly<Record<string, string>>, rest = ""): void {
    const lines = Object.entries({ endpoint_url: ready().endpoint, ...keys }).map(([name, value]) => `${name} = ${value}\n`);
    writeFileSync(account().paths.config, `[profile tried]\n${lines.join("")}\n${rest}`);
  }

  /** A profile with alice's own keys, for others to start from. */
  const base = () => saveAccessKey(account().paths, "base", { accessKeyId: ready().accessKeyId, secretAccessKey: new Secret(ready().secretAccessKey), placement: { region: "us-east-1" } });

  async function open(options: Partial<SessionOptions> = {}): Promise<Session> {
    const session = await openSession({ paths: account().paths, profileName: "tried", env: process.env, timeLimitMs: 10_000, onCall: () => undefined, ...options });
    sessions.push(session);
    return session;
  }
  /** Who AWS says that the profile is, and whether its keys are temporary. */
  async function whoami(options?: Partial<SessionOptions>): Promise<string> {
    const session = await open(options);
    const { arn } = await session.client.getCaller();
    const { temporary, expiresAt } = await session.signer();
    return `${arn.replace(/^arn:aws:\w+::123456789012:/, "").replace(/aws-sdk-js-\d+|aws-sdk-js-session-\d+/, "SESSION")} ${temporary ? "temporary" : "long-lived"}${expiresAt === undefined ? "" : " ending"}`;
  }
  async function fails(options?: Partial<SessionOptions>): Promise<UserError> {
    const error: unknown = await whoami(options).then(
      (who) => assert.fail(`It is ${who}`),
      (reason: unknown) => reason,
    );
    assert.ok(isUserError(error), inspect(error));
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(SECRET_OUTPUT), inspect(error, { depth: 20 }));
    return error;
  }

  it("an access key", async () => {
    writeFileSync(account().paths.credentials, `[tried]\naws_access_key_id = ${ready().accessKeyId}\naws_secret_access_key = ${ready().secretAccessKey}\n`);
    given({});
    assert.equal(await whoami(), "user/alice long-lived");
  });

  it("keys in the environment", async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: ready().accessKeyId, AWS_SECRET_ACCESS_KEY: ready().secretAccessKey, AWS_ENDPOINT_URL: ready().endpoint });
    assert.equal(await whoami({ profileName: undefined }), "user/alice long-lived");
    Reflect.deleteProperty(process.env, "AWS_ACCESS_KEY_ID");
    const error = await fails({ profileName: undefined });
    assert.equal(error.message, "The environment holds no AWS keys any more.");
  });

  it("a profile without keys, and nothing in the place of the user’s", async () => {
    given({});
    assert.equal((await fails()).message, "Profile tried gives no credentials.");
  });

  describe("IAM Identity Center", () => {
    const cache = (id: string) => path.join(home(".aws", "sso", "cache"), `${createHash("sha1").update(id).digest("hex")}.json`);
    async function signIn(id: string, seconds?: number): Promise<void> {
      mkdirSync(path.dirname(cache(id)), { recursive: true });
      writeFileSync(cache(id), JSON.stringify(await account().sandbox.control.ssoToken(seconds)));
    }
    const role = { sso_account_id: "123456789012", sso_role_name: "Developer" };
    const WHO = "assumed-role/AWSReservedSSO_Developer_0123456789abcdef/alice temporary ending";

    it("with an sso-session", async () => {
      given({ ...role, sso_session: "corp" }, `[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = us-east-1\n`);
      await signIn("corp");
      assert.equal(await whoami(), WHO);
      const { profileKind } = await open();
      assert.equal(profileKind, "sso");
    });

    it("with an sso-session whose token has ended and is renewed, also in the cache that all tools share", async () => {
      given({ ...role, sso_session: "renewed" }, `[sso-session renewed]\nsso_start_url = ${START_URL}\nsso_region = us-east-1\n`);
      await signIn("renewed", -60);
      const before = readFileSync(cache("renewed"), "utf8");
      assert.equal(await whoami(), WHO);
      assert.notEqual(readFileSync(cache("renewed"), "utf8"), before);
      assert.deepEqual(await account().calls(/CreateToken|GetRoleCredentials/), ["CreateToken ok", "GetRoleCredentials ok"]);
    });

    it("in the older form", async () => {
      given({ ...role, sso_start_url: START_URL, sso_region: "us-east-1" });
      await signIn(START_URL);
      assert.equal(await whoami(), WHO);
    });

    it("reads the files as they are now, not as they were when the SDK read them first", async () => {
      given({ ...role, sso_session: "gone" });
      assert.equal((await fails()).message, "The IAM Identity Center session of profile tried has ended.");
      given({ ...role, sso_session: "added" }, `[sso-session added]\nsso_start_url = ${START_URL}\nsso_region = us-east-1\n`);
      await signIn("added");
      assert.equal(await whoami(), WHO);
    });

    it("says what to do when nobody is signed in, the token has ended or the role is not theirs", async () => {
      given({ ...role, sso_start_url: START_URL, sso_region: "us-east-1" });
      const ended = ["The IAM Identity Center session of profile tried has ended.", "Run: aws sso login --profile tried"];
      const sentences = ({ message, hint }: UserError) => [message, hint];
      assert.deepEqual(sentences(await fails()), ended);
      await signIn(START_URL, -60);
      assert.deepEqual(sentences(await fails()), ended);
    });
  });

  describe("aws login", () => {
    async function signIn(expired: boolean, keys: Readonly<Record<string, string>> = {}): Promise<string> {
      const { fileName, loginSession, token } = await account().sandbox.control.loginToken({ expired });
      const file = home(".aws", "login", "cache", fileName);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(token));
      given({ login_session: loginSession, ...keys });
      return file;
    }

    it("with a cached token", async () => {
      await signIn(false);
      assert.equal(await whoami(), "user/alice temporary ending");
      assert.equal((await open()).profileKind, "login");
      assert.deepEqual(await account().calls(/CreateOAuth2Token/), []);
    });

    it("with a token that is to be renewed, also in the cache that all tools share", async () => {
      const file = await signIn(true);
      const before = readFileSync(file, "utf8");
      assert.equal(await whoami(), "user/alice temporary ending");
      assert.notEqual(readFileSync(file, "utf8"), before);
      assert.deepEqual(await account().calls(/CreateOAuth2Token/), ["CreateOAuth2Token ok"]);
    });

    it("says what to do when nobody is signed in, or the token cannot be renewed", async () => {
      given({ login_session: "arn:aws:iam::123456789012:user/anna" });
      assert.equal((await fails()).hint, "Run: aws login --profile tried");
      const file = await signIn(true);
      writeFileSync(file, readFileSync(file, "utf8").replace(/"refreshToken":"[^"]*"/, '"refreshToken":"gone"'));
      assert.equal((await fails()).message, "The sign-in of profile tried has ended.");
    });
  });

  describe("a role", () => {
    const SESSION = "assumed-role/Developer/SESSION temporary ending";

    it("through a source_profile, with the profile’s endpoint and settings", async () => {
      await base();
      given({ role_arn: ROLE, source_profile: "base" }, account().read(".aws", "config"));
      assert.equal(await whoami(), SESSION);
      given({ role_arn: ROLE, source_profile: "base", role_session_name: "me@work", duration_seconds: "900", external_id: "some-id", region: "eu-central-1" });
      assert.equal(await whoami(), "assumed-role/Developer/me@work temporary ending");
      const { expiresAt } = await (await open()).signer();
      assert.ok(expiresAt !== undefined && expiresAt.getTime() < Date.now() + 901_000);
    });

    it("through its own keys", async () => {
      writeFileSync(account().paths.credentials, `[tried]\naws_access_key_id = ${ready().accessKeyId}\naws_secret_access_key = ${ready().secretAccessKey}\n`);
      given({ role_arn: ROLE, source_profile: "tried" });
      assert.equal(await whoami(), SESSION);
    });

    it("through the keys in the environment", async () => {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: ready().accessKeyId, AWS_SECRET_ACCESS_KEY: ready().secretAccessKey });
      given({ role_arn: ROLE, credential_source: "Environment" });
      assert.equal(await whoami(), SESSION);
    });

    it("through IAM Identity Center, each with its own endpoint", async () => {
      const file = path.join(home(".aws", "sso", "cache"), `${createHash("sha1").update("corp").digest("hex")}.json`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(await account().sandbox.control.ssoToken()));
      const services = `[services aws]\nsts =\n  endpoint_url = ${ready().endpoint}\niam =\n  endpoint_url = ${ready().endpoint}\n`;
      const sso = `[profile people]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\nendpoint_url = ${ready().endpoint}\n[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = us-east-1\n`;
      given({ role_arn: ROLE, source_profile: "people", endpoint_url: "http://127.0.0.1:9", services: "aws" }, `${sso}${services}`);
      // The permission set of the sandbox does not let its people assume roles: it is asked, by them, and says so.
      const error = await fails();
      assert.equal(error.message, "Profile tried could not assume its role.");
      assert.deepEqual([...new Set(await account().calls(/GetRoleCredentials|AssumeRole/))], ["GetRoleCredentials ok", "AssumeRole AccessDenied"]);
    });

    it("through a credential process", async () => {
      const keys = JSON.stringify({ Version: 1, AccessKeyId: ready().accessKeyId, SecretAccessKey: ready().secretAccessKey });
      writeFileSync(home("keys.json"), keys);
      given({ role_arn: ROLE, source_profile: "tool" }, `[profile tool]\ncredential_process = node -e 'process.stdout.write(require("fs").readFileSync(process.argv[1]))' '${home("keys.json")}'\n`);
      assert.equal(await whoami(), SESSION);
    });

    it("says so when the profiles lead in a circle, or the source gives no keys", async () => {
      given({ role_arn: ROLE, source_profile: "other" }, `[profile other]\nrole_arn = ${ROLE}\nsource_profile = tried\n`);
      assert.equal((await fails()).message, "Profile tried could not assume its role.");
      given({ role_arn: ROLE, source_profile: "gone" });
      assert.equal((await fails()).message, "Profile tried could not assume its role.");
    });

    describe("that wants MFA", () => {
      async function device(): Promise<SandboxMfaDevice> {
        const found = (await account().sandbox.control.mfa()).find(({ user }) => user === "alice");
        return found ?? assert.fail("alice has no device");
      }
      async function givenRole(): Promise<SandboxMfaDevice> {
        const own = await device();
        await base();
        given({ role_arn: ROLE_WITH_MFA, source_profile: "base", mfa_serial: own.serial });
        return own;
      }

      it("asks for the code of the device that the profile names, once for all calls", async () => {
        const own = await givenRole();
        const asked: string[] = [];
        const askRoleCode = (serial: string) => {
          asked.push(serial);
          return Promise.resolve(own.nextUsable.code);
        };
        const session = await open({ askRoleCode });
        const callers = await Promise.all([session.client.getCaller(), session.client.getCaller(), session.client.listAccessKeys("alice").catch(() => undefined)]);
        assert.match(callers[0].arn, /:assumed-role\/DeveloperWithMfa\//);
        assert.deepEqual(asked, [own.serial]);
        assert.equal(session.mfaSerial, undefined, "the device is the role’s affair, not one for sessions");
      });

      it("says so when the code is wrong, stops without a word when the user does, and asks again the next time", async () => {
        await givenRole();
        assert.equal((await fails({ askRoleCode: () => Promise.resolve("000000") })).message, "AWS did not accept the code.");
        const refusals = (await account().sandbox.control.calls()).filter(({ operation }) => operation === "AssumeRole");
        assert.equal(refusals.length, 1, "a code is not sent twice");
        let asked = 0;
        const session = await open({
          askRoleCode: () => {
            asked++;
            return Promise.reject(new CancelledError());
          },
        });
        for (let time = 0; time < 2; time++) await assert.rejects(session.ownKeys(), isCancelledError);
        assert.equal(asked, 2);
      });

      it("gives the user time for the code, and AWS only so much", async () => {
        const own = await givenRole();
        const timeLimitMs = 3_000;
        const askRoleCode = async () => {
          await setTimeout(timeLimitMs + 200);
          return own.nextUsable.code;
        };
        assert.match(await whoami({ askRoleCode, timeLimitMs }), /DeveloperWithMfa/);
        await account().sandbox.control.faults({ action: "AssumeRole", kind: "hang", times: 9 });
        await base();
        given({ role_arn: ROLE, source_profile: "base" });
        const { message, hint } = await fails({ timeLimitMs: 1_000 });
        assert.deepEqual([message, hint], ["Profile tried gave no credentials within 1 seconds.", "Check the network, proxy or VPN; the time limit is a setting."]);
      });

      it("says so where nobody can be asked", async () => {
        await givenRole();
        assert.equal((await fails()).message, "Profile tried could not assume its role.");
      });
    });
  });

  describe("a credential process", () => {
    const script = (body: string) => {
      const file = home("a folder", "it's a tool.js");
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, body);
      return `node "${file}"`;
    };
    const keys = (more: object = {}) => JSON.stringify({ Version: 1, AccessKeyId: ready().accessKeyId, SecretAccessKey: ready().secretAccessKey, ...more });

    it("with spaces and quotes in its command, and arguments", async () => {
      given({ credential_process: `${script(`if (process.argv[2] === "two words" && process.argv[3] === "x") console.log(${JSON.stringify(keys())});`)} "two words" 'x'` });
      assert.equal(await whoami(), "user/alice long-lived");
    });

    it("with keys that end, once for all calls until then", async () => {
      const marks = home("runs");
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      given({ credential_process: script(`require("fs").appendFileSync(${JSON.stringify(marks)}, "run "); setTimeout(() => console.log(${JSON.stringify(keys({ Expiration: expiration }))}), 50);`) });
      const session = await open();
      await Promise.all([session.client.getCaller(), session.client.listAccessKeys(), session.signer()]);
      await session.client.getCaller();
      assert.equal(readFileSync(marks, "utf8"), "run ");
    });

    const failures: readonly [string, string][] = [
      ["fails", `console.error(${JSON.stringify(SECRET_OUTPUT)}); process.exit(3);`],
      ["prints keys on stderr and nothing else", `console.error(${JSON.stringify(SECRET_OUTPUT)});`],
      ["prints what is no JSON", `console.log(${JSON.stringify(SECRET_OUTPUT)});`],
      ["prints another version", `console.log(JSON.stringify({ Version: 2, AccessKeyId: "AKIA", SecretAccessKey: ${JSON.stringify(SECRET_OUTPUT)} }));`],
      ["prints keys that have ended", `console.log(JSON.stringify({ Version: 1, AccessKeyId: "AKIA", SecretAccessKey: ${JSON.stringify(SECRET_OUTPUT)}, Expiration: "2020-01-01T00:00:00Z" }));`],
    ];
    for (const [what, body] of failures) {
      it(`that ${what}: says so, and repeats nothing of it`, async () => {
        given({ credential_process: script(body) });
        const error = await fails();
        assert.deepEqual([error.message, error.hint], ["Profile tried gives no credentials.", "Its credential_process failed; run that command in a terminal to see why."]);
      });
    }

    it("that prints a secret on stderr and works: works, and nothing is repeated", async () => {
      given({ credential_process: script(`console.error(${JSON.stringify(SECRET_OUTPUT)}); console.log(${JSON.stringify(keys())});`) });
      assert.equal(await whoami(), "user/alice long-lived");
    });
  });

  describe("a web identity", () => {
    let sts: Server;
    /** What the stand-in for STS was asked. */
    let asked: URLSearchParams[] = [];

    // The sandbox trusts no identity provider; this stands in for STS, and gives keys that the sandbox takes.
    before((done) => {
      sts = createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        request.on("end", () => void answer(new URLSearchParams(body)).then((xml) => response.setHeader("content-type", "text/xml").end(xml)));
      }).listen(0, "127.0.0.1", done);
    });
    after(() => void sts.close());
    beforeEach(() => void (asked = []));

    async function answer(input: URLSearchParams): Promise<string> {
      asked.push(input);
      const { control, ready: { endpoint } } = account().sandbox;
      const { accessToken } = await control.ssoToken();
      const response = await fetch(`${endpoint}/federation/credentials?account_id=123456789012&role_name=Developer`, { headers: { "x-amz-sso_bearer_token": accessToken } });
      const { roleCredentials: keys } = (await response.json()) as { roleCredentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: number } };
      const credentials = `<AccessKeyId>${keys.accessKeyId}</AccessKeyId><SecretAccessKey>${keys.secretAccessKey}</SecretAccessKey><SessionToken>${keys.sessionToken}</SessionToken><Expiration>${new Date(keys.expiration).toISOString()}</Expiration>`;
      return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>`;
    }

    it("takes the token to where the profile says", async () => {
      writeFileSync(home("token"), "the-token");
      const services = (stsEndpoint: string) => `[services aws]\nsts =\n  endpoint_url = ${stsEndpoint}\n`;
      given({ role_arn: ROLE, web_identity_token_file: home("token"), role_session_name: "ci", services: "aws" }, services(`http://127.0.0.1:${String((sts.address() as AddressInfo).port)}`));
      const session = await open();
      assert.match((await session.signer()).accessKeyId, /^ASIA/);
      assert.equal(session.profileKind, "webIdentity");
      assert.deepEqual(asked.map((input) => [input.get("Action"), input.get("RoleArn"), input.get("RoleSessionName"), input.get("WebIdentityToken")]), [["AssumeRoleWithWebIdentity", ROLE, "ci", "the-token"]]);
      await assert.rejects(session.client.listAccessKeys("alice"), isUserError);
      const call = (await account().sandbox.control.calls()).at(-1);
      assert.deepEqual([call?.operation, call?.outcome, call?.accessKeyId], ["ListAccessKeys", "AccessDenied", (await session.signer()).accessKeyId]);
    });

    it("says so when the token is not there", async () => {
      given({ role_arn: ROLE, web_identity_token_file: home("gone") });
      assert.equal((await fails()).message, "Profile tried gives no credentials.");
      assert.deepEqual(asked, []);
    });
  });

  it("temporary keys, and nothing is left in the home folder", async () => {
    await base();
    const { profileName } = await open({ profileName: "base", env: { ...process.env, AWS_ENDPOINT_URL: ready().endpoint } });
    assert.equal(profileName, "base");
    const response = await fetch(`${ready().endpoint}/federation/credentials?account_id=123456789012&role_name=Developer`, {
      headers: { "x-amz-sso_bearer_token": (await account().sandbox.control.ssoToken()).accessToken },
    });
    const { roleCredentials: keys } = (await response.json()) as { roleCredentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string } };
    writeFileSync(account().paths.credentials, `[tried]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\naws_session_token = ${keys.sessionToken}\n`);
    given({});
    assert.equal(await whoami(), "assumed-role/AWSReservedSSO_Developer_0123456789abcdef/alice temporary");
    assert.equal((await open()).profileKind, "session");
    assert.deepEqual(readdirSync(home(".aws")).sort(), ["config", "credentials"]);
    assert.equal(existsSync(home(".aws", "sso")), false);
  });
});
