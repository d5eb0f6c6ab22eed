import { parseArgs } from "node:util";
import { doLast } from "./lastly.mjs";
import { endAll, onEnd } from "./processes.mjs";
import { runSuite } from "./suite.mjs";
import { runInWorkers } from "./workers.mjs";

/** One part of the tests in plain Node, as a process of its own: `node nodeSuite.mjs --folder F --result F …`. */

const text = { type: /** @type {const} */ ("string") };
const { values } = parseArgs({ options: { folder: text, result: text, grep: text, reporter: text, timeout: text, workers: text } });
const options = {
  folder: values.folder ?? "out",
  resultFile: values.result ?? "result.json",
  grep: values.grep,
  reporter: values.reporter === "spec" ? /** @type {const} */ ("spec") : /** @type {const} */ ("dot"),
  timeout: Number(values.timeout ?? 10_000),
};

// Only then are the files that the workers use nobody's, and can be removed.
if (values.workers !== undefined) onEnd(() => void endAll().then(() => process.exit(130)));

try {
  const { failed } = await (values.workers === undefined ? runSuite(options) : runInWorkers({ ...options, workers: Number(values.workers) }));
  await doLast();
  // Not waiting for what a failed test may have left open.
  process.exit(failed === 0 ? 0 : 1);
} catch (error) {
  console.error(error);
  process.exit(1);
}
