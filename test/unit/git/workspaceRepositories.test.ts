import assert from "node:assert/strict";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeGit, type Git } from "../../../src/git/gitProgram";
import { findWorkTree, readRepositories } from "../../../src/git/workspaceRepositories";
import { cleanEnvironment, need } from "../../sandbox/gitCommand";
import { useTemporaryFolder } from "../files/temporaryFolder";

const PAYMENTS = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments";
const ELSEWHERE = "https://git.example/payments";

describe("The repositories of a window", function () {
  this.timeout(30_000);
  const temporary = useTemporaryFolder();
  const at = (...names: readonly string[]) => path.join(realpathSync(temporary()), ...names);
  /** The folders and first words of all that Git was run for. */
  let runs: string[] = [];
  const git: Git = (args, options) => {
    runs.push(`${path.relative(at(), options?.cwd ?? "")}: ${args[0] ?? ""}`);
    return makeGit("git", { ...cleanEnvironment(at()), GIT_CONFIG_NOSYSTEM: "1" })(args, options);
  };

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  beforeEach(() => (runs = []));

  async function makeRepository(url: string, ...names: readonly string[]): Promise<string> {
    const folder = at(...names);
    mkdirSync(folder, { recursive: true });
    for (const args of [["init", "--quiet"], ["remote", "add", "origin", url]]) assert.equal((await git(args, { cwd: folder })).code, 0);
    runs = [];
    return folder;
  }
  const found = async (...folders: readonly string[]) => (await readRepositories(git, folders, "/launcher")).map(({ folder }) => path.relative(at(), folder)).sort();

  it("take one process each where they are not in CodeCommit", async () => {
    for (const name of ["one", "two"]) await makeRepository(ELSEWHERE, "all", name);
    await makeRepository(PAYMENTS, "all", "three");
    assert.deepEqual(await found(at("all"), at("all", "one")), [path.join("all", "three")]);
    assert.deepEqual(runs.filter((run) => !run.includes("three")).sort(), [path.join("all", "one: remote"), path.join("all", "two: remote")]);
    assert.equal(runs.filter((run) => run.includes("three")).length, 3);
  });

  it("are found once, also by a folder inside, and where a .git is none", async () => {
    const folder = await makeRepository(PAYMENTS, "payments");
    mkdirSync(path.join(folder, "src", ".git"), { recursive: true });
    assert.deepEqual(await found(path.join(folder, "src"), folder), ["payments"]);
  });

  it("are not looked for where a submodule's path leads out through a link", async function () {
    if (process.platform === "win32") this.skip();
    const folder = await makeRepository(ELSEWHERE, "outer");
    await makeRepository(PAYMENTS, "foreign", "inner");
    await makeRepository(PAYMENTS, "outer", "parts", "own");
    symlinkSync(at("foreign"), path.join(folder, "link"));
    writeFileSync(path.join(folder, ".gitmodules"), '[submodule "x"]\n\tpath = link/inner\n[submodule "y"]\n\tpath = parts/own\n');
    assert.deepEqual(await found(folder), [path.join("outer", "parts", "own")]);
    assert.deepEqual(runs.filter((run) => run.includes("foreign") || run.includes("link")), []);
  });

  it("have no line feed in their path: a part of it would pass for another path", async function () {
    if (process.platform === "win32") this.skip();
    const folder = await makeRepository(PAYMENTS, `a\n${at("victim")}`);
    assert.equal(await findWorkTree(git, folder), undefined);
    assert.deepEqual(await found(folder), []);
  });
});
