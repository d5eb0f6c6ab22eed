import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { startSandbox } from "../../sandbox/sandboxProcess";

const script = path.join(process.env["REPO_ROOT"] ?? process.cwd(), "dist", "sandbox.js");

/** Runs the sandbox with arguments with which it ends by itself. */
async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

describe("The sandbox's process", function () {
  this.timeout(20_000);

  it("says in one line of JSON how to reach it, on loopback", async () => {
    const { ready, stop } = await startSandbox();
    try {
      assert.match(ready.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.match(ready.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
      assert.equal(ready.secretAccessKey.length, 40);
      assert.deepEqual([ready.region, ready.accountId, ready.userName, ready.scenario], ["us-east-1", "123456789012", "alice", "default"]);
      assert.equal(ready.sessionToken, undefined);
    } finally {
      await stop();
    }
  });

  it("gives a temporary caller a session token, and other credentials in each run", async () => {
    const [one, two] = await Promise.all([startSandbox({ scenario: "role" }), startSandbox({ scenario: "role" })]);
    try {
      assert.match(one.ready.accessKeyId, /^ASIA/);
      assert.ok(one.ready.sessionToken);
      assert.notEqual(one.ready.accessKeyId, two.ready.accessKeyId);
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
  });

  it("lists its scenarios with a line each", async () => {
    const { code, stdout } = await run("--list-scenarios");
    assert.equal(code, 0);
    const names = stdout.trim().split("\n").map((line) => line.split(/\s/)[0]);
    for (const name of ["default", "new-user", "mfa-required", "quarantined", "crowded"]) assert.ok(names.includes(name), name);
  });

  it("refuses bad arguments with one sentence and exit code 2", async () => {
    for (const [args, words] of [
      [["--scenario", "nowhere"], /^There is no scenario "nowhere"; there are: default, .*\n$/],
      [["--port", "http"], /^The port must be a number from 0 to 65535, not "http"\.\n$/],
      [["--prot", "1"], /^Unknown option '--prot'.*\n$/],
    ] as const) {
      const { code, stderr, stdout } = await run(...args);
      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.equal(stdout, "");
    }
  });

  it("ends when the parent's end of its stdin closes, if it was asked to", async () => {
    const child = spawn(process.execPath, [script, "--exit-with-parent"], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
    await once(child.stdout, "data");
    const closed = once(child, "close");
    child.stdin.end();
    assert.deepEqual(await closed, [0, null]);
  });

  it("ends at once on SIGTERM, even while a call hangs", async () => {
    const { control, ready, stop } = await startSandbox();
    await control.faults({ kind: "hang" });
    const hanging = fetch(ready.endpoint, { method: "POST", body: new URLSearchParams({ Action: "GetUser" }) }).catch((error: unknown) => error);
    while ((await control.calls()).length === 0);
    await stop();
    assert.ok((await hanging) instanceof Error);
  });
});
