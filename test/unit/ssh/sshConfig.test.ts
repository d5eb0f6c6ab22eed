import assert from "node:assert/strict";
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import path from "node:path";
import { isUserError } from "../../../src/errors";
import { putSshBlock, readHostNames, readSshBlocks, removeSshBlock, takeOutSshBlock, writeSshConfig, type SshHost } from "../../../src/ssh/sshConfig";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const ID = "APKAEIBAERJR2EXAMPLE1";
const WANTED: SshHost = { pattern: HOST, host: HOST, sshPublicKeyId: ID, identityFile: "/keys/id_rsa" };
const BLOCK = [`# >>> My Security Credentials for AWS: ${HOST}`, `Host ${HOST}`, `  User ${ID}`, "  IdentityFile /keys/id_rsa", "  IdentitiesOnly yes", `# <<< My Security Credentials for AWS: ${HOST}`];
const BLOCK_TEXT = `${BLOCK.join("\n")}\n`;

describe("The block in ssh's configuration", () => {
  it("stands before the first host, with the comments on that host left together with it", () => {
    const before = "# global\nServerAliveInterval 60\n\n# the old server\n# (do not touch)\nHost old\n  User bob\nHost *\n  User carol\n";
    assert.equal(putSshBlock(before, WANTED), before.replace("# the old server", `${BLOCK_TEXT}# the old server`));
    assert.equal(putSshBlock("match host x\n", WANTED), `${BLOCK_TEXT}match host x\n`);
    assert.equal(putSshBlock("User bob", WANTED), `User bob\n${BLOCK_TEXT.trimEnd()}`);
    assert.equal(putSshBlock("", WANTED), BLOCK_TEXT);
    assert.equal(putSshBlock("HostKeyAlias x\nHost=y\n", WANTED), `HostKeyAlias x\n${BLOCK_TEXT}Host=y\n`);
  });

  it("is replaced rather than repeated; another name stands beside it", () => {
    const once = putSshBlock("Host *\n  User bob\n", WANTED);
    const twice = putSshBlock(once, { ...WANTED, sshPublicKeyId: "APKAOTHER" });
    assert.equal(twice, once.replace(ID, "APKAOTHER"));
    const both = putSshBlock(twice, { ...WANTED, pattern: "codecommit-work" });
    assert.deepEqual(readSshBlocks(both), [
      { name: "codecommit-work", pattern: "codecommit-work", host: HOST, sshPublicKeyId: ID },
      { name: HOST, pattern: HOST, host: HOST, sshPublicKeyId: "APKAOTHER" },
    ]);
    assert.match(both, /Host codecommit-work\n {2}HostName git-codecommit/);
    assert.equal(takeOutSshBlock(both, "codecommit-work"), twice);
  });

  it("gives the text back byte for byte, whatever stands around it", () => {
    let seed = 3;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const lines = ["Host work", "Host *", "  User bob", "# a comment", "", "   ", "Match user root", "\tIdentityFile ~/.ssh/x", "Include other", "ServerAliveInterval 5", "# <<< conda", `# >>> My Security Credentials for AWS: other`, "Host=a b", "Ünïcode ✓"];
    for (let index = 0; index < 3_000; index++) {
      const newline = random(2) === 0 ? "\n" : "\r\n";
      const count = random(9);
      const body = Array.from({ length: count }, () => lines[random(lines.length)] ?? "").join(newline);
      const before = count > 0 && random(3) > 0 ? body + newline : body;
      const names = [HOST, "codecommit-work", "codecommit-other"].slice(0, 1 + random(3));
      const steps = [before];
      for (const pattern of names) steps.push(putSshBlock(steps.at(-1) ?? "", { ...WANTED, pattern }));
      const all = steps.at(-1) ?? "";
      assert.deepEqual(putSshBlock(all, { ...WANTED, pattern: names[0] ?? "" }), all, "put again, it changes");
      const withOther = names.reduceRight((text, pattern) => putSshBlock(text, { ...WANTED, pattern, sshPublicKeyId: "APKAOTHER" }), all);
      for (const text of [all, withOther]) {
        assert.equal(names.toReversed().reduce(takeOutSshBlock, text), before, JSON.stringify(before));
        assert.equal(names.reduce(takeOutSshBlock, text), before, JSON.stringify(before));
      }
      // Every line of the user's is there, in its order.
      const own = new Set(names.flatMap((pattern) => putSshBlock("", { ...WANTED, pattern }).split("\n")));
      const left = all.split(/\r?\n/).filter((line) => !own.has(line) || line === "");
      assert.deepEqual(left.filter((line) => line !== ""), before.split(/\r?\n/).filter((line) => line !== ""));
    }
  });

  it("writes paths as ssh reads them", () => {
    const lineOf = (identityFile: string) => putSshBlock("", { ...WANTED, identityFile }).split("\n").find((line) => line.includes("IdentityFile"))?.trim();
    assert.equal(lineOf(path.join(userInfo().homedir, ".ssh", "id_rsa")), "IdentityFile ~/.ssh/id_rsa");
    assert.equal(lineOf("/keys/my key"), 'IdentityFile "/keys/my key"');
    assert.equal(lineOf("/keys/100%#1"), 'IdentityFile "/keys/100%%#1"');
    for (const file of ['/keys/a"b', "/keys/a\nb", "/keys/${HOME}"]) assert.throws(() => lineOf(file), (error) => isUserError(error) && error.code === "UnsuitablePath");
    assert.ok(homedir() !== "");
  });

  it("knows the names of hosts, without patterns", () => {
    assert.deepEqual(readHostNames('Host a "b" *.x !c\nhost=d\n  Host\te\nHostName f\nMatch host g\nHost a\n'), ["a", "b", "d", "e"]);
  });
});

describe("The file of ssh's configuration", () => {
  let folder: string;
  const file = () => path.join(folder, ".ssh", "config");
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "ssh-config-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const isPosix = process.platform !== "win32";

  it("is made with its folder, for its owner only, and goes again with the block", async () => {
    await writeSshConfig(file(), { before: "", after: BLOCK_TEXT });
    assert.equal(readFileSync(file(), "utf8"), BLOCK_TEXT);
    if (isPosix) assert.deepEqual([statSync(file()).mode & 0o777, statSync(path.dirname(file())).mode & 0o777], [0o600, 0o700]);
    await removeSshBlock(file(), HOST);
    assert.equal(existsSync(file()), false);
    await removeSshBlock(file(), HOST);
    assert.equal(existsSync(file()), false);
  });

  it("keeps a link, and what it leads to", async function () {
    if (!isPosix) this.skip();
    mkdirSync(path.join(folder, ".ssh"));
    const target = path.join(folder, "dotfiles");
    writeFileSync(target, "");
    symlinkSync(target, file());
    await writeSshConfig(file(), { before: "", after: BLOCK_TEXT });
    assert.equal(readFileSync(target, "utf8"), BLOCK_TEXT);
    await removeSshBlock(file(), HOST);
    assert.ok(lstatSync(file()).isSymbolicLink());
    assert.equal(readFileSync(target, "utf8"), "");
  });

  it("is left alone if it is not what was shown, or not text, or not to be written", async function () {
    mkdirSync(path.join(folder, ".ssh"));
    writeFileSync(file(), "Host a\n");
    await assert.rejects(writeSshConfig(file(), { before: "", after: BLOCK_TEXT }), (error) => isUserError(error) && error.code === "ChangedMeanwhile");
    assert.equal(readFileSync(file(), "utf8"), "Host a\n");
    writeFileSync(file(), Buffer.from([0x23, 0xe4, 0x0a]));
    await assert.rejects(removeSshBlock(file(), HOST), isUserError);
    assert.deepEqual([...readFileSync(file())], [0x23, 0xe4, 0x0a]);
    if (!isPosix || process.getuid?.() === 0) return;
    writeFileSync(file(), BLOCK_TEXT);
    chmodSync(path.dirname(file()), 0o500);
    await assert.rejects(removeSshBlock(file(), HOST), isUserError);
    chmodSync(path.dirname(file()), 0o700);
    assert.equal(readFileSync(file(), "utf8"), BLOCK_TEXT);
  });

  it("keeps what was changed around the block since", async () => {
    mkdirSync(path.join(folder, ".ssh"));
    writeFileSync(file(), `Host before\n${BLOCK_TEXT}Host after\n`);
    await removeSshBlock(file(), HOST);
    assert.equal(readFileSync(file(), "utf8"), "Host before\nHost after\n");
  });
});
