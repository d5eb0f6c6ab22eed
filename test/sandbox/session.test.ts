import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { isUserError, type UserError } from "../../src/errors";
import { Secret } from "../../src/secret";
import { useTestAccount } from "./useTestAccount";

describe("Opening a session", () => {
  const account = useTestAccount("default");
  const ready = () => account().sandbox.ready;
  const write = (name: "config" | "credentials", text: string) => writeFileSync(account().in(".aws", name), text);

  async function failsToOpen(name: string | undefined, env: NodeJS.ProcessEnv = {}): Promise<UserError> {
    try {
      await account().openSession(name, { env });
    } catch (error) {
      assert.ok(isUserError(error), String(error));
      return error;
    }
    throw new Error("The session opened.");
  }
  async function failsToSign(name: string | undefined): Promise<UserError> {
    const session = await account().openSession(name);
    const [bySigner, byCall] = await Promise.all([session.signer().catch((error: unknown) => error), session.client.getCaller().catch((error: unknown) => error)]);
    assert.ok(isUserError(bySigner) && isUserError(byCall), String(bySigner));
    assert.equal(bySigner.message, byCall.message);
    return bySigner;
  }

  it("signs as the profile does, and says for how long", async () => {
    const session = await account().openSession("work");
    assert.deepEqual(await session.signer(), { accessKeyId: ready().accessKeyId, temporary: false, expiresAt: undefined, hasMfa: false });
    assert.deepEqual([session.profileName, session.endpoint, session.region], ["work", ready().endpoint, "us-east-1"]);
    assert.equal((await session.client.getCaller()).arn, "arn:aws:iam::123456789012:user/alice");
  });

  it("is not moved to another account by AWS_PROFILE or the keys in the environment", async () => {
    const session = await account().openSession("work", { env: { AWS_PROFILE: "other", AWS_ACCESS_KEY_ID: "AKIAOTHER", AWS_SECRET_ACCESS_KEY: "other" } });
    assert.equal((await session.signer()).accessKeyId, ready().accessKeyId);
  });

  it("says that there is no such profile", async () => {
    const error = await failsToOpen("wrok");
    assert.deepEqual([error.message, error.hint], ["There is no profile wrok in your AWS files.", "Switch to another profile, or set one up."]);
  });

  it("names file and line when the profile may be in what cannot be read", async () => {
    write("config", "# comment\n\n[profile other\nregion = eu-west-1\n");
    const error = await failsToOpen("other");
    assert.equal(error.message, "There is no profile other in your AWS files.");
    assert.match(error.hint ?? "", /config, line 3: The “\[” is not closed/);
  });

  it("says which file cannot be read", async () => {
    rmSync(account().paths.config);
    mkdirSync(account().paths.config);
    const error = await failsToOpen("work");
    assert.match(error.message, /^This file cannot be read: .*config$/);
  });

  it("says that an endpoint_url is no address", async () => {
    for (const endpoint of ["localhost:4566", "not an address", "ftp://example.com"]) {
      write("config", `[profile work]\nendpoint_url = ${endpoint}\n`);
      const error = await failsToOpen("work");
      assert.deepEqual([error.message, error.code], [`The endpoint_url of this profile is no address: ${endpoint}`, "InvalidEndpoint"]);
    }
  });

  it("says that a profile has no keys", async () => {
    write("config", `[profile bare]\nregion = eu-west-1\nendpoint_url = ${ready().endpoint}\n`);
    const error = await failsToSign("bare");
    assert.equal(error.message, "Profile bare gives no credentials.");
    assert.match(error.hint ?? "", /aws_access_key_id/);
  });

  it("says that a role of a source profile could not be assumed", async () => {
    write("config", `${account().read(".aws", "config")}[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/Admin\nsource_profile = work\nendpoint_url = ${ready().endpoint}\n`);
    const error = await failsToSign("admin");
    assert.equal(error.message, "Profile admin could not assume its role.");
    assert.match(error.hint ?? "", /source_profile/);
  });

  it("says that a credential process failed, and not what it printed", async () => {
    write("config", `[profile tool]\ncredential_process = sh -c "echo planted-output >&2; exit 1"\nendpoint_url = ${ready().endpoint}\n`);
    const error = await failsToSign("tool");
    assert.match(error.hint ?? "", /credential_process failed/);
    assert.ok(!`${error.message}${error.hint ?? ""}${error.stack ?? ""}`.includes("planted-output"));
  });

  it("uses the keys of a credential process", async () => {
    const keys = { Version: 1, AccessKeyId: ready().accessKeyId, SecretAccessKey: ready().secretAccessKey };
    write("credentials", "");
    write("config", `[profile tool]\ncredential_process = node -e 'console.log(process.argv[1])' '${JSON.stringify(keys)}'\nendpoint_url = ${ready().endpoint}\nregion = us-east-1\n`);
    const session = await account().openSession("tool");
    assert.equal((await session.client.getCaller()).kind, "user");
  });

  it("goes where the service’s own variable says, before the general one and the profile", async () => {
    write("config", "[profile work]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:9\n");
    const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ENDPOINT_URL_IAM: ready().endpoint };
    const session = await account().openSession("work", { env });
    assert.equal((await session.client.listAccessKeys()).length, 1);
    assert.equal(session.endpoint, ready().endpoint);
    const general = await account().openSession("work", { env: { AWS_ENDPOINT_URL: ready().endpoint } });
    assert.equal((await general.client.getCaller()).kind, "user");
  });

  it("goes where the services section says, before the profile’s endpoint_url", async () => {
    write("config", `[profile work]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:9\nservices = sandbox\n\n[services sandbox]\niam =\n  endpoint_url = ${ready().endpoint}\nsts =\n  endpoint_url = ${ready().endpoint}\n`);
    const session = await account().openSession("work");
    assert.equal((await session.client.listAccessKeys()).length, 1);
    assert.equal((await session.client.getCaller()).kind, "user");
  });

  it("takes an empty AWS_REGION for none", async () => {
    const session = await account().openSession("work", { env: { AWS_REGION: "", AWS_DEFAULT_REGION: "" } });
    assert.equal(session.region, "us-east-1");
    assert.equal((await session.client.getCaller()).kind, "user");
  });

  it("says that a region is none", async () => {
    const error = await failsToOpen("work", { AWS_REGION: "eu central 1" });
    assert.deepEqual([error.message, error.code], ["The region of this profile, or of AWS_REGION, is none: eu central 1", "InvalidRegion"]);
  });

  it("tries out keys that no file holds", async () => {
    const session = await account().openSession(undefined, {
      env: { AWS_ENDPOINT_URL: ready().endpoint },
      keys: { accessKeyId: ready().accessKeyId, secretAccessKey: new Secret(ready().secretAccessKey) },
    });
    assert.equal((await session.client.getCaller()).arn, "arn:aws:iam::123456789012:user/alice");
  });
});
