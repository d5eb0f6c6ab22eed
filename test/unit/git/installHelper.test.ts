import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { isUserError } from "../../../src/errors.js";
import { installHelper, launcherIn } from "../../../src/git/installHelper.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";

describe("Installing the helper", () => {
  const at = useTemporaryFolder();
  const modeOf = (name: string) => fs.statSync(at("stays", name)).mode & 0o777;
  const install = (more: { runtime?: string; platform?: NodeJS.Platform; dist?: string } = {}) => installHelper({ dist: at("dist"), folder: at("stays"), runtime: "/usr/bin/code", env: { LOCALAPPDATA: "C:\\L" }, platform: "linux", ...more });
  /** As a new version does it; its time is another, however fast this is. */
  const change = (name: string, text: string) => {
    fs.writeFileSync(at("dist", name), text);
    fs.utimesSync(at("dist", name), new Date(), new Date(Date.now() + 60_000));
  };
  beforeEach(() => {
    fs.mkdirSync(at("dist"));
    fs.writeFileSync(at("dist", "git-credential-codecommit.js"), "1");
    fs.writeFileSync(at("dist", "aws.js"), "2");
  });

  it("makes a folder of its owner’s alone, with a script that only they may start", async () => {
    assert.deepEqual(await install(), { launcher: at("stays", "git-credential-codecommit"), sessionsFolder: at("stays", "sessions") });
    assert.deepEqual(fs.readdirSync(at("stays")).sort(), ["aws.js", "git-credential-codecommit", "git-credential-codecommit.js", "installed", "package.json"]);
    assert.deepEqual([fs.statSync(at("stays")).mode & 0o777, modeOf("git-credential-codecommit"), modeOf("git-credential-codecommit.js")], [0o700, 0o700, 0o600]);
    assert.equal(launcherIn(at("stays"), "linux"), at("stays", "git-credential-codecommit"));
    assert.equal(launcherIn("C:\\a b", "win32"), "C:/a b/git-credential-codecommit");
  });

  it("writes again only what differs", async () => {
    await install();
    const times = () => fs.readdirSync(at("stays")).sort().map((name) => [name, fs.statSync(at("stays", name)).ino]);
    const before = times();
    await install();
    assert.deepEqual(times(), before);
    change("aws.js", "3");
    fs.chmodSync(at("stays", "git-credential-codecommit"), 0o600);
    await install();
    assert.equal(fs.readFileSync(at("stays", "aws.js"), "utf8"), "3");
    assert.equal(modeOf("git-credential-codecommit"), 0o700);
    assert.deepEqual(times().filter(([name, node]) => before.some(([other, same]) => name === other && node === same)).map(([name]) => name), ["git-credential-codecommit.js", "package.json"]);
    await install({ runtime: "/opt/code" });
    assert.match(fs.readFileSync(at("stays", "git-credential-codecommit"), "utf8"), /for runtime in \/opt\/code; do/);
  });

  it("writes both scripts on Windows", async () => {
    await install({ platform: "win32", runtime: "C:\\L\\Code.exe" });
    assert.match(fs.readFileSync(at("stays", "git-credential-codecommit.cmd"), "utf8"), /set "runtime=%LOCALAPPDATA%\\Code\.exe"/);
    assert.match(fs.readFileSync(at("stays", "git-credential-codecommit"), "utf8"), /for runtime in C:\/L\/Code\.exe; do/);
  });

  it("says so when the folder cannot be written or the extension is incomplete, and leaves no half", async () => {
    fs.writeFileSync(at("stays"), "a file");
    const error: unknown = await install().catch((reason: unknown) => reason);
    assert.ok(isUserError(error));
    assert.match(error.message, /^This file cannot be written, and is as it was before: /);
    fs.rmSync(at("stays"));
    fs.rmSync(at("dist", "aws.js"));
    const other: unknown = await install().catch((reason: unknown) => reason);
    assert.ok(isUserError(other));
    assert.equal(other.message, `This file cannot be read: ${at("dist", "aws.js")}`);
    assert.ok(fs.readdirSync(at("stays")).every((name) => path.extname(name) === ".js"));
  });

  it("does not read the large files again that it has copied", async () => {
    const large = at("dist", "aws.js");
    const released = new Date("2026-01-01T00:00:00Z");
    fs.utimesSync(large, released, released);
    await install();
    // Of the same size and age: only who reads it sees the difference.
    fs.writeFileSync(large, "x");
    fs.utimesSync(large, released, released);
    await install();
    assert.equal(fs.readFileSync(at("stays", "aws.js"), "utf8"), "2");
  });

  for (const [what, spoil] of [
    ["is gone", (file: string) => fs.rmSync(file)],
    ["was cut off", (file: string) => fs.truncateSync(file)],
    ["may be read by others", (file: string) => fs.chmodSync(file, 0o644)],
  ] as const) {
    it(`puts a copy right that ${what}`, async function () {
      if (process.platform === "win32") this.skip();
      await install();
      spoil(at("stays", "aws.js"));
      await install();
      assert.equal(fs.readFileSync(at("stays", "aws.js"), "utf8"), "2");
      assert.equal(modeOf("aws.js"), 0o600);
    });
  }

  it("copies those of another version, even of the same size and age", async () => {
    const released = new Date("2026-01-01T00:00:00Z");
    fs.cpSync(at("dist"), at("dist of the next"), { recursive: true });
    fs.writeFileSync(at("dist of the next", "aws.js"), "4");
    for (const dist of ["dist", "dist of the next"]) for (const name of fs.readdirSync(at(dist))) fs.utimesSync(at(dist, name), released, released);
    await install();
    await install({ dist: at("dist of the next") });
    assert.equal(fs.readFileSync(at("stays", "aws.js"), "utf8"), "4");
  });
});
