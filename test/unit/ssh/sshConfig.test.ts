import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isUserError } from "../../../src/errors";
import { putSshBlock } from "../../../src/ssh/sshBlock";
import { readSshConfig, removeSshBlock, writeSshConfig } from "../../../src/ssh/sshConfig";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const BLOCK_TEXT = putSshBlock("", { pattern: HOST, host: HOST, sshPublicKeyId: "APKAEIBAERJR2EXAMPLE1", identityFile: "/keys/id_rsa" });

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

  it("is left alone if it is a pipe or a device", async function () {
    if (!isPosix) this.skip();
    mkdirSync(path.join(folder, ".ssh"));
    execFileSync("mkfifo", [file()]);
    const isRefused = (error: unknown) => isUserError(error) && error.code === "NotAFile";
    await assert.rejects(readSshConfig(file()), isRefused);
    await assert.rejects(writeSshConfig(file(), { before: "", after: BLOCK_TEXT }), isRefused);
    await assert.rejects(removeSshBlock(file(), HOST), isRefused);
    assert.ok(statSync(file()).isFIFO());
    rmSync(file());
    symlinkSync("/dev/null", file());
    await assert.rejects(readSshConfig(file()), isRefused);
    assert.equal(await readSshConfig(undefined), undefined);
  });

  it("stays if an editor saves it while the block is taken out", async () => {
    mkdirSync(path.join(folder, ".ssh"));
    writeFileSync(file(), BLOCK_TEXT);
    const { lstat } = fs;
    fs.lstat = ((...args: Parameters<typeof lstat>) => {
      writeFileSync(file(), `${BLOCK_TEXT}Host mine\n`);
      return lstat(...args);
    }) as typeof lstat;
    await removeSshBlock(file(), HOST).finally(() => (fs.lstat = lstat));
    assert.equal(readFileSync(file(), "utf8"), "Host mine\n");
  });
});
