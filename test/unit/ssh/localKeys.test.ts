import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sshPublicKeys } from "../../../src/sandbox/scenarios/publicMaterial";
import { findByFingerprint, findLocalKeys } from "../../../src/ssh/localKeys";

describe("The keys on this computer", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "ssh-keys-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

  it("are found by name, with what is wrong with those that will not do", async () => {
    write("id_rsa.pub", `${sshPublicKeys[0]} alice@laptop\n`);
    write("id_rsa", "not read");
    write("id_rsa-cert.pub", "ssh-rsa-cert-v01@openssh.com AAAA");
    write("copy.pub", sshPublicKeys[0]);
    write("odd.pub", "ssh-ed25519 AAAAC3Nz");
    write("known_hosts", `host ${sshPublicKeys[1]}`);
    write("large.pub", "x".repeat(100_000));
    mkdirSync(path.join(folder, "folder.pub"));
    symlinkSync(path.join(folder, "nothing"), path.join(folder, "broken.pub"));
    const keys = await findLocalKeys(folder);
    assert.deepEqual(keys.map(({ publicPath, privatePath, read }) => [path.basename(publicPath), privatePath !== undefined, "key" in read ? read.key.bits : read.fault.kind]), [
      ["copy.pub", false, 2048],
      ["id_rsa.pub", true, 2048],
      ["odd.pub", false, "otherAlgorithm"],
    ]);
    const [copy] = keys;
    assert.ok(copy !== undefined && "key" in copy.read);
    assert.equal(findByFingerprint(keys, copy.read.key.fingerprint)?.privatePath, path.join(folder, "id_rsa"));
    assert.equal(findByFingerprint(keys, "00"), undefined);
  });

  it("are files: a pipe is not waited for, and a device not read to its end", async function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [path.join(folder, "pipe.pub")]);
    symlinkSync("/dev/zero", path.join(folder, "device.pub"));
    write("id_rsa.pub", sshPublicKeys[0]);
    assert.deepEqual((await findLocalKeys(folder)).map(({ publicPath }) => path.basename(publicPath)), ["id_rsa.pub"]);
  });

  it("are none where there is no folder, or it is a file", async () => {
    assert.deepEqual(await findLocalKeys(path.join(folder, "nothing")), []);
    write("file", "");
    assert.deepEqual(await findLocalKeys(path.join(folder, "file")), []);
  });
});
