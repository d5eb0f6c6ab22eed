import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Sandbox } from "./sandboxProcess";

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs the real Git. */
export type Git = (args: readonly string[], options?: Options) => Promise<Ended>;

/** Whether a program is on PATH: with these arguments it says something and ends. */
function isThere(program: string, ...args: readonly string[]): Promise<boolean> {
  return run(program, args, {}).then(
    () => true,
    () => false,
  );
}

/** Skips a suite, with the reason, where one of the programs is missing; each comes with arguments with which it ends. */
export async function need(context: Mocha.Context, ...programs: readonly (readonly [string, ...string[]])[]): Promise<void> {
  for (const [program, ...args] of programs) {
    if (await isThere(program, ...args)) continue;
    console.log(`    Not run: there is no ${program} on PATH.`);
    context.skip();
  }
}

/** Runs a program to its end, with nothing on stdin. */
export function run(program: string, args: readonly string[], { cwd, env }: Options): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...(cwd !== undefined && { cwd }), ...(env && { env }), stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}

/**
 * Git with a home of its own, which reaches CodeCommit's host names in the sandbox and nothing else: the sandbox's endpoint
 * is its proxy. So a test clones `https://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments`, as AWS writes it, and
 * configures its credentials in `<home>/gitconfig`, with `-c`, or by the helper under test.
 * @param home a folder of the test's own, which holds everything Git may read
 */
export async function gitOf(sandbox: Sandbox, home: string): Promise<Git> {
  const { caFile } = await sandbox.control.git();
  const config = path.join(home, "gitconfig");
  const lines = [
    "[http]",
    `\tproxy = ${sandbox.ready.endpoint}`,
    `\tsslCAInfo = ${caFile.replaceAll("\\", "/")}`,
    // Git for Windows may use Windows' own TLS.
    "\tschannelUseSSLCAInfo = true",
    "\tschannelCheckRevoke = false",
    "[user]",
    "\tname = alice",
    "\temail = alice@acme.example",
    "[init]",
    "\tdefaultBranch = main",
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  const environment = { ...cleanEnvironment(home), GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "" };
  return (args, { cwd = home, env = {} } = {}) => run("git", args, { cwd, env: { ...environment, ...env } });
}

/** Without what a machine sets for Git, AWS, SSH, proxies and certificates. */
export function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const foreign = /^(GIT_|AWS_|SSH_|SSL_|CURL_|(https?|all|no)_proxy$)/i;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(inherited), HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: home, LC_ALL: "C" };
}

/** A helper that answers with this user name and password, for `-c`. */
export function helperOf({ password, userName }: { readonly userName: string; readonly password: string }): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const helper = '!f() { test "$1" = get && echo "username=$TEST_USER_NAME" && echo "password=$TEST_PASSWORD"; }; f';
  return { args: ["-c", `credential.helper=${helper}`], env: { TEST_USER_NAME: userName, TEST_PASSWORD: password } };
}
