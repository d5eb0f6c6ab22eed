import assert from "node:assert/strict";
import path from "node:path";
import type { Git } from "../../../src/git/gitProgram";
import { Secret } from "../../../src/secret";
import { findSsh, requireConfigFile, runSsh } from "../../../src/ssh/sshProgram";
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
    assert.deepEqual(await find({ GIT_SSH_COMMAND: `'/my programs/ssh' -v -o "User=a \\"b\\"" x\\ y` }), { program: "/my programs/ssh", args: ["-v", "-o", 'User=a "b"', "x y"], configFile: config, env: { GIT_SSH_COMMAND: `'/my programs/ssh' -v -o "User=a \\"b\\"" x\\ y` }, ownEnv: {} });
    assert.equal((await find({}, "ssh -F /etc/other")).configFile, path.resolve("/etc/other"));
    assert.equal((await find({}, "ssh -Fother")).configFile, path.resolve("/home/alice", "other"));
    assert.equal((await find({}, "~/bin/ssh -4")).program, "/home/alice/bin/ssh");
    // As ssh itself takes them: the last one, also in one word with other options, and never another's value.
    assert.equal((await find({}, "ssh -F /etc/other -4vF/etc/third")).configFile, path.resolve("/etc/third"));
    assert.equal((await find({}, "ssh -i -F -o Foo=-F/etc/x")).configFile, config);
  });

  it("may be told to read no configuration; then there is no file to write to", async () => {
    for (const command of ["ssh -i ~/.ssh/id -F /dev/null", "ssh -Fnone", "ssh -F NONE", "ssh -F ''", "ssh -F /etc/other -F none"]) {
      const ssh = await find({}, command);
      assert.equal(ssh.configFile, undefined, command);
      assert.throws(() => requireConfigFile(ssh), (error) => isUserError(error) && error.code === "NoSshConfig" && (error.hint ?? "").includes("core.sshCommand"));
    }
    assert.equal(requireConfigFile(await find({}, "ssh -F none -F /etc/other")), path.resolve("/etc/other"));
  });

  it("comes with the variables that are set before its name", async () => {
    const found = await find({ PATH: "/bin" }, `FOO=1 SSH_AUTH_SOCK='/run/my agent' ssh -o A=b`);
    assert.deepEqual([found.program, found.args], ["ssh", ["-o", "A=b"]]);
    assert.deepEqual(found.env, { PATH: "/bin", FOO: "1", SSH_AUTH_SOCK: "/run/my agent" });
    assert.deepEqual(found.ownEnv, { FOO: "1", SSH_AUTH_SOCK: "/run/my agent" });
    // In quotes it is a name, as it is to a shell.
    assert.equal((await find({}, "'FOO=1' ssh")).program, "FOO=1");
    assert.equal((await find({}, "FOO=1")).program, "ssh");
  });

  it("is not taken from what only a shell could read", async () => {
    for (const command of ["ssh $OPTIONS", "ssh; rm -rf x", "`which ssh`", "ssh 'open", "a | b", ""]) assert.equal((await find({ GIT_SSH_COMMAND: command })).program, "ssh", command);
  });

  it("is missed in a sentence", async () => {
    const ssh = await find({ GIT_SSH_COMMAND: "/nothing/ssh" });
    await assert.rejects(runSsh(ssh, ["-G", "x"]), (error) => isUserError(error) && error.code === "ENOENT" && (error.hint ?? "").includes('Install OpenSSH'));
  });
});
