import assert from "node:assert/strict";
import { homedir, userInfo } from "node:os";
import path from "node:path";
import { isUserError } from "../../../src/errors";
import { putSshBlock, readHostNames, readSshBlocks, takeOutSshBlock, type SshHost } from "../../../src/ssh/sshBlock";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const ID = "APKAEIBAERJR2EXAMPLE1";
const OTHER = "APKAOTHERACCOUNT12345";
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
    const twice = putSshBlock(once, { ...WANTED, sshPublicKeyId: OTHER });
    assert.equal(twice, once.replace(ID, OTHER));
    const both = putSshBlock(twice, { ...WANTED, pattern: "codecommit-work" });
    assert.deepEqual(readSshBlocks(both), [
      { name: "codecommit-work", pattern: "codecommit-work", host: HOST, sshPublicKeyId: ID },
      { name: HOST, pattern: HOST, host: HOST, sshPublicKeyId: OTHER },
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
      const withOther = names.reduceRight((text, pattern) => putSshBlock(text, { ...WANTED, pattern, sshPublicKeyId: OTHER }), all);
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

  it("stays out of the lines that another program marks as its own", () => {
    const place = (text: string) => putSshBlock(text, WANTED).split(BLOCK_TEXT)[0];
    const managed = "# BEGIN ANSIBLE MANAGED BLOCK\nHashKnownHosts no\n# END ANSIBLE MANAGED BLOCK\n";
    assert.equal(place(`${managed}Host *\n`), managed);
    assert.equal(place(`${managed}# the old server\nHost *\n`), managed);
    assert.equal(place("User bob\n# >>> vpn\n#\nHost vpn\n  User carol\n# <<< vpn\n"), "User bob\n");
    assert.equal(place("User bob\n# BEGIN vpn\n\n# the gate\n\nHost vpn\n# END vpn\n"), "User bob\n");
    assert.equal(place("# mine\n\n# a server\nHost x\n"), "# mine\n\n");
  });

  it("leaves what somebody added to it, under its host, and for no other", () => {
    const added = putSshBlock("User carol\nHost work\n", WANTED).replace("  IdentitiesOnly yes\n", "  IdentitiesOnly yes\n  # by the gate\n  ProxyJump bastion\n  IdentityFile ~/.ssh/second\n");
    const left = `User carol\nHost ${HOST}\n  # by the gate\n  ProxyJump bastion\n  IdentityFile ~/.ssh/second\nHost work\n`;
    assert.equal(takeOutSshBlock(added, HOST), left);
    assert.equal(takeOutSshBlock(added.replaceAll("\n", "\r\n"), HOST), left.replaceAll("\n", "\r\n"));
    // Put anew, it still has them.
    const again = putSshBlock(added, { ...WANTED, sshPublicKeyId: OTHER });
    assert.equal(again, added.replace(ID, OTHER));
    // What they made of a line of the block's is theirs.
    for (const line of ["  HostName 10.0.0.1\n", "  User bob\n"]) assert.equal(takeOutSshBlock(putSshBlock("", WANTED).replace(`  User ${ID}\n`, line), HOST), `Host ${HOST}\n${line}`);
    // A section of its own needs no other.
    const section = putSshBlock("", WANTED).replace("# <<<", "Host other\n  User bob\n# <<<");
    assert.equal(takeOutSshBlock(section, HOST), "Host other\n  User bob\n");
    assert.equal(takeOutSshBlock(putSshBlock("", WANTED).replace("Host ", "# mine\nHost "), HOST), "# mine\n");
  });

  it("leaves its host to the lines below it that were for that host only", () => {
    assert.equal(takeOutSshBlock(`${putSshBlock("", WANTED)}\n  ProxyJump bastion\n`, HOST), `Host ${HOST}\n\n  ProxyJump bastion\n`);
    assert.equal(takeOutSshBlock(`${putSshBlock("", WANTED)}\n# mine\nMatch all\n`, HOST), "\n# mine\nMatch all\n");
  });

  it("is not made of an id that AWS would not give", () => {
    for (const id of [`${ID}\n  ProxyCommand evil`, "-oProxyCommand=evil", "APKA", `${ID} x`, `${ID}\n`]) {
      assert.throws(() => putSshBlock("", { ...WANTED, sshPublicKeyId: id }), (error) => isUserError(error) && error.code === "UnsuitableKeyId" && !error.message.includes("evil"), id);
    }
  });
});
