import type { ChildProcess, SpawnOptions } from "node:child_process";
import { Secret } from "../secret.js";

/** How a program ended. What it printed may hold anything, a password too: `git credential fill` prints one. */
export interface Ended {
  readonly code: number;
  readonly stdout: Secret;
  readonly stderr: Secret;
}

export interface RunOptions {
  /** Where it runs. */
  readonly cwd?: string;
  /** Given to it as its standard input; without, there is none. */
  readonly input?: Secret | string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ended after so long, with the code 124. */
  readonly timeLimitMs?: number;
}

/** Runs Git, which never asks anything: neither in a terminal nor in a window. Rejects only if it cannot be started. */
export type Git = (args: readonly string[], options?: RunOptions) => Promise<Ended>;

const TIME_LIMIT_MS = 30_000;
/** No answer of Git's that is read here is longer. */
const LONGEST_OUTPUT = 8 * 1024 * 1024;

/** @param program the path of Git, or its name on PATH */
export function makeGit(program: string, env: NodeJS.ProcessEnv): Git {
  const quiet = { ...env, GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "", GCM_INTERACTIVE: "never", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
  return (args, options = {}) => runProgram(program, args, { ...options, env: { ...quiet, ...options.env } });
}

/** Runs a program to its end. Rejects with Node's error if it cannot be started (`ENOENT`). */
export async function runProgram(program: string, args: readonly string[], { cwd, input, env = process.env, timeLimitMs = TIME_LIMIT_MS }: RunOptions): Promise<Ended> {
  // Loaded here: activation need not pay for it.
  const { spawn } = await import("node:child_process");
  const options: SpawnOptions = { env, stdio: ["pipe", "pipe", "pipe"], windowsHide: true, ...(cwd === undefined ? {} : { cwd }) };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    const timer = setTimeout(() => child.kill(), timeLimitMs);
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 124, stdout: stdout(), stderr: stderr() });
    });
    // A program that does not read its input closes it.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(typeof input === "string" ? input : input?.reveal());
  });
}

function collect(stream: ChildProcess["stdout"]): () => Secret {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= LONGEST_OUTPUT) chunks.push(chunk);
  });
  return () => new Secret(Buffer.concat(chunks).toString("utf8"));
}
