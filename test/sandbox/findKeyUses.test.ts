import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findKeyUses } from "../../src/commands/accessKeys/findUses";
import type { SearchContext } from "../../src/commands/context";
import { isCancelledError } from "../../src/errors";
import { LARGEST_FILE, MOST_LINES, type FolderSearch } from "../../src/scan/foundLine";
import { findTrackedLines, makeGitSearch } from "../../src/scan/gitGrep";
import { makeRipgrepSearch, runSearch } from "../../src/scan/ripgrep";
import { findSearchProgram } from "../../src/scan/searchProgram";
import { notAllowed } from "./failure";
import { need } from "./gitCommand";
import type { TestAccount } from "./openTestAccount";
import { dismiss, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("Where an access key is used", () => {
  const account = useTestAccount("two-keys");
  let id = "";
  let project = "";
  let everyWay: readonly (readonly [string, FolderSearch])[] = [];

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  beforeEach(async () => {
    id = account().sandbox.ready.accessKeyId;
    project = account().in("payments");
    mkdirSync(project);
    await account().git.git(["init", "--quiet"], { cwd: project });
    account().git.open = [project];
    const program = await findProgram(account());
    everyWay = [...(program === undefined ? [] : [["ripgrep", makeRipgrepSearch(program)] as const]), ["Git", makeGitSearch(account().git.git)]];
  });

  const findProgram = ({ search }: TestAccount) => findSearchProgram(search.appRoot, process.platform, process.arch);
  const write = (name: string, text: string | Buffer): void => {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    writeFileSync(path.join(project, name), text);
  };
  const exclude = (...globs: readonly string[]): void => {
    account().search = { ...account().search, excludes: () => globs };
  };
  const withoutEngine = (): SearchContext => ({ ...account().search, appRoot: account().in("no editor") });
  const key = () => ({ accessKeyId: id });
  /** What each way of searching finds in the project: `file:line`. */
  const search = async (excludes: readonly string[] = []): Promise<Record<string, readonly string[]>> => {
    const signal = new AbortController().signal;
    const all = await Promise.all(everyWay.map(async ([name, find]) => [name, (await find(project, { accessKeyIds: [id], excludes, signal })).lines.map(({ file, line }) => `${path.relative(project, file)}:${line}`)] as const));
    return Object.fromEntries(all);
  };
  const expectFound = async (expected: readonly string[], excludes?: readonly string[]): Promise<void> => {
    assert.deepEqual(await search(excludes), Object.fromEntries(everyWay.map(([name]) => [name, expected])));
  };

  describe("in calls to AWS", () => {
    const mayLookUp = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "cloudtrail:LookupEvents", Resource: "*" }] };
    const calls = () => account().ui.rows.filter(({ detail }) => detail === "Last calls (AWS CloudTrail)").map(({ label }) => label);

    it("is shown with what it was used for last, to those who may see CloudTrail", async () => {
      await account().sandbox.control.policy(mayLookUp);
      const session = await account().openSession("work");
      await session.client.getAccountAlias().catch(() => undefined);
      await session.client.listSshPublicKeys("alice");
      await account().run(findKeyUses, [pick(/AKIA\w+: used/, "iam:ListSSHPublicKeys")], key());
      assert.match(account().ui.notices.at(-1) ?? "", /^iam:ListSSHPublicKeys · .* · from 127\.0\.0\.1$/);
      assert.ok(calls().indexOf("iam:ListAccessKeys") < calls().indexOf("iam:ListSSHPublicKeys"), "the newest first");
    });

    it("is shown with those of one region where another is closed to the user", async () => {
      await account().sandbox.control.policy(mayLookUp);
      const { config } = account().paths;
      writeFileSync(config, readFileSync(config, "utf8").replace(/region = \S+/g, "region = eu-central-1"));
      await account().sandbox.control.faults({ action: "LookupEvents", ...notAllowed("LookupEvents") });
      await account().run(findKeyUses, [pick(/AKIA\w+: used/, "iam:ListAccessKeys")], key());
      assert.deepEqual((await account().calls(/LookupEvents/)).map((call) => call.endsWith("ok")).sort(), [false, true]);
    });

    it("shows none, and asks for nothing, where that is not allowed", async () => {
      await account().run(findKeyUses, [pick(/AKIA\w+: used/, (labels) => labels.find((label) => label.includes("credentials")))], key());
      assert.deepEqual(calls(), []);
      assert.ok((await account().calls(/LookupEvents/)).includes("LookupEvents AccessDeniedException"));
    });
  });

  describe("in a folder", () => {
    it("is found in sources and hidden files, not in what Git ignores nor in Git's own folder; in .env and compose files though ignored", async () => {
      write(".gitignore", "out/\n.env*\n*.tfvars*\ncompose.override.yml\nnode_modules/\n");
      for (const name of ["src/a.ts", ".envrc", "infra/prod.tfvars", "infra/x.auto.tfvars.json", ".github/workflows/ci.yml", ".gitlab-ci.yml", "out/a.js", "out/.env", ".env", "deep/er/.env.local", "compose.override.yml", "docker-compose.yaml", "node_modules/x/.env", ".git/note", "with space/ü.txt"]) write(name, `line\nkey ${id}\n`);
      await expectFound([".env:2", ".envrc:2", ".github/workflows/ci.yml:2", ".gitlab-ci.yml:2", "compose.override.yml:2", "deep/er/.env.local:2", "docker-compose.yaml:2", "infra/prod.tfvars:2", "infra/x.auto.tfvars.json:2", "out/.env:2", "src/a.ts:2", "with space/ü.txt:2"]);
    });

    it("is not looked for in what the editor excludes, whether at the top, anywhere or by its ending", async () => {
      for (const name of ["top/a", "deep/top/a", "gen/a.map", "x/any/a", "x/any/.env", "a.ts"]) write(name, `${id}\n`);
      await expectFound(["a.ts:1", "deep/top/a:1"], ["top", "**/any", "**/*.{map,snap}"]);
    });

    it("is looked for all the same where one of those globs cannot be read, or leads out of the folder", async () => {
      for (const name of ["a.ts", "out/a", "top/a", "{a"]) write(name, `${id}\n`);
      // As the two ways read it, `{a` is no glob at all, or that name.
      const found = await search(["{a", "**/out", "[z", "a\\", "/top", "../x", "/"]);
      for (const [name, lines] of Object.entries(found)) assert.deepEqual(lines.filter((line) => line !== "{a:1"), ["a.ts:1"], name);
    });

    it("is not found in what Git ignores by a file above the folder; what is above a folder in no work tree ignores nothing", async () => {
      write(".gitignore", "gen/\n");
      for (const name of ["part/gen/a", "part/b"]) write(name, id);
      writeFileSync(account().in(".gitignore"), "*\n");
      for (const ignored of [".ignore", ".rgignore"]) writeFileSync(account().in(ignored), "*\n");
      await expectFound(["part/b:1"]);
      project = path.join(project, "part");
      await expectFound(["b:1"]);
      rmSync(account().in("payments", ".git"), { recursive: true });
      await expectFound(["b:1", "gen/a:1"]);
      write(".gitignore", "b\n");
      await expectFound(["gen/a:1"]);
    });

    it("is found beside lines of millions of characters, and what Git says beyond reason is cut off", async () => {
      const line = `${id}${"x".repeat(12_000_000)}\n`;
      write("a.min.js", line);
      write("b.ts", `${id}\n`);
      const find = makeGitSearch(account().git.git);
      const look = () => find(project, { accessKeyIds: [id], excludes: [], signal: new AbortController().signal });
      const { lines, isCut } = await look();
      assert.deepEqual([lines.map((found) => [path.basename(found.file), found.line, found.text]), isCut], [[["a.min.js", 1, ""], ["b.ts", 1, id]], false]);
      write("c.min.js", `${id}${"x".repeat(20_000)}\n`.repeat(MOST_LINES - 100));
      const cut = await look();
      assert.deepEqual([cut.lines.length < MOST_LINES, cut.isCut], [true, true]);
    });

    it("is found with Windows' line ends and in the first line, not in binary or huge files", async () => {
      write("crlf.txt", `a\r\n${id}\r\n`);
      write("binary", Buffer.concat([Buffer.from([0, 1, 2, 0]), Buffer.from(`\n${id}\n`)]));
      await expectFound(["crlf.txt:2"]);
      const program = await findProgram(account());
      if (program === undefined) return;
      write("huge.txt", `${id}\n${"x".repeat(LARGEST_FILE)}`);
      assert.deepEqual((await search())["ripgrep"], ["crlf.txt:2"]);
    });

    it("is found among 2,000 files, and no more lines are kept than anybody reads", async () => {
      for (let index = 0; index < 2_000; index++) write(`src/${index % 50}/${index}.ts`, `// ${index}\nconst key = "${index % 200 === 0 ? id : "none"}";\n`);
      const expected = Array.from({ length: 10 }, (_none, index) => `src/0/${index * 200}.ts:2`).sort();
      await expectFound(expected);
      write("many.txt", `${id}\n`.repeat(MOST_LINES + 500));
      for (const [name, find] of everyWay) {
        const { lines, isCut } = await find(project, { accessKeyIds: [id], excludes: [], signal: new AbortController().signal });
        assert.deepEqual([lines.length, isCut], [MOST_LINES, true], name);
      }
    });

    it("names a folder that is not there", async () => {
      rmSync(project, { recursive: true });
      for (const [name, find] of everyWay) {
        await assert.rejects(find(project, { accessKeyIds: [id], excludes: [], signal: new AbortController().signal }), { message: `This folder could not be searched: ${project}` }, name);
      }
      await account().run(findKeyUses, [pick(/Could not be read: .*payments/, `${account().paths.credentials}:2`)], key());
    });

    it("says which folder it may not read, and lists the rest", async function () {
      // Nothing is closed to root, nor in this way on Windows.
      if (process.getuid === undefined || process.getuid() === 0) this.skip();
      write("private/a", id);
      write("open", id);
      chmodSync(path.join(project, "private"), 0);
      try {
        const program = await findProgram(account());
        if (program === undefined) this.skip();
        const { lines, unread } = await makeRipgrepSearch(program)(project, { accessKeyIds: [id], excludes: [], signal: new AbortController().signal });
        assert.deepEqual([lines.length, unread], [1, [path.join(project, "private")]]);
      } finally {
        chmodSync(path.join(project, "private"), 0o700);
      }
    });
  });

  describe("cancelled", () => {
    it("ends the search's process", async function () {
      if (process.platform === "win32") this.skip();
      const note = account().in("pid");
      writeFileSync(account().in("slow"), `#!/bin/sh\necho $$ >${JSON.stringify(note)}.new\nmv ${JSON.stringify(note)}.new ${JSON.stringify(note)}\nexec sleep 60\n`, { mode: 0o755 });
      const cancelling = new AbortController();
      const search = runSearch(account().in("slow"), [], project, cancelling.signal);
      while (!existsSync(note)) await new Promise((resolve) => setImmediate(resolve));
      cancelling.abort();
      await assert.rejects(search, isCancelledError);
      assert.throws(() => process.kill(Number(readFileSync(note, "utf8")), 0), { code: "ESRCH" });
    });

    it("ends each way of searching, before it has begun or in the middle", async () => {
      write("a", id);
      for (const [, find] of everyWay) {
        const cancelling = new AbortController();
        const running = find(project, { accessKeyIds: [id], excludes: [], signal: cancelling.signal });
        cancelling.abort();
        await assert.rejects(running, isCancelledError);
        await assert.rejects(find(project, { accessKeyIds: [id], excludes: [], signal: cancelling.signal }), isCancelledError);
      }
    });

    it("ends the command without a word", async () => {
      account().ui.beforeWork = () => {
        account().ui.cancelling.abort();
        return Promise.resolve();
      };
      assert.ok(isCancelledError(await account().runToFailure(findKeyUses, [], key())));
      assert.deepEqual(account().ui.notices, []);
    });
  });

  describe("by the command", () => {
    it("is listed with each kind of place, secrets masked, and opened at its line", async () => {
      write("deploy.sh", `#!/bin/sh\nAWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${SECRET} aws s3 ls\n`);
      writeFileSync(account().in(".zshrc"), `export AWS_ACCESS_KEY_ID=${id}\n`);
      account().git.write("[credential]", `\tusername = ${id}-at-1234`);
      account().environment = { AWS_ACCESS_KEY_ID: id, OTHER: "x" };
      const row = (labels: readonly string[]) => labels.find((label) => label === "deploy.sh:2");
      await account().run(findKeyUses, [pick(new RegExp(`^${id}: used .*\\| 5 places`), row)], key());
      assert.deepEqual(account().ui.files, [`${path.join(project, "deploy.sh")}:2`]);
      const rows = account().ui.rows.map(({ label, description, detail }) => [detail, path.basename(label), description]);
      assert.deepEqual(rows, [
        ["AWS files", "credentials:2", `aws_access_key_id = ${id}`],
        ["Environment of VS Code", "AWS_ACCESS_KEY_ID", id],
        ["Shell", ".zshrc:1", `export AWS_ACCESS_KEY_ID=${id}`],
        ["Git configuration", ".gitconfig:7", `username = ${id}-at-1234`],
        ["This workspace", "deploy.sh:2", `AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=***`],
      ]);
      assert.ok(!account().ui.texts.join("\n").includes(SECRET));
    });

    it("asks which key from the palette, and says where a variable has to be changed", async () => {
      account().environment = { MY_KEY: `key:${id}` };
      await account().run(findKeyUses, [pick(/Which access key\?/, id), pick(/2 places/, "MY_KEY")]);
      assert.match(account().ui.notices.join(), /VS Code was started with the variable MY_KEY, which holds the key/);
      assert.deepEqual(account().ui.files, []);
    });

    it("reads the usual AWS files too where others are in use", async () => {
      const home = account().in("home");
      mkdirSync(path.join(home, ".aws"), { recursive: true });
      writeFileSync(path.join(home, ".aws", "config"), `[profile old]\naws_access_key_id = ${id}\n`);
      const context = { ...account().context, homeDirectory: home };
      account().ui.expect(pick(/2 places/, `${path.join(home, ".aws", "config")}:2`));
      await findKeyUses(context, key());
      account().ui.finish();
    });

    it("says in one sentence where it has looked, if it is nowhere", async () => {
      const other = (await account().keyIds()).find((each) => each !== id);
      await account().run(findKeyUses, [], { accessKeyId: other });
      const where = "the AWS files, the environment of VS Code, the start-up files of shells and Git’s configuration, and in payments (of what Git ignores, only .env, .envrc, .tfvars and compose files)";
      assert.deepEqual(account().ui.notices, [`The key ${String(other)} was not found in ${where}. It was never used, as far as IAM knows.`]);
      account().git.open = [];
      await account().run(findKeyUses, [], { accessKeyId: other });
      assert.match(account().ui.notices.at(-1) ?? "", /shells and Git’s configuration\. It was never used/);
    });

    it("uses the editor's exclusions, and Git where the editor has no search program", async () => {
      write("a.txt", id);
      write("skipped/a.txt", id);
      exclude("**/skipped");
      account().search = { ...account().search, appRoot: withoutEngine().appRoot };
      await account().run(findKeyUses, [pick(/2 places/, "a.txt:1")], key());
    });

    it("says that it did not look into the folders where there is neither", async () => {
      write("a.txt", id);
      account().search = withoutEngine();
      account().git.program = () => Promise.reject(new Error("no Git"));
      const ended = await account().runToFailure(findKeyUses, [dismiss(/1 place · The folders of this workspace were not searched: .* Install Git\./)], key());
      assert.ok(isCancelledError(ended));
    });
  });

  describe("in files that Git tracks", () => {
    const tracked = async (folder = project, file?: string) => (await findTrackedLines(account().git.git, folder, [id, "AKIAXXXXXXXXXXXXXXXX"], file)).map(({ file: found, line }) => `${path.relative(folder, found)}:${line}`);

    it("is found as the file is on disk, whatever the user's settings for grep are", async () => {
      account().git.write("[grep]", "\tcolumn = true", "\tfullName = true", "\tfallbackToNoIndex = true", "\tpatternType = perl", "[color]", "\tgrep = always", "\tui = always");
      write("src/a.txt", `\n${id}\n`);
      write("b.txt", "nothing\n");
      write("loose.txt", id);
      await account().git.git(["add", "src", "b.txt"], { cwd: project });
      assert.deepEqual(await tracked(), ["src/a.txt:2"]);
      assert.deepEqual(await tracked(path.join(project, "src")), ["a.txt:2"]);
      write("b.txt", `${id}\n`);
      assert.deepEqual(await tracked(project, path.join(project, "b.txt")), ["b.txt:1"]);
      assert.deepEqual(await tracked(project, path.join(project, "loose.txt")), []);
    });

    it("is found beside a line of millions of characters", async () => {
      write("a.min.js", `${id}${"x".repeat(12_000_000)}\n`);
      write("b.txt", `${id}\n`);
      await account().git.git(["add", "."], { cwd: project });
      assert.deepEqual(await tracked(), ["a.min.js:1", "b.txt:1"]);
    });

    it("is found in repositories within one, each line once", async () => {
      write("a.txt", id);
      write("own/b.txt", id);
      write("sub/c.txt", id);
      for (const name of ["own", "sub"]) {
        const cwd = path.join(project, name);
        for (const args of [["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", name]]) assert.equal((await account().git.git(args, { cwd })).code, 0);
      }
      assert.equal((await account().git.git(["submodule", "--quiet", "add", "./sub"], { cwd: project })).code, 0);
      await account().git.git(["add", "a.txt"], { cwd: project });
      assert.deepEqual(await tracked(), ["a.txt:1", "own/b.txt:1", "sub/c.txt:1"]);
      assert.deepEqual(await tracked(project, path.join(project, "own", "b.txt")), ["own/b.txt:1"]);
      assert.deepEqual(await tracked(project, path.join(project, "sub", "c.txt")), ["sub/c.txt:1"]);
    });

    it("is found in the repositories below a folder that is none, and nowhere without Git's files", async () => {
      write("a.txt", id);
      await account().git.git(["add", "."], { cwd: project });
      assert.deepEqual(await tracked(account().folder), ["payments/a.txt:1"]);
      rmSync(path.join(project, ".git"), { recursive: true });
      assert.deepEqual(await tracked(), []);
      assert.deepEqual(await tracked(account().in("gone")), []);
    });
  });
});
