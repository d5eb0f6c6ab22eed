import { parseArgs } from "node:util";
import { runSuite } from "./suite.mjs";

/** One part of the tests in plain Node, as a process of its own: `node nodeSuite.mjs --folder F --result F …`. */

const text = { type: /** @type {const} */ ("string") };
const { values } = parseArgs({ options: { folder: text, result: text, grep: text, reporter: text, timeout: text } });

try {
  const { failed } = await runSuite({
    folder: values.folder ?? "out",
    resultFile: values.result ?? "result.json",
    grep: values.grep,
    reporter: values.reporter === "spec" ? "spec" : "dot",
    timeout: Number(values.timeout ?? 10_000),
  });
  // Not waiting for what a failed test may have left open.
  process.exit(failed === 0 ? 0 : 1);
} catch (error) {
  console.error(error);
  process.exit(1);
}
