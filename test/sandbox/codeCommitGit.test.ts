import {
  CreateServiceSpecificCredentialCommand,
  IAMClient,
  ResetServiceSpecificCredentialCommand,
  UpdateAccessKeyCommand,
  UpdateServiceSpecificCredentialCommand,
} from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gitOf, helperOf, need, type Ended, type Git } from "./gitCommand";
import { startSandbox, type Sandbox } from "./sandboxProcess";

const host = "https://git-codecommit.us-east-1.amazonaws.com";
const payments = `${host}/v1/repos/payments`;

describe("Git against the sandbox's CodeCommit", function () {
  this.timeout(90_000);

  let home: string;
  let sandbox: Sandbox;
  let git: Git;
  let iam: IAMClient;

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "codecommit-git-"));
    sandbox = await startSandbox();
    git = await gitOf(sandbox, home);
    const { accessKeyId, endpoint, region, secretAccessKey } = sandbox.ready;
    iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  });

  afterEach(async () => {
    iam.destroy();
    await sandbox.stop();
    await rm(home, { recursive: true, force: true });
  });

  function done({ code, stderr, stdout }: Ended): string {
    assert.equal(code, 0, stderr);
    return stdout;
  }

  const outcomes = async () => (await sandbox.control.calls()).filter(({ operation }) => operation.startsWith("Git")).map(({ operation, outcome }) => `${operation} ${outcome}`);

  describe("with Git credentials", () => {
    let id: string, userName: string, password: string;

    beforeEach(async () => {
      const made = await iam.send(new CreateServiceSpecificCredentialCommand({ UserName: "alice", ServiceName: "codecommit.amazonaws.com" }));
      ({ ServiceSpecificCredentialId: id = "", ServiceUserName: userName = "", ServicePassword: password = "" } = made.ServiceSpecificCredential ?? {});
    });

    const withCredentials = (args: readonly string[], cwd = home) => {
      const helper = helperOf({ userName, password });
      return git([...helper.args, ...args], { cwd, env: helper.env });
    };

    it("clones, pushes, fetches and lists", async () => {
      done(await withCredentials(["clone", "--quiet", payments, "one"]));
      done(await withCredentials(["clone", "--quiet", payments, "two"]));
      const [one, two] = [path.join(home, "one"), path.join(home, "two")];
      assert.equal(done(await git(["log", "--format=%an %s"], { cwd: one })), "bob Retry a payment that timed out\nbob First commit\n");
      // More than curl sends in one piece, so that Git posts it in chunks.
      await writeFile(path.join(one, "large"), Buffer.from(Array.from({ length: 3_000_000 }, () => Math.floor(Math.random() * 256))));
      done(await git(["add", "large"], { cwd: one }));
      done(await git(["commit", "--quiet", "-m", "Something large"], { cwd: one }));
      done(await withCredentials(["push", "--quiet"], one));
      done(await withCredentials(["fetch", "--quiet"], two));
      const pushed = done(await git(["rev-parse", "HEAD"], { cwd: one })).trim();
      assert.equal(done(await git(["rev-parse", "origin/main"], { cwd: two })).trim(), pushed);
      assert.equal(done(await withCredentials(["ls-remote", payments, "refs/heads/main"])), `${pushed}\trefs/heads/main\n`);
      assert.deepEqual(new Set(await outcomes()), new Set(["GitPull Unauthorized", "GitPull ok", "GitPush Unauthorized", "GitPush ok"]));
      const log = JSON.stringify(await sandbox.control.calls());
      assert.ok(log.includes(id) && !log.includes(password));
    });

    it("takes the first branch that is pushed to an empty repository for its default", async () => {
      const folder = path.join(home, "new");
      done(await git(["init", "--quiet", "--initial-branch=trunk", folder]));
      done(await git(["commit", "--quiet", "--allow-empty", "-m", "First"], { cwd: folder }));
      done(await withCredentials(["push", "--quiet", `${host}/v1/repos/new-service`, "trunk"], folder));
      done(await withCredentials(["clone", "--quiet", `${host}/v1/repos/new-service`, "again"]));
      assert.equal(done(await git(["branch", "--show-current"], { cwd: path.join(home, "again") })), "trunk\n");
    });

    it("is refused with 403 once they are reset or inactive, and never asks the helper to forget them", async () => {
      const list = async () => (await withCredentials(["ls-remote", payments])).stderr;
      const refused = `fatal: unable to access '${payments}/': The requested URL returned error: 403\n`;
      await iam.send(new ResetServiceSpecificCredentialCommand({ UserName: "alice", ServiceSpecificCredentialId: id }));
      assert.equal(await list(), refused);
      const made = await iam.send(new ResetServiceSpecificCredentialCommand({ UserName: "alice", ServiceSpecificCredentialId: id }));
      password = made.ServiceSpecificCredential?.ServicePassword ?? "";
      assert.equal(await list(), "");
      await iam.send(new UpdateServiceSpecificCredentialCommand({ UserName: "alice", ServiceSpecificCredentialId: id, Status: "Inactive" }));
      assert.equal(await list(), refused);
    });

    it("says that a repository is not found, and that a push is not allowed", async () => {
      const { stderr } = await withCredentials(["ls-remote", `${host}/v1/repos/nothing`]);
      assert.equal(stderr, `fatal: repository '${host}/v1/repos/nothing/' not found\n`);
      await sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "codecommit:GitPush", Resource: "*" }] });
      done(await withCredentials(["clone", "--quiet", payments, "one"]));
      const push = await withCredentials(["push"], path.join(home, "one"));
      assert.equal(push.stderr, `fatal: unable to access '${payments}/': The requested URL returned error: 403\n`);
    });

    it("reaches other forms of host, and with curloptResolve the server's own port", async () => {
      const list = (url: string, ...args: readonly string[]) => withCredentials([...args, "ls-remote", url, "HEAD"]).then(done);
      const head = await list(payments);
      assert.match(head, /^[0-9a-f]{40}\tHEAD\n$/);
      assert.equal(await list("https://git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/payments"), head);
      assert.equal(await list("https://vpce-0123456789abcdef0-abcdefgh.git-codecommit.us-east-1.vpce.amazonaws.com/v1/repos/payments"), head);
      const { httpsPort } = await sandbox.control.git();
      const name = "git-codecommit.us-east-1.amazonaws.com";
      const resolve = ["-c", "http.proxy=", "-c", `http.curloptResolve=${name}:${httpsPort}:127.0.0.1`];
      assert.equal(await list(`https://${name}:${httpsPort}/v1/repos/payments`, ...resolve), head);
      const elsewhere = await withCredentials(["ls-remote", "https://git-codecommit.us-east-1.amazonaws.com.evil.example/v1/repos/payments"]);
      assert.match(elsewhere.stderr, /CONNECT tunnel failed, response 403|Received HTTP code 403 from proxy/);
    });
  });

  it("asks for a user name when no helper knows one", async () => {
    const { stderr } = await git(["ls-remote", payments]);
    assert.equal(stderr, "fatal: could not read Username for 'https://git-codecommit.us-east-1.amazonaws.com': terminal prompts disabled\n");
  });

  describe("with the AWS CLI's own credential helper", () => {
    before(async function () {
      await need(this, ["aws", "--version"]);
    });

    beforeEach(async () => {
      const lines = [`[credential "${host}"]`, "\thelper =", "\thelper = !aws codecommit credential-helper $@", "\tuseHttpPath = true"];
      await writeFile(path.join(home, "gitconfig"), `${await readFile(path.join(home, "gitconfig"), "utf8")}${lines.join("\n")}\n`);
    });

    const keys = (): NodeJS.ProcessEnv => ({
      AWS_ACCESS_KEY_ID: sandbox.ready.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.ready.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    });

    it("clones and pushes, until the key is deactivated", async () => {
      done(await git(["clone", "--quiet", payments, "one"], { env: keys() }));
      const one = path.join(home, "one");
      done(await git(["commit", "--quiet", "--allow-empty", "-m", "Signed"], { cwd: one }));
      done(await git(["push", "--quiet"], { cwd: one, env: keys() }));
      assert.ok((await sandbox.control.calls()).some(({ accessKeyId, operation, outcome }) => operation === "GitPush" && outcome === "ok" && accessKeyId === sandbox.ready.accessKeyId));
      await iam.send(new UpdateAccessKeyCommand({ UserName: "alice", AccessKeyId: sandbox.ready.accessKeyId, Status: "Inactive" }));
      const { stderr } = await git(["fetch"], { cwd: one, env: keys() });
      assert.match(stderr, /The requested URL returned error: 403/);
    });

    it("is refused with 403 when the clocks are more than 15 minutes apart", async () => {
      await sandbox.control.clock(16 * 60);
      const { stderr } = await git(["ls-remote", payments], { env: keys() });
      assert.match(stderr, /The requested URL returned error: 403/);
      assert.deepEqual(await outcomes(), ["GitPull Unauthorized", "GitPull InvalidSignatureException"]);
    });
  });

  it("leaves no repository on the disk when the sandbox ends", async () => {
    const { caFile } = await sandbox.control.git();
    assert.ok(existsSync(caFile));
    await sandbox.stop();
    assert.ok(!existsSync(path.dirname(caFile)));
  });
});
