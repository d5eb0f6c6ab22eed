import { ListMFADevicesCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { fromLoginCredentials, fromSSO } from "@aws-sdk/credential-providers";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { startInProcess, tell, type InProcess, type Keys } from "./inProcess";

/** The SDK's own providers, which find the sandbox as any other endpoint: by their clients' settings. */
describe("Signing in to the sandbox in a browser", () => {
  let sandbox: InProcess;
  let home: string;
  const outside = { HOME: process.env["HOME"], USERPROFILE: process.env["USERPROFILE"], AWS_LOGIN_CACHE_DIRECTORY: process.env["AWS_LOGIN_CACHE_DIRECTORY"] };

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "sign-in-"));
    process.env["HOME"] = home;
    process.env["USERPROFILE"] = home;
    process.env["AWS_LOGIN_CACHE_DIRECTORY"] = path.join(home, "login");
    assert.equal(homedir(), home);
    sandbox = await startInProcess("default");
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(outside)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await sandbox.stop();
    await rm(home, { recursive: true, force: true });
  });

  const clientConfig = () => ({ endpoint: sandbox.endpoint, region: "us-east-1", maxAttempts: 1 });
  const who = async (keys: Keys) => (await sandbox.sts(keys).send(new GetCallerIdentityCommand({}))).Arn ?? "";

  async function write(file: string, content: string): Promise<string> {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  /** Each SDK process remembers when it last refreshed a session, by the session's name. */
  async function ssoProfile(session: string, token: object, role = "Developer") {
    const name = createHash("sha1").update(session).digest("hex");
    const cache = await write(path.join(home, ".aws", "sso", "cache", `${name}.json`), JSON.stringify(token));
    const configFilepath = await write(
      path.join(home, `${session}-config`),
      `[profile sso]\nsso_session = ${session}\nsso_account_id = 123456789012\nsso_role_name = ${role}\n` +
        `[sso-session ${session}]\nsso_start_url = https://acme-dev.awsapps.com/start\nsso_region = us-east-1\n`,
    );
    return { cache, provider: fromSSO({ profile: "sso", configFilepath, filepath: configFilepath, ignoreCache: true, clientConfig: clientConfig() }) };
  }

  it("gives a role's keys for a cached token of IAM Identity Center", async () => {
    const { provider } = await ssoProfile("fresh", await tell(sandbox, "ssoToken", {}));
    const keys = await provider();
    assert.equal(await who(keys), "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/alice");
    assert.equal(Math.round(((keys.expiration?.getTime() ?? 0) - Date.now()) / 60_000), 60);
    assert.deepEqual(sandbox.world.calls.map(({ operation, service }) => `${service} ${operation}`), ["sso GetRoleCredentials", "sts GetCallerIdentity"]);
  });

  it("refreshes a token of IAM Identity Center once", async () => {
    const token = await tell(sandbox, "ssoToken", { seconds: -1 });
    const { cache, provider } = await ssoProfile("stale", token);
    assert.match(await who(await provider()), /AWSReservedSSO/);
    const refreshed = JSON.parse(await readFile(cache, "utf8")) as { accessToken: string; refreshToken: string };
    assert.notEqual(refreshed.accessToken, token["accessToken"]);
    const { tokens } = (await tell(sandbox, "ssoToken")) as unknown as { tokens: { accessToken: string }[] };
    assert.deepEqual(tokens.map(({ accessToken }) => accessToken), [refreshed.accessToken]);
    await assert.rejects((await ssoProfile("stale-again", token)).provider(), /expired/i);
  });

  it("refuses a token it does not know, a token that has expired, and a role that is not assigned", async () => {
    const token = await tell(sandbox, "ssoToken", {});
    await assert.rejects((await ssoProfile("forged", { ...token, accessToken: "forged" })).provider(), /Session token not found or invalid/);
    await assert.rejects((await ssoProfile("other-role", token, "Administrator")).provider(), /No access/);
    const portal = await fetch(`${sandbox.endpoint}/federation/credentials?role_name=Developer&account_id=123456789012`, {
      headers: { "x-amz-sso_bearer_token": "forged" },
    });
    assert.deepEqual([portal.status, portal.headers.get("x-amzn-errortype")], [401, "UnauthorizedException"]);
    assert.equal((await fetch(`${sandbox.endpoint}/federation/credentials`)).status, 400);
    sandbox.world.clock.advance(8 * 3600);
    await assert.rejects((await ssoProfile("late", token)).provider(), /Session token not found or invalid/);
  });

  async function loginProfile(options: object) {
    const { fileName, loginSession, token } = (await tell(sandbox, "loginToken", options)) as unknown as { fileName: string; loginSession: string; token: object };
    const cache = await write(path.join(home, "login", fileName), JSON.stringify(token));
    const filepath = await write(path.join(home, "login-config"), `[profile login]\nlogin_session = ${loginSession}\nregion = us-east-1\n`);
    return { cache, provider: fromLoginCredentials({ profile: "login", filepath, configFilepath: filepath, ignoreCache: true, clientConfig: clientConfig() }) };
  }

  it("gives alice's own keys for a fresh `aws login`, which IAM accepts with MFA and without", async () => {
    for (const mfa of [true, false]) {
      const keys = await (await loginProfile({ mfa })).provider();
      assert.equal(await who(keys), "arn:aws:iam::123456789012:user/alice");
      await sandbox.iam(keys).send(new ListMFADevicesCommand({ UserName: "alice" }));
    }
    assert.ok(!sandbox.world.calls.some(({ operation }) => operation === "CreateOAuth2Token"));
  });

  it("refreshes an `aws login` that has expired, signed with its key, once", async () => {
    const { cache, provider } = await loginProfile({ expired: true });
    const stale = await readFile(cache, "utf8");
    const keys = await provider();
    assert.equal(await who(keys), "arn:aws:iam::123456789012:user/alice");
    assert.equal(Math.round(((keys.expiration?.getTime() ?? 0) - Date.now()) / 60_000), 15);
    await writeFile(cache, stale);
    await assert.rejects(provider(), /Your session has expired\. Please reauthenticate\./);
  });

  it("refuses a refresh that another key has signed, and one that is not signed", async () => {
    const { cache, provider } = await loginProfile({ expired: true });
    const mine = JSON.parse(await readFile(cache, "utf8")) as { clientId: string; dpopKey: string; refreshToken: string };
    const other = (await tell(sandbox, "loginToken", {})) as unknown as { token: { dpopKey: string } };
    await writeFile(cache, JSON.stringify({ ...mine, dpopKey: other.token.dpopKey }));
    await assert.rejects(provider(), /insufficient permissions/);
    const body = JSON.stringify({ clientId: mine.clientId, grantType: "refresh_token", refreshToken: mine.refreshToken });
    assert.equal((await fetch(`${sandbox.endpoint}/v1/token`, { method: "POST", body })).status, 401);
    await writeFile(cache, JSON.stringify(mine));
    await provider();
  });

  it("goes wrong like any other call when a test wants it to", async () => {
    const { provider } = await ssoProfile("faulty", await tell(sandbox, "ssoToken", {}));
    await tell(sandbox, "faults", { action: "GetRoleCredentials", kind: "throttle" });
    await assert.rejects(provider(), /Rate exceeded/);
    await provider();
  });
});
