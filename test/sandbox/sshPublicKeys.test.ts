import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { copySshPublicKeyId } from "../../src/commands/sshPublicKeys/copyId";
import { deleteSshPublicKey } from "../../src/commands/sshPublicKeys/delete";
import { activateSshPublicKey, deactivateSshPublicKey } from "../../src/commands/sshPublicKeys/status";
import { uploadSshPublicKey } from "../../src/commands/sshPublicKeys/upload";
import { isCancelledError, isUserError, type UserError } from "../../src/errors";
import { isAwsError } from "../../src/iam/errors";
import { sshPublicKeys } from "../../src/sandbox/scenarios/publicMaterial";
import { need, run } from "./gitCommand";
import { confirm, dismiss, input, openFile, pick, review, type Step } from "./scriptedUi";
import { makeKey, TestSsh } from "./testSsh";
import { useTestAccount } from "./useTestAccount";

const WHICH = /Which public key is to be uploaded/;

function userError(error: unknown): UserError {
  assert.ok(isUserError(error), String(error));
  return error;
}

describe("SSH public keys", function () {
  this.timeout(60_000);
  const account = useTestAccount("default");
  let made: string;
  let ssh: TestSsh;

  before(async function () {
    await need(this, ["ssh", "-V"], ["ssh-keygen", "-?"]);
    made = mkdtempSync(path.join(tmpdir(), "ssh-keys-"));
    await makeKey(path.join(made, "one"));
    await makeKey(path.join(made, "two"));
    await makeKey(path.join(made, "odd"), { type: "ed25519" });
  });
  after(() => rmSync(made, { recursive: true, force: true }));
  beforeEach(() => (ssh = new TestSsh(account())));

  const line = (name: string) => readFileSync(path.join(made, `${name}.pub`), "utf8");
  const listKeys = async () => {
    const { client } = await account().openAccount();
    return client.listSshPublicKeys("alice");
  };
  const uploadLine = async (text: string) => (await (await account().openAccount()).client.uploadSshPublicKey("alice", text)).id;
  const uploads = () => account().calls(/^UploadSSHPublicKey$/);
  const failUpload = async (steps: readonly Step[]) => userError(await account().runToFailure(uploadSshPublicKey, steps));
  /** The next call of this operation is refused for want of a permission, which no sign-in with MFA mends. */
  const refuse = (action: string) =>
    account().sandbox.control.faults({ action, kind: "error", code: "AccessDenied", message: `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:${action} on resource: user alice because no identity-based policy allows the iam:${action} action` });
  const denyReading = () => account().sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "iam:GetSSHPublicKey", Resource: "*" }] });

  describe("Uploading", () => {
    it("offers the keys of ~/.ssh that will do, says why not the others, and sends no comment", async () => {
      ssh.place(path.join(made, "one"), "id_rsa");
      ssh.place(path.join(made, "odd"), "id_ed25519");
      await account().run(uploadSshPublicKey, [
        pick(WHICH, (labels) => labels.find((label) => label.includes("cannot be uploaded: 1"))),
        confirm(/id_ed25519\.pub: ed25519, not RSA/, "Back to the list"),
        pick(WHICH, "~/.ssh/id_rsa.pub"),
      ]);
      assert.match(account().ui.rows[0]?.description ?? "", /RSA, 2048 bits · alice@laptop/);
      assert.deepEqual(await uploads(), ["UploadSSHPublicKey ok"]);
      assert.deepEqual([...account().stale], ["sshPublicKeys"]);
      const id = (await listKeys()).at(-1)?.id ?? "";
      assert.match(account().ui.notices.at(-1) ?? "", new RegExp(id));
      assert.equal(account().ui.action?.title, "Set up SSH…");
      const { stdout } = await run("ssh-keygen", ["-l", "-E", "md5", "-f", ssh.in("id_rsa.pub")], {});
      const { client } = await account().openAccount();
      assert.ok(stdout.includes(await client.getSshPublicKeyFingerprint("alice", id)));
      assert.ok(!account().ui.texts.some((text) => text.includes("PRIVATE")));
    });

    it("takes a file in each of the usual forms, and no private one", async () => {
      ssh.place(path.join(made, "one"), "id_rsa");
      const fault = await failUpload([pick(WHICH, "Choose a file…"), openFile(ssh.in("id_rsa"))]);
      assert.match(fault.message, /private half/);
      assert.match(fault.hint ?? "", /id_rsa\.pub/);
      const pem = (await run("ssh-keygen", ["-e", "-m", "PKCS8", "-f", ssh.in("id_rsa.pub")], {})).stdout;
      writeFileSync(account().in("key.pem"), pem);
      await account().run(uploadSshPublicKey, [pick(WHICH, "Choose a file…"), openFile(account().in("key.pem"))]);
      const rfc = (await run("ssh-keygen", ["-e", "-f", path.join(made, "two.pub")], {})).stdout;
      writeFileSync(account().in("putty.pub"), rfc.replaceAll("\n", "\r\n"));
      await account().run(uploadSshPublicKey, [pick(WHICH, "Choose a file…"), openFile(account().in("putty.pub"))]);
      assert.deepEqual(await uploads(), ["UploadSSHPublicKey ok", "UploadSSHPublicKey ok"]);
      writeFileSync(account().in("large"), "x".repeat(100_000));
      assert.match((await failUpload([pick(WHICH, "Choose a file…"), openFile(account().in("large"))])).message, /no public key/);
      assert.equal((await failUpload([pick(WHICH, "Choose a file…"), openFile(account().in("nothing"))])).code, "ENOENT");
      if (process.platform === "win32") return;
      await run("mkfifo", [account().in("pipe")], {});
      assert.match((await failUpload([pick(WHICH, "Choose a file…"), openFile(account().in("pipe"))])).message, /no public key/);
    });

    it("takes a pasted text, once it is a key that AWS takes", async () => {
      const privateKey = readFileSync(path.join(made, "one"), "utf8");
      await account().run(uploadSshPublicKey, [
        pick(WHICH, "Paste…"),
        input(/all of the line that begins with ssh-rsa/, line("one").replace(/(.{60})/g, "$1 "), [
          { text: privateKey, why: /private half.*Nothing of it was kept/ },
          { text: privateKey.replaceAll("\n", " "), why: /private half/ },
          { text: line("odd"), why: /ed25519.*Generate an RSA key/ },
          { text: line("one").slice(0, 150), why: /cut off/ },
          { text: "", why: /nothing in it/ },
        ]),
      ]);
      assert.deepEqual(await uploads(), ["UploadSSHPublicKey ok"]);
      assert.ok(!account().ui.texts.some((text) => text.includes("BEGIN OPENSSH")));
    });

    it("asks AWS for nothing that it would refuse: a key that is there, a sixth key", async () => {
      const id = await uploadLine(line("one"));
      ssh.place(path.join(made, "one"), "id_rsa");
      const same = await failUpload([pick(WHICH, "Paste…"), input(/ssh-rsa/, line("one"))]);
      assert.equal(same.message, `This key is uploaded already, as ${id}.`);
      assert.deepEqual(same.action?.arguments, [{ sshPublicKeyId: id }]);
      await account().run(uploadSshPublicKey, [pick(WHICH, (labels) => labels.find((label) => label.includes("cannot be uploaded"))), confirm(new RegExp(`uploaded already, as ${id}`), "Back to the list"), dismiss(WHICH)]).catch((error: unknown) => assert.ok(isCancelledError(error)));
      for (const text of sshPublicKeys) if ((await listKeys()).length < 5) await uploadLine(text).catch(() => undefined);
      const before = await uploads();
      const full = await failUpload([]);
      assert.match(full.message, /You have 5 SSH public keys/);
      assert.equal(full.action?.command, "mySecurityCredentials.sshPublicKey.delete");
      assert.deepEqual(await uploads(), before);
    });

    it("explains what AWS refuses all the same", async () => {
      await uploadLine(line("one"));
      await denyReading();
      const paste = [pick(WHICH, "Paste…"), input(/ssh-rsa/, line("one"))];
      assert.match((await failUpload(paste)).message, /uploaded already: AWS has it/);
      for (const [code, sentence] of [["InvalidPublicKey", /does not take this key \(RSA, 2048 bits\)/], ["UnrecognizedPublicKeyEncoding", /does not take this key/], ["LimitExceeded", /no more are allowed/]] as const) {
        await account().sandbox.control.faults({ action: "UploadSSHPublicKey", kind: "error", code, message: "No." });
        assert.match((await failUpload(paste)).message, sentence);
      }
      await refuse("UploadSSHPublicKey");
      assert.ok(isAwsError(await account().runToFailure(uploadSshPublicKey, paste)));
    });

    it("finds a key again whose upload's answer was lost, and never sends it twice", async () => {
      await account().sandbox.control.faults({ action: "UploadSSHPublicKey", kind: "drop", after: true });
      await account().run(uploadSshPublicKey, [pick(WHICH, "Paste…"), input(/ssh-rsa/, line("one"))]);
      assert.match(account().ui.notices.at(-1) ?? "", new RegExp((await listKeys()).at(-1)?.id ?? "-"));
      assert.equal((await uploads()).length, 1);
      await account().sandbox.control.faults({ action: "UploadSSHPublicKey", kind: "drop" });
      assert.match((await failUpload([pick(WHICH, "Paste…"), input(/ssh-rsa/, line("two"))])).message, /lost/);
      assert.equal((await uploads()).length, 2);
    });
  });

  describe("Generating", () => {
    it("makes a pair of 4096 bits with ssh-keygen, beside what is there, and uploads its public half", async () => {
      ssh.place(path.join(made, "one"), "codecommit_rsa");
      await account().run(uploadSshPublicKey, [
        pick(WHICH, "Generate a new key…"),
        input(/file for the private half/, "~/.ssh/new/codecommit", [
          { text: "~/.ssh/codecommit_rsa", why: /not overwritten/ },
          { text: "codecommit", why: /whole path/ },
          { text: "~/.ssh/x.pub", why: /Leave out \.pub/ },
        ]),
        pick(/How is the private half protected/, "Without a passphrase"),
      ]);
      assert.equal(account().ui.prefilled, path.join("~", ".ssh", "codecommit_rsa_2"));
      const file = ssh.in("new/codecommit");
      assert.match((await run("ssh-keygen", ["-l", "-f", file], {})).stdout, /^4096 .* alice-codecommit \(RSA\)/);
      if (process.platform !== "win32") assert.deepEqual([statSync(file).mode & 0o777, statSync(path.dirname(file)).mode & 0o777], [0o600, 0o700]);
      assert.deepEqual(await uploads(), ["UploadSSHPublicKey ok"]);
      assert.deepEqual(account().ui.runs, []);
    });

    it("says before that the files are real ones, where the account is a sandbox", async () => {
      const { context, ui } = account();
      ui.expect(pick(WHICH, "Generate a new key…"), dismiss(/beside it, with \.pub at its end\. The account is a sandbox; the files are real ones, on this computer, and stay\.$/));
      await assert.rejects(uploadSshPublicKey({ ...context, sandbox: { ...context.sandbox, isRunning: () => true } }), isCancelledError);
      ui.finish();
      assert.deepEqual(readdirSync(ssh.folder), []);
    });

    it("leaves a passphrase to ssh-keygen in a terminal", async () => {
      account().ui.inTerminal = async ({ program, args }) => (await run(program, [...args.map((arg) => (arg === "4096" ? "2048" : arg)), "-q", "-N", "a long secret"], {})).code ?? 1;
      await account().run(uploadSshPublicKey, [pick(WHICH, "Generate a new key…"), input(/file for the private half/, "~/.ssh/codecommit_rsa"), pick(/protected/, "With a passphrase")]);
      assert.deepEqual(account().ui.runs.map(({ program, args }) => [program, ...args]), [["ssh-keygen", "-t", "rsa", "-b", "4096", "-f", ssh.in("codecommit_rsa"), "-C", "alice-codecommit"]]);
      assert.notEqual((await run("ssh-keygen", ["-y", "-P", "", "-f", ssh.in("codecommit_rsa")], {})).code, 0);
      assert.deepEqual(await uploads(), ["UploadSSHPublicKey ok"]);
    });

    it("ends without an upload if the terminal is closed, ssh-keygen fails or there is none", async () => {
      const steps = [pick(WHICH, "Generate a new key…"), input(/file for the private half/, "~/.ssh/codecommit_rsa"), pick(/protected/, "With a passphrase")];
      account().ui.inTerminal = () => Promise.resolve(undefined);
      assert.ok(isCancelledError(await account().runToFailure(uploadSshPublicKey, steps)));
      account().ui.inTerminal = () => Promise.resolve(1);
      assert.equal((await failUpload(steps)).code, "KeyNotGenerated");
      account().ui.inTerminal = () => Promise.resolve(0);
      assert.equal((await failUpload(steps)).code, "KeyNotGenerated");
      writeFileSync(account().in("file"), "");
      const inFile = await failUpload([pick(WHICH, "Generate a new key…"), input(/file for the private half/, "~/file/key"), pick(/protected/, "Without a passphrase")]);
      assert.match(inFile.code ?? "", /ENOTDIR|EEXIST/);
      account().environment = { ...account().environment, PATH: account().folder };
      const missing = await failUpload([pick(WHICH, "Generate a new key…")]);
      assert.match(missing.message, /no ssh-keygen/);
      assert.deepEqual(await uploads(), []);
      assert.deepEqual(readdirSync(ssh.folder), []);
    });
  });

  describe("Changing", () => {
    it("deactivates one that nothing here uses without a question, and activates it again", async () => {
      const [key] = await listKeys();
      const node = { sshPublicKeyId: key?.id };
      await account().run(deactivateSshPublicKey, [], node);
      assert.equal((await listKeys())[0]?.status, "Inactive");
      assert.match(userError(await account().runToFailure(deactivateSshPublicKey, [])).message, /no SSH public key to do this with/);
      await account().run(activateSshPublicKey, [pick(/Activate SSH public key/, key?.id ?? "")]);
      assert.equal((await listKeys())[0]?.status, "Active");
      assert.deepEqual([...account().stale], ["sshPublicKeys"]);
    });

    it("asks first if it is this machine’s key, or ssh is set up with it", async () => {
      ssh.place(path.join(made, "one"), "id_rsa");
      const id = await uploadLine(line("one"));
      await account().runToFailure(deactivateSshPublicKey, [dismiss(/belongs to ~\/\.ssh\/id_rsa on this machine/)], { sshPublicKeyId: id });
      ssh.configure(`Host *\n  User ${id}\n`);
      await account().run(deactivateSshPublicKey, [confirm(/Git on this machine signs in with it, by ~\/\.ssh\/config/, "Deactivate key")], { sshPublicKeyId: id });
      assert.equal((await listKeys()).at(-1)?.status, "Inactive");
    });

    it("deletes after a question that offers to deactivate, and leaves the files alone", async () => {
      ssh.place(path.join(made, "one"), "id_rsa");
      const id = await uploadLine(line("one"));
      const node = { sshPublicKeyId: id };
      await account().runToFailure(deleteSshPublicKey, [dismiss(/Delete SSH public key/)], node);
      await account().run(deleteSshPublicKey, [confirm(/files stay where they are/, "Deactivate key")], node);
      await account().run(deleteSshPublicKey, [confirm(/Delete SSH public key/, "Delete key")], node);
      assert.deepEqual(account().ui.buttons, ["Delete key"]);
      assert.ok(!(await listKeys()).some((key) => key.id === id));
      assert.ok(existsSync(ssh.in("id_rsa")) && existsSync(ssh.in("id_rsa.pub")));
      assert.match(userError(await account().runToFailure(deleteSshPublicKey, [], node)).message, /not there any more/);
    });

    it("takes the deleted key out of ssh’s configuration if that is wanted, and points to lines of the user’s own", async () => {
      const id = await uploadLine(line("one"));
      const block = (name: string) => `# >>> My Security Credentials for AWS: ${name}\nHost ${name}\n  User ${id}\n# <<< My Security Credentials for AWS: ${name}\n`;
      const own = `Host mine\n  User ${id}\n`;
      ssh.configure(`${block("a")}${own}${block("b")}Host *\n`);
      await account().git.changes.add({ kind: "sshBlock", place: ssh.configFile, name: "a", what: "a" });
      await account().git.changes.add({ kind: "sshBlock", place: ssh.configFile, name: "other", what: "other" });
      await account().run(deleteSshPublicKey, [confirm(/by ~\/\.ssh\/config/, "Delete key"), review(/Take the deleted key out/)], { sshPublicKeyId: id });
      assert.equal(ssh.config, `${own}Host *\n`);
      assert.deepEqual(account().git.changes.list().map(({ name }) => name), ["other"]);
      assert.match(account().ui.notices.at(-1) ?? "", /lines of your own/);
      await account().ui.action?.run();
      assert.deepEqual(account().ui.files, [`${ssh.configFile}:2`]);
    });

    it("keeps those lines if the question is dismissed", async () => {
      const id = await uploadLine(line("one"));
      const text = `# >>> My Security Credentials for AWS: a\nHost a\n  User ${id}\n# <<< My Security Credentials for AWS: a\n`;
      ssh.configure(text);
      await account().run(deleteSshPublicKey, [confirm(/Delete/, "Delete key"), dismiss(/Take the deleted key out/)], { sshPublicKeyId: id });
      assert.equal(ssh.config, text);
      assert.ok(!(await listKeys()).some((key) => key.id === id));
    });

    it("takes a key that somebody else has just deleted for deleted, and passes on a refusal", async () => {
      const id = await uploadLine(line("one"));
      await account().sandbox.control.faults({ action: "DeleteSSHPublicKey", kind: "error", code: "NoSuchEntity", message: "It cannot be found." });
      await account().run(deleteSshPublicKey, [confirm(/Delete/, "Delete key")], { sshPublicKeyId: id });
      await refuse("DeleteSSHPublicKey");
      ssh.configure(`# >>> My Security Credentials for AWS: a\nUser ${id}\n# <<< My Security Credentials for AWS: a\n`);
      const before = ssh.config;
      assert.ok(isAwsError(await account().runToFailure(deleteSshPublicKey, [confirm(/Delete/, "Delete key")], { sshPublicKeyId: id })));
      assert.equal(ssh.config, before);
    });

    it("copies the id, from a row or a list that says which key is here", async () => {
      ssh.place(path.join(made, "one"), "id_rsa");
      const id = await uploadLine(line("one"));
      await account().run(copySshPublicKeyId, [], { sshPublicKeyId: "APKAX" });
      await account().run(copySshPublicKeyId, [pick(/Copy SSH key ID/, id)]);
      assert.deepEqual(account().ui.copied, ["APKAX", id]);
      assert.match(account().ui.rows.find(({ label }) => label === id)?.description ?? "", /this machine: ~\/\.ssh\/id_rsa/);
    });

    it("leads somebody without a key to the upload", async () => {
      for (const { id } of await listKeys()) await (await account().openAccount()).client.deleteSshPublicKey("alice", id);
      assert.equal(userError(await account().runToFailure(copySshPublicKeyId, [])).action?.command, "mySecurityCredentials.sshPublicKey.upload");
    });
  });

  describe("The fingerprints in the view", () => {
    it("are asked for once a key, and missing where that is not allowed", async () => {
      const { loader } = await account().openAccount();
      await loader.load(["caller", "sshPublicKeys"]);
      await loader.load(["sshPublicKeys"]);
      const keys = await listKeys();
      assert.ok(keys.length > 0);
      assert.deepEqual([...loader.snapshot.sshFingerprints.keys()], keys.map(({ id }) => id));
      assert.equal((await account().calls(/^GetSSHPublicKey$/)).length, keys.length);
      const id = await uploadLine(line("one"));
      await denyReading();
      await loader.load(["sshPublicKeys"]);
      assert.equal(loader.snapshot.sshFingerprints.get(id)?.state, "denied");
      await (await account().openAccount()).client.deleteSshPublicKey("alice", id);
      await loader.load(["sshPublicKeys"]);
      assert.equal(loader.snapshot.sshFingerprints.has(id), false);
    });
  });

  it("need no folder ~/.ssh", async () => {
    rmSync(ssh.folder, { recursive: true });
    mkdirSync(account().in("Downloads"));
    await account().runToFailure(uploadSshPublicKey, [dismiss(WHICH)]);
    assert.deepEqual(account().ui.rows.map(({ label }) => label), ["Generate a new key…", "Choose a file…", "Paste…"]);
  });
});
