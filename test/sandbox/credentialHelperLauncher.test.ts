import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installHelper } from "../../src/git/installHelper";
import { helperCommand } from "../../src/git/launcher";
import { dist, HOST, REQUEST, run, useHelperHome } from "./credentialHelperProcess";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";
const ANSWER = /^protocol=https\nhost=git-codecommit\.us-west-2\.amazonaws\.com\npath=v1\/repos\/x\nusername=AKIAWORK\npassword=\d{8}T\d{6}Z[0-9a-f]{64}\n/;

/** The launcher and the real Git; no network. */
describe("The helper’s launcher", function () {
  this.timeout(30_000);
  const home = useHelperHome();
  /** As awkward as a folder may be. */
  const folder = () => home().in(`it's a "folder" of $HOME & \\more`, "Zoë");
  const secretless = (text: string) => assert.ok(!text.includes("Planted"), text);

  before(function () {
    if (process.platform === "win32") this.skip();
  });
  beforeEach(() => {
    home().write({ credentials: `[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = ${SECRET}\n[it's me]\naws_access_key_id = AKIAME\naws_secret_access_key = ${SECRET}\n` });
    // Would make modules of another kind of the helper’s files.
    writeFileSync(home().in("package.json"), '{"type":"module"}');
  });

  async function install(runtime = process.execPath): Promise<string> {
    const { launcher } = await installHelper({ dist, folder: folder(), runtime, env: {}, platform: process.platform });
    return launcher;
  }
  /** A PATH with the system’s programs, but none named node. */
  function withoutNode(): NodeJS.ProcessEnv {
    const bin = home().in("bin");
    mkdirSync(bin, { recursive: true });
    for (const name of ["sh", "cat", "git"]) symlinkSync(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), path.join(bin, name));
    return { ...home().env, PATH: bin };
  }
  async function configure(command: string, before: readonly string[] = []): Promise<void> {
    for (const value of before) assert.equal((await home().git(["config", "--global", "--add", "credential.helper", value])).code, 0);
    for (const value of ["", command]) assert.equal((await home().git(["config", "--global", "--add", `credential.https://${HOST}.helper`, value])).code, 0);
    assert.equal((await home().git(["config", "--global", `credential.https://${HOST}.useHttpPath`, "true"])).code, 0);
  }

  it("signs Git in, from a folder with spaces and quotes, as the profile with spaces and quotes", async () => {
    await configure(helperCommand(await install(), "work"));
    const filled = await home().git(["credential", "fill"], REQUEST);
    assert.deepEqual([filled.code, filled.stderr], [0, ""]);
    assert.match(filled.stdout, ANSWER);
    await home().git(["config", "--global", "--unset-all", `credential.https://${HOST}.helper`]);
    await configure(helperCommand(await install(), "it's me", { config: home().paths.config, credentials: home().paths.credentials }));
    assert.match((await home().git(["credential", "fill"], REQUEST)).stdout, /\nusername=AKIAME\n/);
  });

  it("is found by Git’s own rules when it is on the PATH, and when dash or bash runs it", async () => {
    const launcher = await install();
    await home().git(["config", "--global", "credential.helper", "codecommit --profile work"]);
    await home().git(["config", "--global", "credential.useHttpPath", "true"]);
    const bin = home().in("on the path");
    mkdirSync(bin);
    symlinkSync(launcher, path.join(bin, "git-credential-codecommit"));
    const env = { ...home().env, PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}` };
    assert.match((await home().git(["credential", "fill"], REQUEST, env)).stdout, ANSWER);
    for (const shell of ["dash", "bash"]) {
      const found = await run(shell, [launcher, "--profile=work", "get"], REQUEST, home().env).catch(() => undefined);
      if (found !== undefined) assert.match(found.stdout, /^username=AKIAWORK\n/, shell);
    }
  });

  it("ends store, erase and what is yet to come without Node, and without a word", async () => {
    const launcher = await install("/nowhere/code");
    for (const operation of ["store", "erase", "capability"]) {
      assert.deepEqual(await run(launcher, ["--profile=work", operation], `${REQUEST}username=a\npassword=b\n`, withoutNodeOnce()), { code: 0, stdout: "", stderr: "" });
    }
    assert.deepEqual(await run(launcher, [], "", withoutNodeOnce()), { code: 0, stdout: "", stderr: "" });
  });
  let bare: NodeJS.ProcessEnv | undefined;
  afterEach(() => (bare = undefined));
  const withoutNodeOnce = () => (bare ??= withoutNode());

  it("takes the editor’s Node, the next version’s when that is gone, then the one on the PATH", async () => {
    const log = home().in("started");
    const fake = (name: string) => {
      const file = home().in("servers", name, "server", "node");
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\necho ${name} $ELECTRON_RUN_AS_NODE "$NODE_OPTIONS" >>'${log}'\nexec '${process.execPath}' "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    };
    const [old, next] = [`Stable-${"a".repeat(40)}`, `Stable-${"b".repeat(40)}`];
    const launcher = await install(fake(old));
    const env = { ...home().env, NODE_OPTIONS: "--require /nowhere/bootloader.js" };
    const ask = () => run(launcher, ["--profile=work", "get"], REQUEST, env);
    assert.match((await ask()).stdout, /^username=AKIAWORK\n/);
    execFileSync("rm", ["-r", home().in("servers", old)]);
    fake(next);
    assert.match((await ask()).stdout, /^username=AKIAWORK\n/);
    execFileSync("rm", ["-r", home().in("servers", next)]);
    const { stdout, stderr } = await ask();
    assert.match(stdout, /^username=AKIAWORK\n/);
    assert.equal(stderr, "");
    assert.equal(readFileSync(log, "utf8"), `${old} 1 \n${next} 1 \n`);
  });

  it("says what to do when there is no Node at all", async () => {
    assert.deepEqual(await run(await install("/nowhere/code"), ["--profile=work", "get"], REQUEST, withoutNodeOnce()), {
      code: 1,
      stdout: "",
      stderr: "git-credential-codecommit: Neither VS Code nor Node.js is where it was. Open VS Code once, or install Node.js.\n",
    });
  });

  it("lets Git go on to its next helper, and then to asking, when it has no answer", async () => {
    const launcher = await install();
    await configure(helperCommand(launcher, "gone"));
    const asked = await home().git(["credential", "fill"], REQUEST);
    assert.equal(asked.code, 128);
    assert.match(asked.stderr, /^git-credential-codecommit \(profile gone\): There is no profile gone in [^\n]*\nfatal: could not read Username/);
    await home().git(["config", "--global", "--add", `credential.https://${HOST}.helper`, "!f() { test $1 = get && echo username=next && echo password=one; }; f"]);
    const next = await home().git(["credential", "fill"], REQUEST);
    assert.deepEqual([next.code, next.stdout.includes("\nusername=next\npassword=one\n")], [0, true]);
  });

  it("answers one host’s section and is silent in a general one: another server’s credentials stay another helper’s", async () => {
    await home().git(["config", "--global", "--add", "credential.helper", helperCommand(await install(), "work")]);
    await home().git(["config", "--global", "--add", "credential.helper", "!f() { test $1 = get && echo username=other && echo password=one; }; f"]);
    const { stdout, stderr } = await home().git(["credential", "fill"], "protocol=https\nhost=amazonaws.com.evil.example\npath=x\n");
    assert.match(stdout, /\nusername=other\n/);
    assert.equal(stderr, "");
    secretless(stdout);
  });

  describe("beside a greedy helper", () => {
    const store = () => home().in("stored");
    const greedy = () => `store --file='${store()}'`;
    const stored = () => (existsSync(store()) ? readFileSync(store(), "utf8") : "");

    it("that is configured before it: nothing is stored", async () => {
      await configure(helperCommand(await install(), "work"), [greedy()]);
      const filled = await home().git(["credential", "fill"], REQUEST);
      assert.match(filled.stdout, ANSWER);
      assert.equal((await home().git(["credential", "approve"], filled.stdout)).code, 0);
      assert.equal((await home().git(["credential", "reject"], filled.stdout)).code, 0);
      assert.equal(stored(), "");
    });

    it("that is configured after it: nothing is stored of what Git 2.46 and newer pass on", async () => {
      await configure(helperCommand(await install(), "work"));
      const launcher = await install();
      const { stdout } = await run(launcher, ["--profile=work", "get"], `capability[]=authtype\n${REQUEST}`, home().env);
      assert.match(stdout, /^capability\[\]=authtype\nauthtype=Basic\ncredential=/);
      // As credential.c writes it for `store`: the answer, then what was asked for.
      assert.equal((await home().git(["credential-store", `--file=${store()}`, "store"], `${stdout}${REQUEST}`)).code, 0);
      assert.equal(stored(), "");
      const [, major, minor] = /(\d+)\.(\d+)/.exec((await home().git(["--version"])).stdout) ?? [];
      if (Number(major) * 100 + Number(minor) < 246) return;
      await home().git(["config", "--global", "--add", "credential.helper", greedy()]);
      const filled = await home().git(["credential", "fill"], `capability[]=authtype\n${REQUEST}`);
      await home().git(["credential", "approve"], filled.stdout);
      assert.equal(stored(), "");
    });
  });
});
