import { statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { start } from "./processes.mjs";
import { listTestFiles, writeCounts } from "./suite.mjs";

/** @typedef {import("./suite.mjs").Counts} Counts */
/** @typedef {import("./suite.mjs").MochaOptions} MochaOptions */

const script = fileURLToPath(new URL("suiteWorker.mjs", import.meta.url));

/** @type {Counts} */
const nothing = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs the test files of a folder in several processes side by side. Each takes another file when it has done one, and
 * what it reports of a file is printed in one piece.
 * @param {{ folder: string, resultFile: string, workers: number } & MochaOptions} options
 * @returns {Promise<Counts>}
 */
export async function runInWorkers({ folder, resultFile, workers, ...options }) {
  const waiting = longestFirst(listTestFiles(folder));
  /** @type {Map<string, Counts>} */
  const counted = new Map();
  const count = (/** @type {string} */ what, /** @type {Counts} */ counts) => {
    counted.set(what, counts);
    writeCounts(resultFile, sum(counted));
  };
  const work = async () => {
    // Again, because a worker that breaks down must not take the waiting files with it.
    while (waiting.length > 0) await runWorker(waiting, options, count);
  };
  await Promise.all(Array.from({ length: workers }, work));
  return sum(counted);
}

/**
 * Has one process run waiting files, until there are none or it breaks down, which counts as a failure.
 * @param {string[]} waiting
 * @param {MochaOptions} options
 * @param {(what: string, counts: Counts) => void} count
 * @returns {Promise<void>}
 */
function runWorker(waiting, options, count) {
  const worker = start(process.execPath, [...process.execArgv, script, JSON.stringify(options)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  /** @type {string | undefined} */
  let file;
  let report = "";
  let counts = nothing;
  const sendNext = () => {
    file = waiting.shift();
    report = "";
    counts = nothing;
    if (file === undefined) worker.disconnect();
    else worker.send(file);
  };
  const listen = (/** @type {import("./suiteWorker.mjs").Told} */ told) => {
    if ("print" in told) report += told.print;
    else if ("count" in told) count(String(file), (counts = told.count));
    else {
      // `--grep` leaves nothing of most files.
      if (counts.passed + counts.failed + counts.skipped > 0) process.stdout.write(report);
      sendNext();
    }
  };
  worker.on("message", listen);
  sendNext();
  return new Promise((resolve) => {
    worker.once("exit", (code, signal) => {
      worker.off("message", listen);
      if (code !== 0 || file !== undefined) {
        const what = file === undefined ? "the end of the tests" : path.basename(file);
        process.stdout.write(`${report}\n  A process broke down at ${what} (${signal ?? `exit code ${String(code)}`}).\n`);
        count(file ?? `end of ${String(worker.pid)}`, { ...counts, failed: counts.failed + 1 });
      }
      resolve();
    });
  });
}

/**
 * So that none begins a long file when the others are at their end. The size is a fair guess of how long one takes.
 * @param {readonly string[]} files
 */
function longestFirst(files) {
  return files.map((file) => ({ file, size: statSync(file).size })).sort((one, other) => other.size - one.size).map(({ file }) => file);
}

/** @param {ReadonlyMap<string, Counts>} counted */
function sum(counted) {
  return [...counted.values()].reduce(
    (total, { passed, failed, skipped }) => ({ passed: total.passed + passed, failed: total.failed + failed, skipped: total.skipped + skipped }),
    nothing,
  );
}
