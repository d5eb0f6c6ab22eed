import { IAMClient, UpdateSSHPublicKeyCommand, UploadSSHPublicKeyCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleanEnvironment, gitOf, need, run, type Ended, type Git } from "./gitCommand";
import { startSandbox, type Sandbox } from "./sandboxProcess";

const host = "git-codecommit.us-east-1.amazonaws.com";
const greeting = "You have successfully authenticated over SSH. You can use Git to interact with AWS CodeCommit. Interactive shells are not supported.";

describe("SSH against the sandbox's CodeCommit", function () {
  this.timeout(60_000);

  let home: string;
  let sandbox: Sandbox;
  let git: Git;
  let iam: IAMClient;
  let keyId: string;
  /** What has been started must end, even where the rest is skipped. */
  const endings: (() => unknown)[] = [];

  before(async function () {
    await need(this, ["git", "--version"], ["ssh", "-V"], ["ssh-keygen", "-?"]);
    home = await mkdtemp(path.join(tmpdir(), "codecommit-ssh-"));
    endings.push(() => rm(home, { recursive: true, force: true }));
    for (const name of ["mine", "foreign"]) done(await run("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", path.join(home, name)], {}));
    sandbox = await startSandbox();
    endings.push(sandbox.stop);
    git = await gitOf(sandbox, home);
    const { accessKeyId, endpoint, region, secretAccessKey } = sandbox.ready;
    iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    endings.push(() => iam.destroy());
    const body = await readFile(path.join(home, "mine.pub"), "utf8");
    keyId = (await iam.send(new UploadSSHPublicKeyCommand({ UserName: "alice", SSHPublicKeyBody: body }))).SSHPublicKey?.SSHPublicKeyId ?? "";
    await configure();
  });

  after(async () => {
    for (const end of endings.reverse()) await end();
  });

  /** The real host name is looked up nowhere: the sandbox's port stands behind it, and its key is the host's. */
  async function configure(): Promise<void> {
    const { sshHostKey, sshPort } = await sandbox.control.git();
    await writeFile(path.join(home, "known_hosts"), `${host} ${sshHostKey}\n`);
    const lines = [
      `Host ${host}`,
      "  HostName 127.0.0.1",
      `  Port ${sshPort}`,
      `  HostKeyAlias ${host}`,
      `  UserKnownHostsFile "${path.join(home, "known_hosts")}"`,
      "  IdentitiesOnly yes",
      "  BatchMode yes",
      "  StrictHostKeyChecking yes",
    ];
    await writeFile(path.join(home, "ssh_config"), `${lines.join("\n")}\n`);
  }

  function done({ code, stderr, stdout }: Ended): string {
    assert.equal(code, 0, stderr);
    return stdout;
  }

  const sshArgs = (identity = "mine") => ["-F", path.join(home, "ssh_config"), "-i", path.join(home, identity)];
  const ssh = (user: string, { identity = "mine", args = [] }: { identity?: string; args?: readonly string[] } = {}) =>
    run("ssh", [...sshArgs(identity), "-T", ...args, `${user}@${host}`], { env: cleanEnvironment(home) });
  const overSsh = (args: readonly string[], options: { cwd?: string } = {}) =>
    git(args, { ...options, env: { GIT_SSH_COMMAND: ["ssh", ...sshArgs()].map((part) => `'${part}'`).join(" ") } });
  const url = (name: string) => `ssh://${keyId}@${host}/v1/repos/${name}`;
  const gitCalls = async () => (await sandbox.control.calls()).filter(({ operation }) => operation.startsWith("Git"));

  it("greets whoever signs in without asking for Git, and hangs up", async () => {
    const { code, stderr, stdout } = await ssh(keyId);
    assert.equal(stdout, "");
    // The client's own words follow, without a line between.
    assert.match(stderr.trim(), new RegExp(`^${greeting.replaceAll(".", String.raw`\.`)}Connection to .* closed by remote host\\.$`));
    assert.equal(code, 255);
    const other = await run("ssh", [...sshArgs(), `${keyId}@${host}`, "ls", "/"], { env: cleanEnvironment(home) });
    assert.ok(other.stderr.startsWith(greeting), other.stderr);
  });

  it("takes RSA's newer signatures, and not the one by SHA-1", async () => {
    const by = async (algorithm: string) => (await ssh(keyId, { args: ["-o", `PubkeyAcceptedAlgorithms=${algorithm}`] })).stderr;
    assert.ok((await by("rsa-sha2-256")).startsWith(greeting));
    assert.ok((await by("rsa-sha2-512,rsa-sha2-256")).startsWith(greeting));
    assert.match(await by("ssh-rsa"), /Permission denied \(publickey\)/);
  });

  it("clones, pushes, fetches and lists", async () => {
    done(await overSsh(["clone", "--quiet", url("payments"), "one"]));
    const one = path.join(home, "one");
    await writeFile(path.join(one, "large"), Buffer.alloc(2_000_000, "x"));
    done(await git(["add", "large"], { cwd: one }));
    done(await git(["commit", "--quiet", "-m", "Something large"], { cwd: one }));
    done(await overSsh(["push", "--quiet"], { cwd: one }));
    done(await overSsh(["fetch", "--quiet"], { cwd: one }));
    const pushed = done(await git(["rev-parse", "HEAD"], { cwd: one })).trim();
    assert.equal(done(await overSsh(["ls-remote", url("payments"), "refs/heads/main"])), `${pushed}\trefs/heads/main\n`);
    assert.deepEqual((await gitCalls()).map(({ accessKeyId, operation, outcome }) => `${operation} ${accessKeyId === keyId} ${outcome}`), [
      "GitPull true ok",
      "GitPush true ok",
      "GitPull true ok",
      "GitPull true ok",
    ]);
  });

  it("refuses another user name, another's key and a key that is not active, as any server does", async () => {
    const denied = (user: string) => new RegExp(String.raw`^${user}@\S+: Permission denied \(publickey\)\.\s*$`);
    for (const user of ["alice", "APKAAAAAAAAAAAAAAAAAA", "git"]) assert.match((await ssh(user)).stderr, denied(user));
    assert.match((await ssh(keyId, { identity: "foreign" })).stderr, denied(keyId));
    const setStatus = (Status: "Active" | "Inactive") => iam.send(new UpdateSSHPublicKeyCommand({ UserName: "alice", SSHPublicKeyId: keyId, Status }));
    await setStatus("Inactive");
    assert.match((await ssh(keyId)).stderr, denied(keyId));
    await setStatus("Active");
    assert.ok((await ssh(keyId)).stderr.startsWith(greeting));
    assert.deepEqual(
      (await sandbox.control.calls()).filter(({ outcome }) => outcome === "Refused").map(({ accessKeyId }) => accessKeyId).slice(-5),
      [undefined, undefined, undefined, keyId, keyId],
    );
  });

  it("refuses what is not there, not allowed, or wanted to fail", async () => {
    const failed = async (name: string) => {
      const { code, stderr } = await overSsh(["ls-remote", url(name)]);
      assert.equal(code, 128);
      assert.match(stderr, /fatal: Could not read from remote repository\./);
      return stderr;
    };
    assert.match(await failed("nothing"), /^nothing does not exist\n/);
    assert.match(await failed("ledger"), /^ledger does not exist\n/);
    await sandbox.control.faults({ action: "GitPull", kind: "throttle" });
    assert.match(await failed("payments"), /^Rate Exceeded\n/);
    await sandbox.control.faults({ action: "GitPull", kind: "drop" });
    assert.match(await failed("payments"), /closed by remote host/);
    await sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "codecommit:GitPull", Resource: "*" }] });
    assert.match(await failed("payments"), /^User: arn:aws:iam::123456789012:user\/alice is not authorized to perform: codecommit:GitPull on resource: arn:aws:codecommit:us-east-1:123456789012:payments/);
    assert.deepEqual((await gitCalls()).slice(-5).map(({ outcome }) => outcome), [
      "RepositoryDoesNotExistException",
      "RepositoryDoesNotExistException",
      "fault:throttle",
      "fault:drop",
      "AccessDeniedException",
    ]);
  });
});
