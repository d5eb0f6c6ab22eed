import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import fsPromises from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { changeConfigFile } from "../../../src/git/changeConfigFile";
import { findGlobalConfig, inspectFile, linesOf, removeSection, writeSection } from "../../../src/git/credentialConfig";
import { parseConfigList } from "../../../src/git/gitConfig";
import { makeGit } from "../../../src/git/gitProgram";
import { helperCommand } from "../../../src/git/launcher";
import { cleanEnvironment, need, run } from "../../sandbox/gitCommand";
import { useTemporaryFolder } from "../files/temporaryFolder";

const ORIGIN = "https://git-codecommit.us-east-1.amazonaws.com";
const command = (profileName = "work") => helperCommand("/home/it's me/git-credential-codecommit", profileName);

describe("The section for a host in a configuration file of Git's", function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  const file = () => folder("config");
  const read = () => readFileSync(file(), "latin1");

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  const git = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run("git", args, { cwd: folder(), env: { ...cleanEnvironment(folder()), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: folder("nowhere") } });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const entries = async () => parseConfigList(await git("config", "--file", file(), "--list", "--show-origin", "-z"), folder()).map(({ key, value }) => [key, value] as const);

  it("says to Git what it is to say, whatever the profile is called", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !/[\0\r]/.test(name)), async (profileName) => {
        writeFileSync(file(), "");
        await writeSection(file(), { origin: ORIGIN, command: command(profileName) });
        const key = `credential.${ORIGIN}`;
        assert.deepEqual(await entries(), [[`${key}.helper`, ""], [`${key}.helper`, command(profileName)], [`${key}.usehttppath`, "true"]]);
      }),
      { numRuns: 40, examples: [["it's"], ['"'], ["\\"], ["# ;"], ["a\tb"], ["a\nb"], ["$(x)`y`"]] },
    );
  });

  it("comes and goes without a trace, in any text", async () => {
    const bytes = fc.oneof(fc.constantFrom("", "[user]\n", "\tname = a\r\n", "# comment", "\n", "[x \"y\"]\r\n", "\xff\xfe", "\tx = a \\\n"), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 8 }), async (parts) => {
        const text = Buffer.from(parts.join("").replaceAll("\0", ""), "latin1").toString("latin1");
        writeFileSync(file(), text, "latin1");
        const before = await inspectFile(file());
        await writeSection(file(), { origin: ORIGIN, command: command() });
        await writeSection(file(), { origin: ORIGIN, command: command("other") });
        assert.ok(read().includes("--profile=other") && !read().includes("--profile=work"));
        assert.equal(await removeSection(file(), ORIGIN, before), true);
        assert.equal(read(), text);
      }),
      { numRuns: 200 },
    );
  });

  it("goes without anything that Git wrote meanwhile", async () => {
    const keys = [`credential.${ORIGIN}.username`, "credential.helper", "user.name", "alias.st", `credential.${ORIGIN}/v1/repos/x.helper`, "remote.origin.url"];
    const steps = fc.array(fc.record({ key: fc.constantFrom(...keys), value: fc.constantFrom("one", "two", "th ree # ;"), isAdded: fc.boolean() }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("", "[user]\n\tname = a\n", `[credential "${ORIGIN}"]\n\tusername = x\n[core]\n\tbare = false\n`), steps, async (text, changes) => {
        const apply = async () => {
          for (const { key, value, isAdded } of changes) await git("config", "--file", file(), ...(isAdded ? ["--add"] : ["--replace-all"]), key, value);
        };
        writeFileSync(file(), text);
        await apply();
        const expected = (await entries()).map(String).sort();
        writeFileSync(file(), text);
        const before = await inspectFile(file());
        await writeSection(file(), { origin: ORIGIN, command: command() });
        await apply();
        await removeSection(file(), ORIGIN, before);
        assert.deepEqual((await entries()).map(String).sort(), expected);
      }),
      { numRuns: 25 },
    );
  });

  it("leaves the lines of a user who has lost the end of it", async () => {
    writeFileSync(file(), "");
    await writeSection(file(), { origin: ORIGIN, command: command() });
    writeFileSync(file(), read().replace(/# <<<.*\n/, "") + "[user]\n\tname = a\n");
    await writeSection(file(), { origin: ORIGIN, command: command("other") });
    await removeSection(file(), ORIGIN, { isNew: false, isOpenEnded: false });
    assert.ok(read().endsWith("[user]\n\tname = a\n"));
  });

  it("is not there to take out", async () => {
    assert.equal(await removeSection(folder("gone", "config"), ORIGIN, { isNew: true, isOpenEnded: false }), false);
    assert.ok(!existsSync(folder("gone")));
    writeFileSync(file(), "[user]\n");
    assert.equal(await removeSection(file(), ORIGIN, { isNew: true, isOpenEnded: false }), false);
    assert.equal(read(), "[user]\n");
  });

  it("holds no more than four lines", () => {
    assert.deepEqual(linesOf({ origin: ORIGIN, command: "!a 'b\"c'" }), [`[credential "${ORIGIN}"]`, "\thelper =", "\thelper = \"!a 'b\\\"c'\"", "\tuseHttpPath = true"]);
  });

  describe("is written as Git writes", () => {
    it("while other Gits write too, and nothing is lost", async () => {
      writeFileSync(file(), "");
      const others = async () => {
        for (let number = 0; number < 15; number++) {
          // As a user would do it: Git itself does not wait for a lock.
          for (;;) {
            const { code } = await run("git", ["config", "--file", file(), `x.y${number}`, "z"], { cwd: folder(), env: cleanEnvironment(folder()) });
            if (code === 0) break;
          }
        }
      };
      const ours = async () => {
        for (let number = 0; number < 15; number++) await writeSection(file(), { origin: `https://host-${number}.example`, command: command() });
      };
      await Promise.all([others(), ours()]);
      const found = (await entries()).map(([key]) => key);
      for (let number = 0; number < 15; number++) {
        assert.ok(found.includes(`x.y${number}`), `x.y${number}`);
        assert.ok(found.includes(`credential.https://host-${number}.example.helper`), String(number));
      }
      assert.ok(!existsSync(`${file()}.lock`));
    });

    it("with the file's mode, through links, into folders that are made for it", async () => {
      if (process.platform === "win32") return;
      const target = folder("dotfiles", "config");
      mkdirSync(path.dirname(target));
      writeFileSync(target, "[user]\n");
      chmodSync(target, 0o640);
      symlinkSync(target, folder("link"));
      symlinkSync(folder("link"), file());
      await writeSection(file(), { origin: ORIGIN, command: command() });
      assert.equal(statSync(target).mode & 0o777, 0o640);
      assert.ok(readFileSync(target, "utf8").includes(ORIGIN));
      await writeSection(folder("new", "git", "config"), { origin: ORIGIN, command: command() });
      assert.ok(existsSync(folder("new", "git", "config")));
    });

    it("and not over a device, as GIT_CONFIG_GLOBAL=/dev/null names one", async function () {
      makeNullDevice(this, folder("null"));
      await assert.rejects(writeSection(folder("null"), { origin: ORIGIN, command: command() }), { name: "UserError", code: "NotAFile" });
      assert.ok(lstatSync(folder("null")).isCharacterDevice());
      assert.ok(!existsSync(folder("null.lock")));
    });

    it("without a moment in which others may read what they may not", async () => {
      if (process.platform === "win32") return;
      writeFileSync(file(), "[user]\n", { mode: 0o600 });
      const modes: number[] = [];
      await changeConfigFile(file(), (text) => {
        modes.push(statSync(`${file()}.lock`).mode & 0o777);
        return `${text}[core]\n`;
      });
      assert.deepEqual([...modes, statSync(file()).mode & 0o777], [0o600, 0o600]);
    });

    it("without taking the lock away that another Git has right after it", async () => {
      writeFileSync(file(), "[user]\n");
      const { rename } = fsPromises;
      fsPromises.rename = async (from, to) => {
        await rename(from, to);
        writeFileSync(`${file()}.lock`, "another’s");
      };
      try {
        await writeSection(file(), { origin: ORIGIN, command: command() });
      } finally {
        fsPromises.rename = rename;
      }
      assert.equal(readFileSync(`${file()}.lock`, "utf8"), "another’s");
    });

    it("whole or not at all: a change that fails leaves the file and no lock", async () => {
      writeFileSync(file(), "[user]\n");
      await assert.rejects(
        changeConfigFile(file(), () => {
          throw new Error("power cut");
        }),
        /cannot be written, and is as it was before/,
      );
      assert.equal(read(), "[user]\n");
      assert.ok(!existsSync(`${file()}.lock`));
      mkdirSync(folder("a folder"));
      await assert.rejects(writeSection(folder("a folder"), { origin: ORIGIN, command: command() }), { name: "UserError", code: "EISDIR" });
      assert.ok(!existsSync(`${folder("a folder")}.lock`));
    });
  });
});

describe("The user's configuration file of Git's", function () {
  const folder = useTemporaryFolder();

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  it("is the one that Git itself writes to, also by a relative path", async () => {
    const repository = folder("repository");
    mkdirSync(path.join(repository, "below"), { recursive: true });
    const env = { ...cleanEnvironment(folder()), GIT_CONFIG_NOSYSTEM: "1" };
    const git = makeGit("git", env);
    assert.equal((await git(["init", "--quiet"], { cwd: repository })).code, 0);
    for (const named of [undefined, folder("elsewhere"), path.join("below", "config")]) {
      const more = named === undefined ? {} : { GIT_CONFIG_GLOBAL: named };
      assert.equal((await git(["config", "--global", "test.name", String(named)], { cwd: repository, env: more })).code, 0);
      const found = await findGlobalConfig(git, { ...env, ...more }, repository);
      assert.match(readFileSync(found, "utf8"), new RegExp(`name = ${String(named)}`));
    }
  });
});

/** Needs root; else the test is skipped. */
function makeNullDevice(test: Mocha.Context, file: string): void {
  try {
    execFileSync("mknod", [file, "c", "1", "3"], { stdio: "ignore" });
  } catch {
    test.skip();
  }
}
