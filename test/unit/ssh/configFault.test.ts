import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isUserError, type UserError } from "../../../src/errors";
import { readConfigFault, refuseConfig } from "../../../src/ssh/configFault";
import { readEffectiveConfig } from "../../../src/ssh/effectiveConfig";

describe("A configuration that ssh does not read", () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  before(function (done) {
    execFile("ssh", ["-V"], (error) => {
      if (error !== null) this.skip();
      done();
    });
  });
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "ssh-fault-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What the real ssh is refused with. */
  async function faultOf(text: string, args: readonly string[] = []): Promise<UserError> {
    writeFileSync(file("config"), text, { mode: 0o600 });
    const ssh = { program: "ssh", args: ["-F", file("config"), ...args], configFile: file("config"), env: process.env, ownEnv: {} };
    const error: unknown = await readEffectiveConfig(ssh, "x").then(() => undefined, (reason: unknown) => reason);
    assert.ok(isUserError(error) && error.code === "SshConfigUnreadable", String(error));
    return error;
  }
  const sayingOf = async (text: string, args?: readonly string[]) => (await faultOf(text, args)).message;

  it("is told by its line, in the file or an included one", async () => {
    for (const line of ["Foo bar", "Host", "Port abc", "User a b", "Ciphers foo"]) assert.equal(await sayingOf(`# mine\n${line}\n`), `ssh cannot read its configuration: ${file("config")}, line 2.`, line);
    writeFileSync(file("more"), "\n\nFoo bar\n", { mode: 0o600 });
    assert.equal(await sayingOf(`Include ${file("more")}\n`), `ssh cannot read its configuration: ${file("more")}, line 3.`);
    assert.match(await sayingOf("", ["-o", "Foo=bar"]), /an option that Git gives to it/);
  });

  it("is told without the words of a program that the configuration runs", async function () {
    if (process.platform === "win32") this.skip();
    const { message, hint } = await faultOf(`Match exec "echo password line 3: hunter2 >&2; false"\nFoo bar\n`);
    assert.equal(message, `ssh cannot read its configuration: ${file("config")}, line 2.`);
    assert.ok(!(hint ?? "").includes("hunter2"));
  });

  it("is told by who may change it, with a command that can be pasted", function () {
    if (process.platform === "win32") this.skip();
    writeFileSync(file("it's mine"), "");
    assert.equal(refuseConfig(readConfigFault(`Bad owner or permissions on ${file("it's mine")}\n`), "x").hint, `Take their permission away: chmod go-w '${folder}/it'\\''s mine'`);
    assert.equal(readConfigFault("Bad owner or permissions on /nothing [here](command:evil)\n"), undefined);
  });

  it("is told where only a terminal can say more", () => {
    writeFileSync(file("config"), "");
    assert.equal(readConfigFault(`${file("config")} line 1: Unsupported option "gssapiauthentication"\n`), undefined);
    assert.equal(refuseConfig(undefined, "x").hint, "Run it in a terminal to see why: ssh -v x");
  });
});
