import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { Secret } from "../secret.js";
import { endGroup } from "./endGroup.js";

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
  /** Ended after so long, with all that it has started and the code 124; half a minute if it is not said. */
  readonly timeLimitMs?: number;
  /** Ends it sooner, in the same way. */
  readonly signal?: AbortSignal;
  /** Of each line that it prints to its standard output, no more is kept; of all, if it is not said. In bytes. */
  readonly longestLine?: number;
}

/** Runs Git, which never asks anything: neither in a terminal nor in a window. Rejects only if it cannot be started. */
export type Git = (args: readonly string[], options?: RunOptions) => Promise<Ended>;

const TIME_LIMIT_MS = 30_000;
/** For what it left running to end too, and for it to tidy up when it is ended. */
const GRACE_MS = 300;
/** No answer of Git's that is read here is longer, but for that of a search: what is beyond is not kept. */
const LONGEST_OUTPUT = 8 * 1024 * 1024;
const LINE_FEED = 10;

/**
 * What Git gives to the programs it starts, an editor among them, so that they work in the same repository: here each folder
 * is to be its own. Source: `git rev-parse --local-env-vars`, but for GIT_CONFIG_COUNT, by which users configure Git too.
 */
const OF_ONE_REPOSITORY = /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|CONFIG|CONFIG_PARAMETERS|OBJECT_DIRECTORY|DIR|WORK_TREE|IMPLICIT_WORK_TREE|GRAFT_FILE|INDEX_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|PREFIX|INTERNAL_SUPER_PREFIX|SHALLOW_FILE|COMMON_DIR)$/i;
/** These print headers and requests among what Git says, which is read here. */
const OF_TRACES = /^GIT_(TRACE.*|CURL_VERBOSE)$/i;

/** @param program the path of Git, or its name on PATH */
export function makeGit(program: string, env: NodeJS.ProcessEnv): Git {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !OF_ONE_REPOSITORY.test(name) && !OF_TRACES.test(name)));
  const quiet = { ...own, GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "", GCM_INTERACTIVE: "never", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
  return (args, options = {}) => runProgram(program, args, { ...options, env: { ...quiet, ...options.env } });
}

/**
 * Runs a program to its end, in a group of its own. What it leaves running in the background is not waited for, and goes on.
 * Rejects with Node's error if it cannot be started (`ENOENT`).
 */
export function runProgram(program: string, args: readonly string[], { cwd, input, env = process.env, timeLimitMs = TIME_LIMIT_MS, signal, longestLine }: RunOptions): Promise<Ended> {
  // On Windows it would get a window of its own.
  const detached = process.platform !== "win32";
  const options: SpawnOptions = { env, stdio: ["pipe", "pipe", "pipe"], windowsHide: true, detached, ...(cwd === undefined ? {} : { cwd }) };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    const [stdout, stderr] = [collect(child.stdout, longestLine), collect(child.stderr)];
    let isTooLate = false;
    let grace: NodeJS.Timeout | undefined;
    const settle = (code: number | null): void => {
      signal?.removeEventListener("abort", endNow);
      clearTimeout(limit);
      clearTimeout(grace);
      if (isTooLate) endGroup(child, "SIGKILL");
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve({ code: isTooLate ? 124 : (code ?? 124), stdout: stdout(), stderr: stderr() });
    };
    const endNow = (): void => {
      isTooLate = true;
      // First the signal that Git takes its locks away on.
      endGroup(child, "SIGTERM");
      grace ??= setTimeout(settle, GRACE_MS, null);
    };
    const limit = setTimeout(endNow, timeLimitMs);
    signal?.addEventListener("abort", endNow, { once: true });
    child.once("error", (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.once("exit", (code) => {
      clearTimeout(limit);
      // Once more round the event loop: what it had printed when it ended is read by then, however late the timer is.
      grace ??= setTimeout(() => setImmediate(settle, code), GRACE_MS);
    });
    // All that it has started has ended too, or does not print any more: nothing is left to wait for.
    child.once("close", settle);
    // A program that does not read its input closes it.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(typeof input === "string" ? input : input?.reveal());
  });
}

function collect(stream: ChildProcess["stdout"], longestLine?: number): () => Secret {
  const chunks: Buffer[] = [];
  let length = 0;
  const keep = (bytes: Buffer): void => {
    const kept = bytes.subarray(0, LONGEST_OUTPUT - length);
    length += kept.length;
    if (kept.length > 0) chunks.push(kept);
  };
  stream?.on("data", longestLine === undefined ? keep : shortenLines(longestLine, keep));
  return () => new Secret(Buffer.concat(chunks).toString("utf8"));
}

/** Passes on the beginning of each line and its line feed. */
function shortenLines(longestLine: number, take: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let room = longestLine;
  return (chunk) => {
    for (let start = 0; start < chunk.length; ) {
      const feed = chunk.indexOf(LINE_FEED, start);
      const end = feed === -1 ? chunk.length : feed;
      const shown = Math.min(end - start, room);
      take(chunk.subarray(start, start + shown));
      if (feed !== -1) take(chunk.subarray(feed, feed + 1));
      room = feed === -1 ? room - shown : longestLine;
      start = end + 1;
    }
  };
}
