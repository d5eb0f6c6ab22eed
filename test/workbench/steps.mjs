import { readFileSync } from "node:fs";
import { end, endLeftovers, start } from "./processes.mjs";
import { seconds } from "./progress.mjs";

/** @typedef {import("./suite.mjs").Counts} Counts */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {[string, ...string[]][]} commands run one after another, all of them
 * @property {NodeJS.ProcessEnv} environment
 * @property {string} folder where to run
 * @property {string} [resultFile] where its tests leave their counts; none: it counts as one
 * @property {number} limit in milliseconds
 * @property {boolean} [aside] other steps run at the same time, so that its output is held back to its end
 */

/** @typedef {Counts & { name: string, time: string }} Outcome */

/**
 * Runs one step of the tests and says how it went.
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
export async function runStep(step) {
  const { name, commands, limit, aside = false } = step;
  const started = performance.now();
  const pieces = /** @type {string[]} */ ([]);
  const print = (/** @type {string} */ piece) => (aside ? pieces.push(piece) : process.stdout.write(piece));
  print(`\n── ${name}\n`);
  const deadline = started + limit;
  const codes = [];
  for (const command of commands) codes.push(await runCommand(command, step, deadline - performance.now(), print));
  const counts = judge(step, codes, print);
  const time = seconds(started);
  print(`── ${name}: ${sentence(counts)} (${time})\n`);
  process.stdout.write(pieces.join(""));
  return { name, time, ...counts };
}

/**
 * A step that could not be run counts as failed.
 * @param {string} name
 * @param {unknown} reason
 * @returns {Outcome}
 */
export function notRun(name, reason) {
  console.log(`\n── ${name} could not run: ${reason instanceof Error ? reason.message : String(reason)}`);
  return { name, passed: 0, failed: 1, skipped: 0, time: "not run" };
}

/** @param {Counts} counts */
export function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {[string, ...string[]]} command
 * @param {Step} step
 * @param {number} time in milliseconds, what is left of its limit
 * @param {(piece: string) => unknown} print
 * @returns {Promise<number>} the exit code; 124 when the time was over, as `timeout` has it
 */
function runCommand([program, ...args], { name, environment, folder }, time, print) {
  return new Promise((resolve) => {
    const child = start(program, args, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what a hung run started ends with it.
      detached: process.platform !== "win32",
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      print(`${name} was ended: it took longer than its ${Math.round(Math.max(time, 0) / 1000)} seconds.\n`);
      void end(child);
    }, Math.max(time, 0));
    child.stdout?.on("data", (/** @type {Buffer} */ chunk) => print(chunk.toString()));
    child.stderr?.on("data", (/** @type {Buffer} */ chunk) => print(chunk.toString()));
    child.once("error", (error) => {
      clearTimeout(timer);
      print(`${program} could not be started: ${error.message}\n`);
      resolve(127);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      endLeftovers(child);
      resolve(late ? 124 : (code ?? 1));
    });
  });
}

/**
 * @param {Step} step
 * @param {number[]} codes
 * @param {(piece: string) => unknown} print
 * @returns {Counts}
 */
function judge({ name, resultFile }, codes, print) {
  const good = codes.every((code) => code === 0);
  if (resultFile === undefined) return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
  const counts = readCounts(resultFile);
  if (counts === undefined) {
    print(`${name} ended without a result.\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (codes.includes(124)) return { ...counts, failed: counts.failed + 1 };
  // A run that fails after its last test has failed too.
  return good || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/**
 * @param {string} file
 * @returns {Counts | undefined}
 */
function readCounts(file) {
  try {
    const counts = /** @type {unknown} */ (JSON.parse(readFileSync(file, "utf8")));
    return /** @type {Counts} */ (counts);
  } catch {
    return undefined;
  }
}
