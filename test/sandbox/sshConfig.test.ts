import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { testSshConnection } from "../../src/commands/sshPublicKeys/testConnection";
import { writeSshConfig } from "../../src/commands/sshPublicKeys/writeConfig";
import { isUserError, type UserError } from "../../src/errors";
import { putSshBlock, takeOutSshBlock } from "../../src/ssh/sshBlock";
import { removeSshBlock } from "../../src/ssh/sshConfig";
import { need, run } from "./gitCommand";
import { dismiss, input, openFile, pick, review } from "./scriptedUi";
import { HOST, makeKey, TestSsh } from "./testSsh";
import { useTestAccount } from "./useTestAccount";

const FOR_HOST = /For which host of CodeCommit/;

function userError(error: unknown): UserError {
  assert.ok(isUserError(error), String(error));
  return error;
}

describe("Setting up SSH", function () {
  this.timeout(60_000);
  const account = useTestAccount("default");
  let made: string;
  let ssh: TestSsh;
  let id: string;

  before(async function () {
    await need(this, ["ssh", "-V"], ["ssh-keygen", "-?"], ["git", "--version"]);
    made = mkdtempSync(path.join(tmpdir(), "ssh-keys-"));
    await makeKey(path.join(made, "one"));
    await makeKey(path.join(made, "two"));
  });
  after(() => rmSync(made, { recursive: true, force: true }));
  beforeEach(async () => {
    ssh = new TestSsh(account());
    ssh.place(path.join(made, "one"), "id_rsa");
    id = (await (await account().openAccount()).client.uploadSshPublicKey("alice", readFileSync(ssh.in("id_rsa.pub"), "utf8"))).id;
  });

  const setUp = (steps: Parameters<ReturnType<typeof account>["run"]>[1]) => account().run(writeSshConfig, steps, { sshPublicKeyId: id });
  const failSetUp = async (steps: Parameters<typeof setUp>[0]) => userError(await account().runToFailure(writeSshConfig, steps, { sshPublicKeyId: id }));
  const journal = () => account().git.changes.list();
  const undo = async () => {
    for (const { place, name } of journal()) await removeSshBlock(place, name);
  };

  it("makes the file, shows it first, and ssh then does as it says; undone, it is gone again", async () => {
    await setUp([pick(FOR_HOST, HOST), review(/Write this to ~\/\.ssh\/config\?.*signs in to git-codecommit/)]);
    assert.deepEqual(account().ui.reviewed.map(({ path: file, before, after }) => [file, before, after]), [[ssh.configFile, "", ssh.config]]);
    assert.deepEqual(await ssh.effective(HOST, "user"), [id]);
    assert.deepEqual(await ssh.effective(HOST, "identityfile"), [ssh.in("id_rsa")]);
    assert.deepEqual(await ssh.effective(HOST, "identitiesonly"), ["yes"]);
    if (process.platform !== "win32") assert.equal(statSync(ssh.configFile).mode & 0o777, 0o600);
    assert.deepEqual(journal().map(({ kind, place, name }) => [kind, place, name]), [["sshBlock", ssh.configFile, HOST]]);
    assert.match(account().ui.notices.at(-1) ?? "", new RegExp(`ssh signs in to ${HOST} with ${id}.*ssh://${HOST}/v1/repos/`));
    await undo();
    assert.equal(ssh.config, undefined);
  });

  it("changes nothing else, and is undone byte for byte; CRLF, links and comments stay", async () => {
    for (const text of ["# mine\r\nServerAliveInterval 60\r\n\r\n# work\r\nHost work\r\n  User bob\r\n", "Host *\n  User bob", "User bob"]) {
      if (process.platform === "win32" || text !== "User bob") ssh.configure(text);
      else {
        rmSync(ssh.configFile, { force: true });
        writeFileSync(account().in("dotfile"), text);
        symlinkSync(account().in("dotfile"), ssh.configFile);
      }
      const others = await Promise.all(["work", "elsewhere"].map((host) => ssh.effective(host, "user")));
      await setUp([pick(FOR_HOST, HOST), review(/Write this/)]);
      assert.deepEqual(await Promise.all(["work", "elsewhere"].map((host) => ssh.effective(host, "user"))), others);
      assert.ok(ssh.config?.includes(text.includes("\r\n") ? `  User ${id}\r\n` : `  User ${id}\n`));
      await undo();
      assert.equal(ssh.config, text);
    }
    assert.equal(readFileSync(account().in("dotfile"), "utf8"), "User bob");
  });

  it("never changes what ssh does for other hosts, as ssh itself says", async () => {
    let seed = 11;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const lines = ["Host work", "Host *", "Host git-codecommit.*.amazonaws.com", "  User bob", "  User carol", "# note", "", "  Port 2222", "Match host work", "ServerAliveInterval 5"];
    for (let index = 0; index < 25; index++) {
      const before = Array.from({ length: random(10) }, () => `${lines[random(lines.length)] ?? ""}\n`).join("");
      const ask = (host: string) => run("ssh", ["-F", ssh.configFile, "-G", host], { env: account().environment }).then(({ stdout }) => stdout);
      ssh.configure(before);
      const then = await Promise.all(["work", "other"].map(ask));
      ssh.configure(putSshBlock(before, { pattern: HOST, host: HOST, sshPublicKeyId: id, identityFile: ssh.in("id_rsa") }));
      assert.deepEqual(await Promise.all(["work", "other"].map(ask)), then, before);
      const isGlobal = /^\s*User/m.test(before.split(/^(?:Host|Match) /m)[0] ?? "");
      if (!isGlobal) assert.deepEqual(await ssh.effective(HOST, "user"), [id], before);
      assert.equal(takeOutSshBlock(ssh.config ?? "", HOST), before);
    }
  });

  it("writes nothing where ssh does it already, or the user does not agree", async () => {
    ssh.configure(`Host git-codecommit.*\n  User ${id}\n  IdentityFile ${ssh.in("id_rsa")}\n`);
    const own = ssh.config;
    await setUp([pick(FOR_HOST, HOST)]);
    assert.match(account().ui.notices.at(-1) ?? "", /already: there was nothing to write/);
    assert.equal(ssh.config, own);
    ssh.configure("Host x\n");
    await account().runToFailure(writeSshConfig, [pick(FOR_HOST, HOST), dismiss(/Write this/)], { sshPublicKeyId: id });
    assert.equal(ssh.config, "Host x\n");
    assert.deepEqual(journal(), []);
  });

  it("is found in the window’s repositories, the profile’s region or a typed one", async () => {
    const folder = account().in("payments");
    const git = account().git;
    await run("git", ["init", "-q", folder], { env: git.env });
    await run("git", ["-C", folder, "remote", "add", "origin", "ssh://APKAX@git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments"], { env: git.env });
    git.open = [folder, account().in("nothing")];
    await setUp([
      pick(FOR_HOST, "Another region…"),
      input(/region of the repositories/, "cn-north-1", [{ text: "Beijing", why: /looks like eu-central-1/ }]),
      review(/git-codecommit\.cn-north-1\.amazonaws\.com\.cn/),
    ]);
    assert.match(ssh.config ?? "", /^Host git-codecommit\.cn-north-1\.amazonaws\.com\.cn$/m);
    await setUp([pick(FOR_HOST, "git-codecommit.eu-west-1.amazonaws.com"), review(/eu-west-1/)]);
    assert.deepEqual(account().ui.reviewed.length, 2);
    assert.equal(journal().length, 2);
  });

  describe("Several accounts", () => {
    const OTHER = "APKAOTHERACCOUNT12345";
    const own = `Host ${HOST}\n  User ${OTHER}\n  IdentityFile /keys/other\n`;

    it("get an alias, which ssh takes for the same host with another key", async () => {
      ssh.configure(own);
      await setUp([
        pick(FOR_HOST, HOST),
        pick(new RegExp(`with ${OTHER}\\. What about it`), "Keep both, by an alias"),
        input(/A name for this account/, "codecommit-work", [
          { text: HOST, why: /host of CodeCommit itself/ },
          { text: "a b", why: /letters, digits/ },
        ]),
        review(/codecommit-work/),
      ]);
      assert.equal(account().ui.prefilled, "codecommit-work");
      assert.deepEqual(await ssh.effective(HOST, "user"), [OTHER]);
      assert.deepEqual(await ssh.effective("codecommit-work", "user"), [id]);
      assert.deepEqual(await ssh.effective("codecommit-work", "hostname"), [HOST]);
      await account().ui.action?.run();
      assert.deepEqual(account().ui.copied, ["ssh://codecommit-work/v1/repos/"]);
      // Once more: the same alias is not a second entry.
      await setUp([pick(FOR_HOST, HOST), pick(/What about it/, "Keep both, by an alias"), input(/A name/, "codecommit-work")]);
      assert.match(account().ui.notices.at(-1) ?? "", /nothing to write/);
      await undo();
      assert.equal(ssh.config, own);
    });

    it("keep their names apart", async () => {
      ssh.configure(`${own}Host codecommit-work\n  User bob\n`);
      await setUp([pick(FOR_HOST, HOST), pick(/What about it/, "Keep both, by an alias"), input(/A name/, "codecommit-two", [{ text: "CodeCommit-Work", why: /has an entry of this name already/ }]), review(/codecommit-two/)]);
      assert.equal(account().ui.prefilled, "codecommit-work-us-east-1");
    });

    it("give way to the new key if that is wanted: the user’s lines stay, a block of this extension’s is replaced", async () => {
      ssh.configure(own);
      await setUp([pick(FOR_HOST, HOST), pick(/What about it/, `Use ${id} in its place`), review(/Write this/)]);
      assert.deepEqual(await ssh.effective(HOST, "user"), [id]);
      assert.ok(ssh.config?.endsWith(own));
      ssh.place(path.join(made, "two"), "second");
      const second = (await (await account().openAccount()).client.uploadSshPublicKey("alice", readFileSync(ssh.in("second.pub"), "utf8"))).id;
      await account().run(writeSshConfig, [pick(FOR_HOST, HOST), pick(/What about it/, `Use ${second} in its place`), review(/Write this/)], { sshPublicKeyId: second });
      assert.deepEqual(await ssh.effective(HOST, "user"), [second]);
      assert.equal(ssh.config?.match(/>>> My Security Credentials/g)?.length, 1);
      assert.equal(journal().length, 1);
      await undo();
      assert.equal(ssh.config, own);
    });
  });

  describe("The key’s file", () => {
    it("is asked for where its fingerprint is on no key here; another key is refused", async () => {
      for (const end of ["", ".pub"]) rmSync(ssh.in(`id_rsa${end}`));
      ssh.place(path.join(made, "two"), "other");
      const another = await failSetUp([pick(/is not in ~\/\.ssh\. Where is it/, "Choose a file…"), openFile(ssh.in("other"))]);
      assert.match(another.message, /is another key than APKA/);
      assert.equal((await failSetUp([pick(/Where is it/, "Choose a file…"), openFile(account().in("nothing.pub"))])).code, "ENOENT");
      const elsewhere = path.join(made, "one");
      await setUp([pick(/Where is it/, "Choose a file…"), openFile(`${elsewhere}.pub`), pick(FOR_HOST, HOST), review(/Write this/)]);
      assert.deepEqual(await ssh.effective(HOST, "identityfile"), [elsewhere]);
    });

    it("is picked among all where IAM does not show the fingerprint", async () => {
      await account().sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "iam:GetSSHPublicKey", Resource: "*" }] });
      await setUp([pick(/Which file is the private half/, "~/.ssh/id_rsa"), pick(FOR_HOST, HOST), review(/Write this/)]);
      assert.deepEqual(await ssh.effective(HOST, "identityfile"), [ssh.in("id_rsa")]);
    });
  });

  describe("What can be in the way", () => {
    it("is a line that comes first: it is shown where it stands, in the file or an included one", async () => {
      ssh.configure("User bob\nHost x\n");
      await setUp([pick(FOR_HOST, HOST), review(/Write this/)]);
      assert.match(account().ui.notices.at(-1) ?? "", /ssh still signs in as bob: ~\/\.ssh\/config, line 1/);
      await account().ui.action?.run();
      assert.deepEqual(account().ui.files, [`${ssh.configFile}:1`]);
      await undo();
      writeFileSync(ssh.in("more"), "# company\nIdentityFile /keys/company\n");
      ssh.configure(`Include ${ssh.in("more")}\nHost x\n`);
      await setUp([pick(FOR_HOST, HOST), review(/Write this/)]);
      assert.match(account().ui.notices.at(-1) ?? "", /ssh still offers \/keys\/company first: ~\/\.ssh\/more, line 2/);
      await undo();
      assert.equal(ssh.config, `Include ${ssh.in("more")}\nHost x\n`);
    });

    it("is an ssh that does not read the file", async () => {
      // Two answers to one question: what HOME says, and the account's own home folder.
      writeFileSync(account().in("ssh"), `#!/bin/sh\nexec ssh -F /dev/null "$@"\n`, { mode: 0o700 });
      account().environment = { ...account().environment, GIT_SSH_COMMAND: `'${account().in("ssh")}'` };
      await setUp([pick(FOR_HOST, HOST), review(/Write this/)]);
      assert.match(account().ui.notices.at(-1) ?? "", /is written, but ssh does not read it: it would sign in as/);
      assert.equal(journal().length, 1);
    });

    it("is a command of Git’s that has ssh read no configuration: nothing is asked, and nothing written", async () => {
      account().environment = { ...account().environment, GIT_SSH_COMMAND: "ssh -F /dev/null" };
      assert.equal((await failSetUp([])).code, "NoSshConfig");
      assert.deepEqual(journal(), []);
    });

    it("is an ID of no form that AWS gives: it is no line of the configuration", async () => {
      const { client } = await account().openAccount();
      const evil = `${id}\n  ProxyCommand touch '${account().in("evil")}'`;
      const listSshPublicKeys = client.listSshPublicKeys.bind(client);
      client.listSshPublicKeys = async (userName) => (await listSshPublicKeys(userName)).map((key) => ({ ...key, id: evil }));
      const step = pick(/Which file is the private half/, "~/.ssh/id_rsa");
      const refused = userError(await account().runToFailure(writeSshConfig, [step, pick(FOR_HOST, HOST)], { sshPublicKeyId: evil }));
      assert.equal(refused.code, "UnsuitableKeyId");
      const tested = userError(await account().runToFailure(testSshConnection, [pick(FOR_HOST, HOST)], { sshPublicKeyId: evil }));
      assert.equal(tested.code, "UnsuitableKeyId");
      assert.equal(ssh.config, undefined);
      assert.deepEqual(journal(), []);
    });

    it("is what somebody added to the block: taken out, it leaves that to the host it was for", async () => {
      ssh.configure("Host *\n  User bob\n");
      await setUp([pick(FOR_HOST, HOST), review(/Write this/)]);
      ssh.configure((ssh.config ?? "").replace("  IdentitiesOnly yes\n", "  IdentitiesOnly yes\n  ProxyJump bastion\n"));
      await undo();
      assert.deepEqual([await ssh.effective(HOST, "proxyjump"), await ssh.effective(HOST, "user")], [["bastion"], ["bob"]]);
      assert.deepEqual(await ssh.effective("elsewhere", "proxyjump"), []);
    });

    it("is a configuration that ssh cannot read, or no ssh: nothing is written then", async () => {
      ssh.configure("Foo bar\n");
      const fault = await failSetUp([pick(FOR_HOST, HOST)]);
      assert.match(fault.message, /ssh cannot read its configuration: .*config, line 1\.$/);
      assert.equal(ssh.config, "Foo bar\n");
      account().environment = { ...account().environment, GIT_SSH_COMMAND: "/nothing/ssh" };
      assert.equal((await failSetUp([pick(FOR_HOST, HOST)])).code, "ENOENT");
      assert.deepEqual(journal(), []);
    });

    it("is another program’s change while the user looks, or a folder that cannot be written: no half-written file, no journal entry", async () => {
      ssh.configure("Host x\n");
      const { ui } = account();
      const reviewChange = ui.reviewChange.bind(ui);
      ui.reviewChange = async (change) => {
        await reviewChange(change);
        ssh.configure("Host x\n  User changed\n");
      };
      assert.equal((await failSetUp([pick(FOR_HOST, HOST), review(/Write this/)])).code, "ChangedMeanwhile");
      assert.equal(ssh.config, "Host x\n  User changed\n");
      assert.deepEqual(journal(), []);
      ui.reviewChange = reviewChange;
      if (process.platform === "win32" || process.getuid?.() === 0) return;
      chmodSync(ssh.folder, 0o500);
      const refused = await failSetUp([pick(FOR_HOST, HOST), review(/Write this/)]).finally(() => chmodSync(ssh.folder, 0o700));
      assert.match(refused.message, /is as it was before/);
      assert.deepEqual(journal(), []);
    });

    it("is the sandbox account: nothing of the user’s is written for it", async () => {
      const context = { ...account().context, sandbox: { isRunning: () => true, start: () => Promise.resolve(), stop: () => Promise.resolve() } };
      for (const handler of [writeSshConfig, testSshConnection]) {
        await assert.rejects(handler(context, { sshPublicKeyId: id }), (error) => isUserError(error) && error.message.includes('sandbox account'));
      }
      assert.equal(ssh.config, undefined);
    });

    it("keeps the earlier entry of the journal when a replacement cannot be written", async () => {
      await setUp([pick(FOR_HOST, HOST), review(/Write this/)]);
      const text = (ssh.config ?? "").replace(id, "APKAOTHERACCOUNT12345");
      ssh.configure(text);
      const { ui } = account();
      const reviewChange = ui.reviewChange.bind(ui);
      ui.reviewChange = async (change) => {
        await reviewChange(change);
        ssh.configure(`${text}\n`);
      };
      assert.equal((await failSetUp([pick(FOR_HOST, HOST), pick(/What about it/, `Use ${id} in its place`), review(/Write this/)])).code, "ChangedMeanwhile");
      assert.equal(journal().length, 1);
      assert.ok(existsSync(ssh.configFile));
    });
  });
});
