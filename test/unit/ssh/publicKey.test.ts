import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { readPublicKey, type PublicKey, type PublicKeyFault } from "../../../src/ssh/publicKey";
import { describeKeyFault, describeKeyFaultBriefly } from "../../../src/ssh/publicKeyFault";
import { sshPublicKeys } from "../../../src/sandbox/scenarios/publicMaterial";
import { readPublicKey as readAsSandbox } from "../../../src/sandbox/publicKey";

const [LINE] = sshPublicKeys;
const BODY = LINE.slice("ssh-rsa ".length);
/** As `ssh-keygen -l -E md5` says. */
const FINGERPRINT = "04:07:25:13:a0:20:f8:03:29:d0:8d:03:83:82:fd:fb";

function keyOf(text: string): PublicKey {
  const read = readPublicKey(text);
  assert.ok("key" in read, JSON.stringify(read));
  return read.key;
}

function faultOf(text: string): PublicKeyFault {
  const read = readPublicKey(text);
  assert.ok("fault" in read, JSON.stringify(read));
  return read.fault;
}

const string = (bytes: Buffer | string): Buffer => {
  const body = Buffer.from(bytes as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};
/** A key of a given size: not one that anybody could sign with, but of the right form. */
function rsaLine(bits: number): string {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  if (bits % 8 !== 0) bytes[0] = 0xff >> (8 - (bits % 8));
  const n = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  return `ssh-rsa ${Buffer.concat([string("ssh-rsa"), string(Buffer.from([1, 0, 1])), string(n)]).toString("base64")}`;
}

describe("Reading a public key", () => {
  it("takes OpenSSH's line, without its comment, and gives the fingerprint that IAM has", () => {
    const key = keyOf(`${LINE} alice@laptop of mine\n`);
    assert.deepEqual(key, { openSsh: LINE, comment: "alice@laptop of mine", bits: 2048, fingerprint: FINGERPRINT });
    assert.match(key.fingerprint, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    assert.equal(key.fingerprint.replaceAll(":", ""), createHash("md5").update(Buffer.from(BODY, "base64")).digest("hex"));
  });

  it("takes PEM of both kinds, and the form of PuTTYgen", () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const spki = publicKey.export({ type: "spki", format: "pem" }).toString();
    const pkcs1 = publicKey.export({ type: "pkcs1", format: "pem" }).toString();
    const key = keyOf(spki);
    assert.deepEqual(keyOf(pkcs1), key);
    // As a box of one line has it.
    assert.deepEqual(keyOf(spki.trim().replaceAll("\n", " ")), key);
    const putty = ["---- BEGIN SSH2 PUBLIC KEY ----", 'Comment: "rsa-key-2026\\', '1123"', ...(key.openSsh.slice(8).match(/.{1,64}/g) ?? []), "---- END SSH2 PUBLIC KEY ----", ""].join("\r\n");
    assert.deepEqual(keyOf(putty), { ...key, comment: "rsa-key-20261123" });
  });

  it("puts a key together that was broken into lines, wherever it was", () => {
    for (const length of [1, 7, 64, 100, 371]) {
      const broken = `ssh-rsa ${(BODY.match(new RegExp(`.{1,${length}}`, "g")) ?? []).slice(0, 1_000).join("\n")} alice@laptop`;
      const read = readPublicKey(broken);
      if (length < 7) assert.ok("fault" in read);
      else assert.deepEqual(keyOf(broken), { openSsh: LINE, comment: "alice@laptop", bits: 2048, fingerprint: FINGERPRINT });
    }
    assert.equal(keyOf(`ssh-rsa\r\n${BODY}`).openSsh, LINE);
    assert.equal(keyOf(BODY).openSsh, LINE);
    assert.equal(keyOf(`\ufeff# mine\n${LINE}\n\n`).openSsh, LINE);
    assert.equal(keyOf(`from="10.0.0.1",no-pty ${LINE} x`).openSsh, LINE);
  });

  it("keeps nothing of a private key, in whatever form", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    for (const text of [pem, `${LINE}\n${pem}`, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none"]) {
      assert.deepEqual(readPublicKey(text), { fault: { kind: "privateKey" } });
    }
    assert.match(describeKeyFault({ kind: "privateKey" }).hint, /\.pub/);
  });

  it("says what is wrong with each that AWS would refuse", () => {
    const ed25519 = `ssh-ed25519 ${Buffer.concat([string("ssh-ed25519"), string(randomBytes(32))]).toString("base64")} alice@laptop`;
    assert.deepEqual(faultOf(ed25519), { kind: "otherAlgorithm", algorithm: "ssh-ed25519" });
    assert.deepEqual(faultOf(`ecdsa-sha2-nistp256 ${Buffer.concat([string("ecdsa-sha2-nistp256"), string("nistp256"), string(randomBytes(65))]).toString("base64")}`), { kind: "otherAlgorithm", algorithm: "ecdsa-sha2-nistp256" });
    assert.deepEqual(faultOf(`ssh-dss ${Buffer.concat([string("ssh-dss"), string(randomBytes(9))]).toString("base64")}`), { kind: "otherAlgorithm", algorithm: "ssh-dss" });
    assert.equal(faultOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" }).toString()).kind, "otherAlgorithm");
    assert.deepEqual(faultOf(`${LINE}\n${ed25519}`), { kind: "severalKeys", count: 2 });
    assert.deepEqual(faultOf(LINE.slice(0, 200)), { kind: "damaged" });
    assert.deepEqual(faultOf(LINE.replace("AAAAB3NzaC1yc2E", "AAAAB3NzaC1yc2F")), { kind: "damaged" });
    assert.deepEqual(faultOf("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"), { kind: "damaged" });
    assert.deepEqual(faultOf("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"), { kind: "certificate" });
    assert.deepEqual(faultOf("  \n"), { kind: "empty" });
    assert.deepEqual(faultOf("AKIAIOSFODNN7EXAMPLE"), { kind: "noKey" });
    assert.deepEqual(faultOf("x".repeat(200_000)), { kind: "noKey" });
  });

  it("counts bits as OpenSSH does, and takes from 2048 to 16384", () => {
    for (const bits of [2048, 2049, 2055, 3072, 4096, 16_384]) assert.equal(keyOf(rsaLine(bits)).bits, bits);
    for (const bits of [512, 1024, 2047]) assert.deepEqual(faultOf(rsaLine(bits)), { kind: "tooShort", bits });
    assert.deepEqual(faultOf(rsaLine(16_385)), { kind: "tooLong", bits: 16_385 });
  });

  it("agrees with what AWS takes, on keys of every scenario", () => {
    for (const line of sshPublicKeys) {
      const aws = readAsSandbox(line);
      assert.ok(typeof aws !== "string");
      assert.equal(keyOf(line).fingerprint, aws.fingerprint);
    }
  });

  it("reads 10,000 spoiled texts without a fault of its own, and gives nothing that AWS would not take", () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString();
    const originals = [`${LINE} alice@laptop`, pem, `ssh-ed25519 ${Buffer.concat([string("ssh-ed25519"), string(randomBytes(32))]).toString("base64")}`, `---- BEGIN SSH2 PUBLIC KEY ----\nComment: x\n${BODY}\n---- END SSH2 PUBLIC KEY ----`];
    let taken = 0;
    for (let index = 0; index < 10_000; index++) {
      let text = originals[random(originals.length)] ?? "";
      for (let times = random(4); times >= 0; times--) {
        const at = random(text.length + 1);
        const kind = random(5);
        if (kind === 0) text = text.slice(0, at);
        else if (kind === 1) text = text.slice(0, at) + String.fromCharCode(random(0x250)) + text.slice(at);
        else if (kind === 2) text = text.slice(0, at) + "\n" + text.slice(at);
        else if (kind === 3) text = text.slice(0, at) + text.slice(at + random(60));
        else text = text.slice(at) + text.slice(0, at);
      }
      const read = readPublicKey(text);
      if ("key" in read) {
        taken++;
        assert.ok(typeof readAsSandbox(read.key.openSsh) !== "string", JSON.stringify(text));
      } else {
        assert.notEqual(describeKeyFault(read.fault).sentence, "");
        assert.notEqual(describeKeyFaultBriefly(read.fault), "");
      }
    }
    assert.ok(taken > 500, `${taken} were taken`);
  });
});
