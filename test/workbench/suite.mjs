import { appendFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @typedef {object} SuiteOptions
 * @property {string} folder holds the built test files
 * @property {string} resultFile takes the counts, after each test, so that an ended run has some too
 * @property {string | undefined} [logFile] takes the report where there is no console to speak of
 * @property {string | undefined} [grep]
 * @property {"dot" | "spec"} reporter
 * @property {number} timeout of one test, in milliseconds
 */

/**
 * Runs the test files of a folder with mocha: in plain Node and inside the extension host alike.
 * @param {SuiteOptions} options
 * @returns {Promise<Counts>}
 */
export async function runSuite({ folder, resultFile, logFile, grep, reporter, timeout }) {
  const { default: Mocha } = await import("mocha");
  if (logFile !== undefined) {
    // Reporters print by this function, which the type package does not know.
    const base = /** @type {{ consoleLog: (...parts: unknown[]) => void }} */ (/** @type {unknown} */ (Mocha.reporters.Base));
    base.consoleLog = (...parts) => appendFileSync(logFile, `${format(...parts)}\n`);
  }
  const files = testFiles(folder);
  if (files.length === 0) throw new Error(`There are no tests in ${folder}.`);
  const mocha = new Mocha({ ui: "bdd", reporter, timeout, ...(grep !== undefined && { grep }) });
  for (const file of files) mocha.addFile(file);
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(write(runner, resultFile)));
    runner.on("test end", () => write(runner, resultFile));
  });
}

/**
 * @param {import("mocha").Runner} runner
 * @param {string} resultFile
 * @returns {Counts}
 */
function write({ stats }, resultFile) {
  const counts = { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, skipped: stats?.pending ?? 0 };
  writeFileSync(resultFile, JSON.stringify(counts));
  return counts;
}

/** @param {string} folder */
function testFiles(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".test.js")).sort().map((name) => path.join(folder, name));
}
