import assert from "node:assert/strict";
import path from "node:path";
import type { Git } from "../../../src/git/gitProgram";
import { Secret } from "../../../src/secret";
import { findSsh, runSsh } from "../../../src/ssh/sshProgram";
import { isUserError } from "../../../src/errors";

const gitWith = (command: string): Git => () => Promise.resolve({ code: command === "" ? 1 : 0, stdout: new Secret(`${command}\n`), stderr: new Secret("") });

describe("The ssh that Git runs", () => {
  const find = (env: NodeJS.ProcessEnv, command = "") => findSsh({ env, homeDirectory: "/home/alice", git: gitWith(command) });
  const config = path.join("/home/alice", ".ssh", "config");

  it("is the one that Git's own order names", async () => {
    const programOf = async (env: NodeJS.ProcessEnv, command?: string) => (await find(env, command)).program;
    assert.equal(await programOf({}), "ssh");
    assert.equal(await programOf({ GIT_SSH: "/a/ssh" }), "/a/ssh");
    assert.equal(await programOf({ GIT_SSH: "/a/ssh" }, "/b/ssh"), "/b/ssh");
    assert.equal(await programOf({ GIT_SSH_COMMAND: "/c/ssh" }, "/b/ssh"), "/c/ssh");
    assert.equal((await findSsh({ env: {}, homeDirectory: "/home/alice", git: undefined })).program, "ssh");
  });

  it("comes with its arguments, in quotes or not, and with the configuration that they name", async () => {
    assert.deepEqual(await find({ GIT_SSH_COMMAND: `'/my programs/ssh' -v -o "User=a \\"b\\"" x\\ y` }), { program: "/my programs/ssh", args: ["-v", "-o", 'User=a "b"', "x y"], configFile: config, env: { GIT_SSH_COMMAND: `'/my programs/ssh' -v -o "User=a \\"b\\"" x\\ y` } });
    assert.equal((await find({}, "ssh -F /etc/other")).configFile, path.resolve("/etc/other"));
    assert.equal((await find({}, "ssh -Fother")).configFile, path.resolve("/home/alice", "other"));
    assert.equal((await find({}, "~/bin/ssh -4")).program, "/home/alice/bin/ssh");
  });

  it("is not taken from what only a shell could read", async () => {
    for (const command of ["ssh $OPTIONS", "ssh; rm -rf x", "`which ssh`", "ssh 'open", "a | b", ""]) assert.equal((await find({ GIT_SSH_COMMAND: command })).program, "ssh", command);
  });

  it("is missed in a sentence", async () => {
    const ssh = await find({ GIT_SSH_COMMAND: "/nothing/ssh" });
    await assert.rejects(runSsh(ssh, ["-G", "x"]), (error) => isUserError(error) && error.code === "ENOENT" && (error.hint ?? "").includes('Install OpenSSH'));
  });
});
