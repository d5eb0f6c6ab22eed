import { appendFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @typedef {object} MochaOptions
 * @property {string | undefined} [grep]
 * @property {"dot" | "spec"} reporter
 * @property {number} timeout of one test, in milliseconds
 */

/**
 * @typedef {object} RunOptions
 * @property {(counts: Counts) => void} count is told after each test, so that an ended run has counts too
 * @property {((text: string) => void) | undefined} [print] takes the report, line by line; none: the console
 */

/**
 * @typedef {object} SuiteOptions
 * @property {string} folder holds the built test files
 * @property {string} resultFile takes the counts
 * @property {string | undefined} [logFile] takes the report where there is no console to speak of
 */

/**
 * Runs the test files of a folder with mocha: in plain Node and inside the extension host alike.
 * @param {SuiteOptions & MochaOptions} options
 * @returns {Promise<Counts>}
 */
export async function runSuite({ folder, resultFile, logFile, ...options }) {
  return runFiles(listTestFiles(folder), {
    ...options,
    count: (counts) => writeCounts(resultFile, counts),
    ...(logFile !== undefined && { print: (text) => appendFileSync(logFile, text) }),
  });
}

/**
 * @param {readonly string[]} files
 * @param {RunOptions & MochaOptions} options
 * @returns {Promise<Counts>}
 */
export async function runFiles(files, { count, print, grep, reporter, timeout }) {
  const { default: Mocha } = await import("mocha");
  if (print !== undefined) {
    // Reporters print by this function, which the type package does not know.
    const base = /** @type {{ consoleLog: (...parts: unknown[]) => void }} */ (/** @type {unknown} */ (Mocha.reporters.Base));
    base.consoleLog = (...parts) => print(`${format(...parts)}\n`);
  }
  const mocha = new Mocha({ ui: "bdd", reporter, timeout, ...(grep !== undefined && { grep }) });
  for (const file of files) mocha.addFile(file);
  const counts = await new Promise((/** @type {(counts: Counts) => void} */ resolve) => {
    const tell = () => {
      const now = countsOf(runner);
      count(now);
      return now;
    };
    const runner = mocha.run(() => resolve(tell()));
    runner.on("test end", tell);
  });
  // Else it would go on listening for uncaught errors, those of the next files among them.
  mocha.dispose();
  return counts;
}

/** @param {string} folder */
export function listTestFiles(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const files = names.filter((name) => name.endsWith(".test.js")).sort().map((name) => path.join(folder, name));
  if (files.length === 0) throw new Error(`There are no tests in ${folder}.`);
  return files;
}

/**
 * @param {string} file
 * @param {Counts} counts
 */
export function writeCounts(file, counts) {
  writeFileSync(file, JSON.stringify(counts));
}

/**
 * @param {import("mocha").Runner} runner
 * @returns {Counts}
 */
function countsOf({ stats }) {
  return { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, skipped: stats?.pending ?? 0 };
}
