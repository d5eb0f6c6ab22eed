import { spawn } from "node:child_process";

const grace = 5000;

/** Everything started here that has not ended yet. */
/** @type {Set<import("node:child_process").ChildProcess>} */
const alive = new Set();

/** Those that lead a process group of their own, which is ended as a whole. */
/** @type {WeakSet<import("node:child_process").ChildProcess>} */
const leaders = new WeakSet();

/**
 * Starts a program that `endAll` ends, should it still run then.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, [...args], options);
  alive.add(child);
  if (options.detached === true) leaders.add(child);
  // Both, because a program that could not be started never exits.
  child.once("exit", () => alive.delete(child));
  child.once("error", () => alive.delete(child));
  return child;
}

/**
 * Runs a program to its end and gives its exit code with everything it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    /** @param {Buffer} chunk */
    const collect = (chunk) => (output += chunk.toString());
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", (error) => {
      resolve({ code: 127, output: output + error.message });
    });
    child.once("close", (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Ends a program: politely first, then not.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<void>}
 */
export function end(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => signal(child, "SIGKILL"), grace);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    signal(child, "SIGTERM");
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {"SIGTERM" | "SIGKILL"} name
 */
function signal(child, name) {
  const pid = Number(child.pid);
  try {
    // Windows has no signals, and ends no children with their parent.
    if (process.platform === "win32") spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
    else process.kill(leaders.has(child) ? -pid : pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Ends what a program that led a process group has left behind at its own end: one that breaks down ends nothing.
 * @param {import("node:child_process").ChildProcess} child
 */
export function endLeftovers(child) {
  if (leaders.has(child)) signal(child, "SIGTERM");
}

/** Ends everything started here. */
export async function endAll() {
  await Promise.all([...alive].map(end));
}

/**
 * Calls back when this process is to end: on Ctrl-C, on a polite signal, and when the npm that started it has been
 * ended, which does not pass the signal on.
 * @param {() => void} finish
 */
export function onEnd(finish) {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, finish);
  const parent = process.ppid;
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const watch = setInterval(() => {
    if (process.ppid !== parent) finish();
  }, 1000);
  watch.unref();
}

/**
 * The last lines of a program's output, for a message.
 * @param {string} output
 * @param {number} [count]
 */
export function lastLines(output, count = 15) {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}
