import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { inspect } from "node:util";
import { isUserError } from "../../../src/errors.js";
import type { UserError } from "../../../src/errors.js";
import { replacePrivateFile, writePrivateFile } from "../../../src/files/privateFile.js";
import { useTemporaryFolder } from "./temporaryFolder.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";
const modeOf = (file: string) => fs.statSync(file).mode & 0o777;

async function failure(attempt: Promise<unknown>): Promise<UserError> {
  const error: unknown = await attempt.then(
    () => assert.fail("It should have failed"),
    (reason: unknown) => reason,
  );
  assert.ok(isUserError(error), inspect(error));
  assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(SECRET));
  return error;
}

describe("A private file", () => {
  const at = useTemporaryFolder();

  it("is readable by its owner only, also when it was readable by all before", async () => {
    fs.writeFileSync(at("new-and-old"), "old", { mode: 0o644 });
    await writePrivateFile(at("new-and-old"), "new");
    assert.equal(fs.readFileSync(at("new-and-old"), "utf8"), "new");
    assert.equal(modeOf(at("new-and-old")), 0o600);
  });

  it("is never visible with a wider mode, not even while it is written", async () => {
    let modes: number[] = [];
    await replacePrivateFile(at("file"), SECRET, () => {
      modes = fs.readdirSync(at()).map((name) => modeOf(at(name)));
      return Promise.resolve(true);
    });
    assert.deepEqual(modes, [0o600]);
  });

  it("makes missing folders for its owner only, and leaves the mode of those that are there", async () => {
    fs.chmodSync(at(), 0o755);
    await writePrivateFile(at("a", "b", "file"), "x");
    assert.deepEqual([modeOf(at()), modeOf(at("a")), modeOf(at("a", "b"))], [0o755, 0o700, 0o700]);
  });

  it("is written through a symbolic link, which stays one, also when its target is missing", async () => {
    fs.mkdirSync(at("dotfiles"));
    fs.writeFileSync(at("dotfiles", "there"), "old");
    fs.symlinkSync(path.join("dotfiles", "there"), at("link"));
    fs.symlinkSync(path.join("dotfiles", "missing"), at("dangling"));
    await writePrivateFile(at("link"), "1");
    await writePrivateFile(at("dangling"), "2");
    assert.equal(fs.readFileSync(at("dotfiles", "there"), "utf8"), "1");
    assert.equal(fs.readFileSync(at("dotfiles", "missing"), "utf8"), "2");
    assert.ok(fs.lstatSync(at("link")).isSymbolicLink() && fs.lstatSync(at("dangling")).isSymbolicLink());
  });

  it("stays its owner’s when root writes it", async function () {
    if (process.getuid?.() !== 0) {
      this.skip();
    }
    fs.writeFileSync(at("file"), "old");
    fs.chownSync(at("file"), 12345, 12345);
    await writePrivateFile(at("file"), "new");
    assert.equal(fs.statSync(at("file")).uid, 12345);
  });

  it("is left alone when the last look says no", async () => {
    fs.writeFileSync(at("file"), "old");
    assert.equal(await replacePrivateFile(at("file"), "new", () => Promise.resolve(false)), false);
    assert.equal(fs.readFileSync(at("file"), "utf8"), "old");
    assert.deepEqual(fs.readdirSync(at()), ["file"]);
  });

  it("says when a part of its path is a file", async () => {
    fs.writeFileSync(at("file"), "");
    const error = await failure(writePrivateFile(at("file", "inside"), SECRET));
    assert.ok(error.message.includes(at("file", "inside")));
    assert.match(error.hint ?? "", /is a file rather than a folder/);
  });

  it("says when a folder is in its place, and leaves nothing behind", async () => {
    fs.mkdirSync(at("folder"));
    const error = await failure(writePrivateFile(at("folder"), SECRET));
    assert.equal(error.code, "EISDIR");
    assert.match(error.hint ?? "", /folder in the file’s place/);
    assert.deepEqual(fs.readdirSync(at()), ["folder"]);
  });

  it("is not written over a pipe or a device, which stays, also behind a link", async function () {
    if (process.platform === "win32") {
      this.skip();
    }
    execFileSync("mkfifo", [at("pipe")]);
    fs.symlinkSync("pipe", at("link"));
    for (const name of ["pipe", "link"]) {
      const error = await failure(writePrivateFile(at(name), SECRET));
      assert.equal(error.message, `This is a device or a pipe rather than a file, and is left as it is: ${at(name)}`);
      assert.equal(error.code, "NotAFile");
    }
    assert.ok(fs.lstatSync(at("pipe")).isFIFO());
    assert.deepEqual(fs.readdirSync(at()).sort(), ["link", "pipe"]);
  });

  it("says when links lead in a circle or the name is too long", async () => {
    fs.symlinkSync("b", at("a"));
    fs.symlinkSync("a", at("b"));
    assert.equal((await failure(writePrivateFile(at("a"), SECRET))).code, "ELOOP");
    assert.equal((await failure(writePrivateFile(at("x".repeat(300)), SECRET))).code, "ENAMETOOLONG");
  });

  it("keeps its old content when the disk is full, and leaves no half-written file", async function () {
    withMount(this, at("disk"), "size=16k");
    try {
      fs.writeFileSync(at("disk", "file"), "old".repeat(1000));
      const error = await failure(writePrivateFile(at("disk", "file"), SECRET.repeat(300)));
      assert.equal(error.code, "ENOSPC");
      assert.match(error.hint ?? "", /disk is full/);
      assert.equal(fs.readFileSync(at("disk", "file"), "utf8"), "old".repeat(1000));
      assert.deepEqual(fs.readdirSync(at("disk")), ["file"]);
    } finally {
      execFileSync("umount", [at("disk")]);
    }
  });

  it("says when the disk is read-only", async function () {
    withMount(this, at("disk"), "size=16k,ro");
    try {
      assert.equal((await failure(writePrivateFile(at("disk", "file"), SECRET))).code, "EROFS");
    } finally {
      execFileSync("umount", [at("disk")]);
    }
  });

  it("says when the folder may not be written", async function () {
    if (process.platform === "win32" || process.getuid?.() === 0) {
      this.skip();
    }
    fs.chmodSync(at(), 0o500);
    const error = await failure(writePrivateFile(at("file"), SECRET)).finally(() => fs.chmodSync(at(), 0o700));
    assert.equal(error.code, "EACCES");
    assert.match(error.hint ?? "", /check the permissions/);
  });
});

/** A small disk of its own, where this user may mount one (as root on Linux); else the test is skipped. */
function withMount(test: Mocha.Context, folder: string, options: string): void {
  fs.mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    test.skip();
  }
}
