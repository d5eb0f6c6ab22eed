import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { repositoryConfigOf } from "../../../src/git/credentialConfig";
import { makeGit, runProgram } from "../../../src/git/gitProgram";
import { cleanEnvironment, need } from "../../sandbox/gitCommand";
import { useTemporaryFolder } from "../files/temporaryFolder";

describe("A program that is run", function () {
  const at = useTemporaryFolder();

  before(function () {
    if (process.platform === "win32") this.skip();
  });

  /** A pipe that programs open, and its end: when the last of them has ended. */
  function openPipe(): { readonly pipe: string; readonly isClosed: Promise<unknown> } {
    const pipe = at("pipe");
    execFileSync("mkfifo", [pipe]);
    return { pipe, isClosed: once(createReadStream(pipe).resume(), "end") };
  }

  it("is ended at its time limit with all that it has started", async () => {
    const { pipe, isClosed } = openPipe();
    const { code, stdout } = await runProgram("sh", ["-c", `echo begun; sleep 60 >"$0" & sleep 60`, pipe], { timeLimitMs: 500 });
    assert.deepEqual([code, stdout.reveal()], [124, "begun\n"]);
    await isClosed;
  });

  it("is ended at its time limit even if it does not want to", async () => {
    const { pipe, isClosed } = openPipe();
    const { code } = await runProgram("sh", ["-c", `trap "" TERM; sleep 60 >"$0"; sleep 60`, pipe], { timeLimitMs: 500 });
    assert.equal(code, 124);
    await isClosed;
  });

  it("says 124 at its time limit, whatever it makes of being ended", async () => {
    const { code } = await runProgram("sh", ["-c", `trap "exit 0" TERM; sleep 60 & wait`], { timeLimitMs: 500 });
    assert.equal(code, 124);
  });

  it("is not waited for when it has ended, though something in the background keeps its output open; that goes on", async () => {
    const { code, stdout } = await runProgram("sh", ["-c", "sleep 60 & echo $!; head -c 60000 /dev/zero; exit 3"], { timeLimitMs: 50_000 });
    const [pid = ""] = stdout.reveal().split("\n");
    assert.equal(code, 3);
    assert.equal(stdout.reveal().length, pid.length + 1 + 60_000);
    assert.ok(process.kill(Number(pid), "SIGKILL"));
  });

  it("may print lines of any length: each takes no more room than it is given", async () => {
    const { stdout } = await runProgram("sh", ["-c", "printf 'one\\n\\n1234567890\\n'; head -c 20000000 /dev/zero | tr '\\0' x; printf '\\nlast\\nopen end'"], { longestLine: 6 });
    assert.equal(stdout.reveal(), "one\n\n123456\nxxxxxx\nlast\nopen e");
  });

  it("that cannot be started is an error", async () => {
    await assert.rejects(runProgram(at("nothing"), [], {}), { code: "ENOENT" });
  });
});

describe("Git, as it is run here", function () {
  const at = useTemporaryFolder();

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  it("is ended with a credential helper that hangs", async function () {
    if (process.platform === "win32") this.skip();
    const git = makeGit("git", { ...cleanEnvironment(at()), GIT_CONFIG_NOSYSTEM: "1" });
    const args = ["-c", "credential.helper=!f() { sleep 60; }; f", "credential", "fill"];
    assert.equal((await git(args, { cwd: at(), input: "protocol=https\nhost=x.example\n\n", timeLimitMs: 500 })).code, 124);
  });

  it("works in the folder that it is given, not in the repository of the Git that has started the editor", async () => {
    const git = makeGit("git", { ...cleanEnvironment(at()), GIT_DIR: at("other", ".git"), GIT_WORK_TREE: at("other"), GIT_INDEX_FILE: at("other", ".git", "index"), GIT_CONFIG_PARAMETERS: "'user.name'='x'" });
    for (const name of ["one", "other"]) {
      mkdirSync(at(name));
      assert.equal((await git(["init", "--quiet"], { cwd: at(name) })).code, 0);
    }
    assert.equal(await repositoryConfigOf(git, at("one")), path.join(at("one"), ".git", "config"));
    assert.equal((await git(["config", "user.name"], { cwd: at("one") })).code, 1);
  });

  it("leaves no variable in force that Git counts among those of one repository, but those that configure it", async () => {
    const git = makeGit("git", cleanEnvironment(at()));
    const names = (await git(["rev-parse", "--local-env-vars"], { cwd: at() })).stdout.reveal().trim().split("\n");
    assert.ok(names.includes("GIT_DIR"));
    const printer = makeGit("env", Object.fromEntries(names.map((name) => [name, "set"])));
    if (process.platform === "win32") return;
    const left = (await printer([])).stdout.reveal().split("\n").map((line) => line.split("=")[0]);
    assert.deepEqual(names.filter((name) => left.includes(name)), ["GIT_CONFIG_COUNT"]);
  });

  it("prints no traces among what it says, and is configured by its environment", async () => {
    const git = makeGit("git", { ...cleanEnvironment(at()), GIT_TRACE: "1", GIT_TRACE2: "2", GIT_TRACE_CURL: "1", GIT_CURL_VERBOSE: "1", GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "user.name", GIT_CONFIG_VALUE_0: "alice" });
    const { stdout, stderr } = await git(["config", "user.name"], { cwd: at() });
    assert.deepEqual([stdout.reveal(), stderr.reveal()], ["alice\n", ""]);
  });
});
