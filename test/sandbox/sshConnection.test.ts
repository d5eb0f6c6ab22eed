import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { explainOutcome } from "../../src/commands/sshPublicKeys/connectionWords";
import { deactivateSshPublicKey } from "../../src/commands/sshPublicKeys/status";
import { testSshConnection } from "../../src/commands/sshPublicKeys/testConnection";
import { uploadSshPublicKey } from "../../src/commands/sshPublicKeys/upload";
import { writeSshConfig } from "../../src/commands/sshPublicKeys/writeConfig";
import { isCancelledError, isUserError, type UserError } from "../../src/errors";
import { FRESH_CONNECTION } from "../../src/ssh/connection";
import { removeSshBlock } from "../../src/ssh/sshConfig";
import { need, run } from "./gitCommand";
import { confirm, dismiss, pick, review } from "./scriptedUi";
import { HOST, makeKey, TestSsh } from "./testSsh";
import { useTestAccount } from "./useTestAccount";

const WHICH = /Which public key is to be uploaded/;
const FOR_HOST = /For which host of CodeCommit/;

describe("Testing the SSH connection", function () {
  this.timeout(60_000);
  const account = useTestAccount("default");
  let made: string;
  let ssh: TestSsh;

  before(async function () {
    await need(this, ["ssh", "-V"], ["ssh-keygen", "-?"], ["git", "--version"]);
    made = mkdtempSync(path.join(tmpdir(), "ssh-keys-"));
    await makeKey(path.join(made, "one"));
    await makeKey(path.join(made, "two"));
    await makeKey(path.join(made, "locked"), { passphrase: "a long secret" });
  });
  after(() => rmSync(made, { recursive: true, force: true }));
  beforeEach(async () => {
    ssh = new TestSsh(account());
    ssh.configure(ssh.way);
    await ssh.trust();
  });

  /** Uploads a key of `~/.ssh` and has ssh use it, as the user does. @returns its id */
  async function setUp(from: string): Promise<string> {
    ssh.place(path.join(made, from), "id_rsa");
    await account().run(uploadSshPublicKey, [pick(WHICH, "~/.ssh/id_rsa.pub")]);
    account().ui.expect(pick(FOR_HOST, HOST), review(/Write this/));
    await account().ui.action?.run();
    account().ui.finish();
    const [change] = account().git.changes.list();
    return /APKA\w+/.exec(change?.what ?? "")?.[0] ?? "";
  }
  const test = (id: string, steps: Parameters<ReturnType<typeof account>["run"]>[1] = []) => account().run(testSshConnection, steps, { sshPublicKeyId: id });
  const failTest = async (id: string, steps: Parameters<typeof test>[1] = []): Promise<UserError> => {
    const error = await account().runToFailure(testSshConnection, steps, { sshPublicKeyId: id });
    assert.ok(isUserError(error), String(error));
    return error;
  };
  const lastNotice = () => account().ui.notices.at(-1) ?? "";
  const lsRemote = (host = HOST) => account().git.git(["ls-remote", `ssh://${host}/v1/repos/payments`, "HEAD"], { env: account().environment });

  it("goes from a key in a file to Git over SSH, and back by deactivation and undo", async () => {
    const before = ssh.config;
    const id = await setUp("one");
    assert.equal(account().ui.action?.title, "Test connection");
    await account().ui.action?.run();
    assert.equal(lastNotice(), `It works: ${HOST} accepts the key ${id}.`);
    const listed = await lsRemote();
    assert.equal(listed.code, 0, listed.stderr.reveal());
    assert.match(listed.stdout.reveal(), /^[0-9a-f]{40}\tHEAD/);
    await account().run(deactivateSshPublicKey, [confirm(/Deactivate SSH public key/, "Deactivate key")], { sshPublicKeyId: id });
    const refused = await failTest(id);
    assert.equal(refused.message, `${HOST} refused: the key ${id} is inactive.`);
    assert.deepEqual(refused.action, { title: "Activate key", command: "mySecurityCredentials.sshPublicKey.activate", arguments: [{ sshPublicKeyId: id }] });
    assert.notEqual((await lsRemote()).code, 0);
    for (const { place, name } of account().git.changes.list()) await removeSshBlock(place, name);
    assert.equal(ssh.config, before);
  });

  it("uses an alias for a second account, for Git too", async () => {
    ssh.configure(`Host ${HOST}\n  User APKAOTHERACCOUNT12345\n${ssh.way}`);
    ssh.place(path.join(made, "one"), "id_rsa");
    await account().run(uploadSshPublicKey, [pick(WHICH, "~/.ssh/id_rsa.pub")]);
    account().ui.expect(pick(FOR_HOST, HOST), pick(/What about it/, "Keep both, by an alias"), { kind: "input", question: /A name/, text: "codecommit-work", refused: [] }, review(/Write this/));
    await account().ui.action?.run();
    account().ui.finish();
    const listed = await lsRemote("codecommit-work");
    assert.equal(listed.code, 0, listed.stderr.reveal());
    const id = /with (APKA\w+)\./.exec(lastNotice())?.[1] ?? "";
    await test(id);
    assert.equal(lastNotice(), `It works: codecommit-work accepts the key ${id}.`);
  });

  describe("A server that this computer has not seen", () => {
    it("is the user’s decision: the fingerprint is shown, and ssh asks in a terminal", async () => {
      const id = await setUp("one");
      writeFileSync(ssh.in("known_hosts"), "");
      const { sshHostKey } = await account().sandbox.control.git();
      writeFileSync(account().in("host.pub"), sshHostKey);
      const fingerprint = /SHA256:\S+/.exec((await run("ssh-keygen", ["-l", "-f", account().in("host.pub")], {})).stdout)?.[0] ?? "-";
      // The real ssh, with somebody who answers yes.
      const askpass = account().in("askpass");
      writeFileSync(askpass, "#!/bin/sh\necho yes\n", { mode: 0o700 });
      account().ui.inTerminal = async ({ program, args }) => (await run(program, args, { env: { ...account().environment, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":0" } })).code ?? 1;
      await test(id, [confirm(/Is it the right server/, "Continue in a terminal")]);
      assert.ok(account().ui.detail.includes(fingerprint));
      assert.match(account().ui.detail, /AWS documents another one: SHA256:eLMY1j0DKA4uvDZcl/);
      assert.deepEqual(account().ui.runs.map(({ program, args }) => [program, ...args]), [["ssh", "-F", ssh.configFile, "-T", ...FRESH_CONNECTION, "-o", "StrictHostKeyChecking=ask", HOST]]);
      assert.match(lastNotice(), /It works/);
    });

    it("stays unknown if they do not go on, or do not answer yes", async () => {
      const id = await setUp("one");
      writeFileSync(ssh.in("known_hosts"), "");
      assert.ok(isCancelledError(await account().runToFailure(testSshConnection, [dismiss(/Is it the right server/)], { sshPublicKeyId: id })));
      account().ui.inTerminal = () => Promise.resolve(255);
      assert.equal((await failTest(id, [confirm(/Is it the right server/, "Continue in a terminal")])).code, "HostKeyUnknown");
      account().ui.inTerminal = () => Promise.resolve(127);
      assert.match((await failTest(id, [confirm(/Is it the right server/, "Continue in a terminal")])).message, /could not start ssh/);
      assert.equal(readFileSync(ssh.in("known_hosts"), "utf8"), "");
    });
  });

  it("warns of a server with another key than before, and asks nothing", async () => {
    const id = await setUp("one");
    writeFileSync(ssh.in("known_hosts"), `${HOST} ${readFileSync(path.join(made, "two.pub"), "utf8")}`);
    const changed = await failTest(id);
    assert.equal(changed.code, "HostKeyChanged");
    assert.match(changed.hint ?? "", /somebody may be in between. AWS documents: SHA256:/);
  });

  describe("A refusal is explained by its cause", () => {
    it("another user than the key’s id", async () => {
      const id = await setUp("one");
      ssh.configure(ssh.way);
      await account().run(testSshConnection, [pick(FOR_HOST, HOST)], { sshPublicKeyId: id });
      assert.match(lastNotice(), /It works/, "named as an address names it, the key needs no configuration");
      ssh.configure(`Host ${HOST}\n  User bob\n  IdentityFile ${ssh.in("id_rsa")}\n${ssh.way}`);
      const refused = await account().runToFailure(testSshConnection, [], { sshPublicKeyId: id, host: HOST });
      assert.ok(isUserError(refused));
      assert.equal(refused.message, `${HOST} refused: ssh signed in as bob, not with the key ID ${id}.`);
      assert.equal(refused.action?.command, "mySecurityCredentials.sshPublicKey.writeConfig");
    });

    it("another key than the id’s", async () => {
      const id = await setUp("one");
      ssh.place(path.join(made, "two"), "id_rsa");
      const refused = await failTest(id);
      assert.match(refused.message, /ssh offered ~\/\.ssh\/id_rsa, which is another key than APKA/);
      assert.equal(refused.action?.command, "mySecurityCredentials.sshPublicKey.writeConfig");
    });

    it("a key’s file that is gone, or open to others", async function () {
      const id = await setUp("one");
      if (process.platform !== "win32") {
        chmodSync(ssh.in("id_rsa"), 0o644);
        const open = await failTest(id);
        assert.match(open.message, /does not use the private key ~\/\.ssh\/id_rsa/);
        assert.match(open.hint ?? "", /chmod 600/);
      }
      for (const end of ["", ".pub"]) rmSync(ssh.in(`id_rsa${end}`));
      assert.match((await failTest(id)).message, /the private half of the key is not there: ~\/\.ssh\/id_rsa/);
    });

    it("in words of this extension’s own: a comment of the agent’s is none, and a path in a command is quoted", async () => {
      const id = await setUp("one");
      const key = (await (await account().openAccount()).client.listSshPublicKeys("alice")).find((listed) => listed.id === id);
      assert.ok(key !== undefined);
      const attempt = { key, target: { host: HOST, codeCommitHost: HOST, args: [HOST] }, fingerprint: undefined };
      const refused = await explainOutcome(account().context, { kind: "refused", user: id, offered: ["[me](command:evil)", ssh.in("id_rsa")], missing: [] }, attempt);
      assert.equal(refused.message, `${HOST} refused the key ${id}, which ssh offered from the agent, ~/.ssh/id_rsa.`);
      const gone = await explainOutcome(account().context, { kind: "refused", user: id, offered: [], missing: ["[me](command:evil)"] }, attempt);
      assert.equal(gone.message, `${HOST} refused: ssh had no key to offer.`);
      const open = await explainOutcome(account().context, { kind: "openToOthers", identityFile: "/keys/id; rm -rf x" }, attempt);
      assert.match(open.hint ?? "", /: chmod 600 '\/keys\/id; rm -rf x'$/);
    });

    it("the server’s own, where all is as it should be", async () => {
      const id = await setUp("one");
      const { client } = await account().openAccount();
      // AWS has forgotten the key between the list and the sign-in.
      const { ui } = account();
      ui.beforeWork = () => client.updateSshPublicKey("alice", id, "Inactive");
      const refused = await failTest(id);
      assert.match(refused.message, new RegExp(`refused the key ${id}, which ssh offered from ~/.ssh/id_rsa`));
      assert.match(refused.hint ?? "", /may need a minute/);
    });
  });

  describe("A key with a passphrase", () => {
    it("is known to the server: ssh asks for it in a terminal, and Git each time", async () => {
      const id = await setUp("locked");
      await test(id);
      assert.match(lastNotice(), new RegExp(`${HOST} knows the key ${id}\\. Its private half has a passphrase`));
      assert.equal(account().ui.action?.title, "Sign in in a terminal");
      await account().ui.action?.run();
      assert.deepEqual(account().ui.runs.map(({ program, args }) => [program, ...args]), [["ssh", "-F", ssh.configFile, "-T", ...FRESH_CONNECTION, HOST]]);
      account().environment = { ...account().environment, GIT_SSH_COMMAND: `FOO=1 ssh -F '${ssh.configFile}'` };
      await test(id);
      await account().ui.action?.run();
      assert.deepEqual(account().ui.runs.map(({ program, environment }) => [program, environment]), [["ssh", {}], ["ssh", { FOO: "1" }]]);
    });

    it("signs in once an agent holds it", async function () {
      await need(this, ["ssh-agent", "-h"], ["ssh-add", "-h"]);
      const id = await setUp("locked");
      const started = await run("ssh-agent", ["-s", "-a", account().in("agent")], { env: account().environment });
      const [, pid] = /SSH_AGENT_PID=(\d+)/.exec(started.stdout) ?? [];
      assert.ok(pid !== undefined, started.stderr);
      try {
        const env = { ...account().environment, SSH_AUTH_SOCK: account().in("agent") };
        account().environment = env;
        await test(id);
        assert.equal(account().ui.action?.title, "Unlock it in the agent…");
        account().ui.inTerminal = () => Promise.resolve(1);
        const before = account().ui.notices.length;
        await account().ui.action?.run();
        assert.equal(account().ui.notices.length, before);
        const askpass = account().in("askpass");
        writeFileSync(askpass, "#!/bin/sh\necho 'a long secret'\n", { mode: 0o700 });
        account().ui.inTerminal = async ({ program, args }) => (await run(program, args, { env: { ...env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":0" } })).code ?? 1;
        await account().ui.action?.run();
        assert.deepEqual(account().ui.runs.at(-1)?.args, ["--", ssh.in("id_rsa")]);
        assert.equal(lastNotice(), `It works: ${HOST} accepts the key ${id}.`);
      } finally {
        process.kill(Number(pid));
      }
    });

    it("of which only the agent has the private half is not taken by its comment for a file", async function () {
      await need(this, ["ssh-agent", "-h"], ["ssh-add", "-h"]);
      const { client } = await account().openAccount();
      // Nobody answers the agent, which asks before each use of the key.
      const askpass = account().in("askpass");
      writeFileSync(askpass, "#!/bin/sh\nexit 1\n", { mode: 0o700 });
      const env = { ...account().environment, SSH_AUTH_SOCK: account().in("agent") };
      const started = await run("ssh-agent", ["-s", "-a", account().in("agent")], { env: { ...account().environment, SSH_ASKPASS: askpass, DISPLAY: ":0" } });
      const [, pid] = /SSH_AGENT_PID=(\d+)/.exec(started.stdout) ?? [];
      assert.ok(pid !== undefined, started.stderr);
      try {
        account().environment = env;
        for (const [index, comment] of ["-D", "/nothing/id_rsa"].entries()) {
          const file = account().in(`named${index}`);
          await makeKey(file, { comment });
          const { id } = await client.uploadSshPublicKey("alice", readFileSync(`${file}.pub`, "utf8"));
          ssh.configure(`Host ${HOST}\n  User ${id}\n${ssh.way}`);
          assert.equal((await run("ssh-add", ["-c", file], { env })).code, 0);
          await test(id);
          assert.match(lastNotice(), /could not use it without asking you/);
          assert.equal(account().ui.action?.title, "Sign in in a terminal");
        }
      } finally {
        process.kill(Number(pid));
      }
    });
  });

  describe("A connection that ssh keeps open", () => {
    // A socket's path has some 100 bytes at most (sun_path), and the temporary folder of the tests may take them all.
    let sockets: string;
    const CONTROL = () => `Host *\n  ControlMaster auto\n  ControlPath ${sockets}/c-%C\n  ControlPersist 60\n`;

    beforeEach(() => (sockets = mkdtempSync(process.platform === "win32" ? path.join(tmpdir(), "ssh-") : "/tmp/ssh-")));
    afterEach(() => rmSync(sockets, { recursive: true, force: true }));

    it("is not made by the test, which would wait for its end", async function () {
      if (process.platform === "win32") this.skip();
      const id = await setUp("one");
      // ssh runs this once it has signed in, and would wait for others to share its connection by then.
      const look = `  PermitLocalCommand yes\n  LocalCommand ls '${sockets}' > '${account().in("seen")}'\n`;
      ssh.configure((ssh.config ?? "").replace("Host *\n", CONTROL() + look));
      await test(id);
      assert.match(lastNotice(), /It works/);
      assert.equal(readFileSync(account().in("seen"), "utf8"), "");
    });

    it("says nothing of the key: the test signs in anew", async function () {
      if (process.platform === "win32") this.skip();
      const id = await setUp("one");
      ssh.configure((ssh.config ?? "").replace("Host *\n", CONTROL()));
      try {
        const opened = spawnSync("ssh", ["-F", ssh.configFile, "-M", "-N", "-f", HOST], { env: account().environment, stdio: "ignore", timeout: 20_000 });
        assert.equal(opened.status, 0);
        await (await account().openAccount()).client.updateSshPublicKey("alice", id, "Inactive");
        assert.match((await failTest(id)).message, /is inactive/);
      } finally {
        await run("ssh", ["-F", ssh.configFile, "-O", "exit", HOST], { env: account().environment });
      }
    });
  });

  it("asks ssh about a few names at a time: each may run programs of the configuration’s", async function () {
    if (process.platform === "win32") this.skip();
    const id = await setUp("one");
    const names = Array.from({ length: 25 }, (_, index) => `Host server${index}\n  User bob\n`);
    const log = account().in("log");
    // A program that takes its time, so that more of them would be seen side by side.
    ssh.configure(`${names.join("")}Match exec "echo begin >> '${log}'; sleep 0.1; echo end >> '${log}'; false"\n  User bob\n${ssh.config ?? ""}`);
    await test(id);
    assert.match(lastNotice(), /It works/);
    const steps = readFileSync(log, "utf8").trim().split("\n");
    let running = 0;
    const most = Math.max(...steps.map((step) => (running += step === "begin" ? 1 : -1)));
    assert.ok(steps.length > 50 && most <= 4, `${steps.length} steps, ${most} at a time`);
  });

  describe("Without a connection it says why", () => {
    it("no such name, nothing that answers, a line that is cut", async () => {
      const id = await setUp("one");
      const block = ssh.config ?? "";
      const way = (lines: string) => ssh.configure(block.replace("Host *\n", `Host *\n${lines}`));
      way("  ProxyCommand none\n  HostName nothing.invalid\n");
      assert.equal((await failTest(id)).code, "ENOTFOUND");
      const server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      way(`  ProxyCommand none\n  HostName 127.0.0.1\n  Port ${port}\n`);
      assert.equal((await failTest(id)).code, "ECONNRESET");
      await new Promise((resolve) => server.close(resolve));
      const nobody = await failTest(id);
      assert.equal(nobody.code, "ECONNREFUSED");
      assert.match(nobody.hint ?? "", /Git over HTTPS/);
    });

    it("no ssh, and a configuration that it cannot read", async () => {
      const id = await setUp("one");
      ssh.configure(`${ssh.config ?? ""}Foo bar\n`);
      assert.equal((await failTest(id)).code, "SshConfigUnreadable");
      account().environment = { ...account().environment, GIT_SSH_COMMAND: "/nothing/ssh" };
      assert.equal((await failTest(id)).code, "ENOENT");
    });
  });

  it("leaves no private key in any text", async () => {
    const id = await setUp("one");
    await test(id);
    await account().run(writeSshConfig, [pick(FOR_HOST, HOST)], { sshPublicKeyId: id });
    const secret = readFileSync(ssh.in("id_rsa"), "utf8").split("\n").slice(1, -2);
    assert.ok(secret.length > 10);
    for (const text of account().ui.texts) for (const line of secret) assert.ok(!text.includes(line));
  });
});
