import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { installHelper } from "../../src/git/installHelper";
import { helperCommand } from "../../src/git/launcher";
import { openSessionChannel } from "../../src/git/sessionChannel";
import { dist, useHelperHome } from "./credentialHelperProcess";
import { gitOf, need, type Ended, type Git } from "./gitCommand";
import { useTestAccount } from "./useTestAccount";

const HOST = "https://git-codecommit.us-east-1.amazonaws.com";
const REPOSITORY = `${HOST}/v1/repos/payments`;

/** The real Git, over TLS, against a server that checks the signatures. */
describe("Git signs in by the credential helper", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const home = useHelperHome();
  const ready = () => account().sandbox.ready;
  let git: Git;
  let sessionsFolder: string;

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  beforeEach(async () => {
    const bare = await gitOf(account().sandbox, home().folder);
    const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = home().env;
    git = (args, options) => bare(args, { ...options, env: { ...options?.env, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_EC2_METADATA_DISABLED: "true" } });
    const { launcher, ...places } = await installHelper({ dist, folder: home().in("a folder"), runtime: process.execPath, env: {}, platform: process.platform });
    sessionsFolder = places.sessionsFolder;
    await configure("helper", "");
    await configure("helper", helperCommand(launcher, "tried"));
    await configure("useHttpPath", "true");
  });
  const configure = (key: string, value: string) => git(["config", "--global", "--add", `credential.${HOST}.${key}`, value]).then(done);

  function done({ code, stderr, stdout }: Ended): string {
    assert.equal(code, 0, stderr);
    assert.ok(!stderr.includes("git-credential-codecommit"), stderr);
    return stdout;
  }
  const keys = () => `aws_access_key_id = ${ready().accessKeyId}\naws_secret_access_key = ${ready().secretAccessKey}\n`;
  const given = (lines: string) => home().write({ config: `[profile tried]\nregion = us-east-1\nendpoint_url = ${ready().endpoint}\n${lines}[profile base]\nendpoint_url = ${ready().endpoint}\n${keys()}` });

  /** Clones, commits, pushes, fetches. */
  async function work(): Promise<void> {
    const clone = home().in("clone");
    done(await git(["clone", "--quiet", REPOSITORY, clone]));
    done(await git(["-C", clone, "commit", "--quiet", "--allow-empty", "--message", "By the helper"]));
    done(await git(["-C", clone, "push", "--quiet", "origin", "HEAD"]));
    done(await git(["-C", clone, "fetch", "--quiet"]));
    const head = done(await git(["-C", clone, "rev-parse", "HEAD"])).trim();
    assert.match(done(await git(["ls-remote", REPOSITORY])), new RegExp(`^${head}\\t`, "m"));
  }

  it("with an access key", async () => {
    given(keys());
    await work();
  });

  it("with a session of MFA that a window keeps", async () => {
    given(keys());
    const { session } = await account().openAccount();
    const device = (await account().sandbox.control.mfa()).find(({ user }) => user === ready().userName) ?? assert.fail();
    const opened = await session.ownClient.getSessionToken({ serialNumber: device.serial, code: device.nextUsable.code, seconds: 3600, openedBy: ready().accessKeyId, openedFor: "tried" });
    const asked: string[] = [];
    const channel = await openSessionChannel(sessionsFolder, ({ profileName }) => {
      asked.push(profileName);
      return Promise.resolve({ keys: { accessKeyId: opened.accessKeyId, secretAccessKey: opened.secretAccessKey, sessionToken: opened.sessionToken, endsAt: opened.expiresAt } });
    });
    try {
      await work();
      assert.ok(asked.length >= 3);
    } finally {
      await channel.dispose();
    }
  });

  it("with a role", async () => {
    given("role_arn = arn:aws:iam::123456789012:role/Developer\nsource_profile = base\n");
    done(await git(["ls-remote", REPOSITORY]));
    assert.ok((await account().calls(/AssumeRole/)).includes("AssumeRole ok"));
  });

  it("with IAM Identity Center, and with aws login", async () => {
    const inCache = (folder: string, file: string, content: object) => {
      mkdirSync(home().in(".aws", folder, "cache"), { recursive: true });
      writeFileSync(home().in(".aws", folder, "cache", file), JSON.stringify(content));
    };
    const { control } = account().sandbox;
    const token = await control.ssoToken();
    inCache("sso", `${createHash("sha1").update(token.startUrl).digest("hex")}.json`, token);
    given(`sso_start_url = ${token.startUrl}\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Developer\n`);
    const signedIn = await git(["ls-remote", REPOSITORY]);
    assert.ok(!signedIn.stderr.includes("git-credential-codecommit"), signedIn.stderr);
    assert.deepEqual([...new Set(await account().calls(/GetRoleCredentials/))], ["GetRoleCredentials ok"]);
    const login = await control.loginToken();
    inCache("login", login.fileName, login.token);
    given(`login_session = ${login.loginSession}\n`);
    done(await git(["ls-remote", REPOSITORY]));
  });

  it("with a credential process", async () => {
    writeFileSync(home().in("keys.json"), JSON.stringify({ Version: 1, AccessKeyId: ready().accessKeyId, SecretAccessKey: ready().secretAccessKey }));
    given(`credential_process = "${process.execPath}" -p "require('fs').readFileSync(process.argv[1], 'utf8')" "${home().in("keys.json")}"\n`);
    await work();
  });

  it("and no secret reaches a greedy helper that is configured before it", async () => {
    given(keys());
    const store = home().in("stored");
    const config = home().in("gitconfig");
    writeFileSync(config, `[credential]\n\thelper = store --file='${store}'\n${readFileSync(config, "utf8")}`);
    await work();
    assert.equal(existsSync(store) ? readFileSync(store, "utf8") : "", "");
  });

  it("20 times in a row", async () => {
    given(keys());
    for (let time = 0; time < 20; time++) done(await git(["ls-remote", REPOSITORY]));
  });

  it("and is told why not", async () => {
    home().write({});
    const { code, stderr } = await git(["ls-remote", REPOSITORY]);
    assert.equal(code, 128);
    assert.match(stderr, /^git-credential-codecommit \(profile tried\): There is no profile tried in /);
  });
});
