import { inspect } from "node:util";
import { doLast } from "./lastly.mjs";
import { onEnd } from "./processes.mjs";
import { runFiles } from "./suite.mjs";

/** One of several processes that run test files side by side: it runs those it is sent, one after another. */

/** @typedef {import("./suite.mjs").MochaOptions} MochaOptions */
/** @typedef {import("./suite.mjs").Counts} Counts */
/** @typedef {{ print: string } | { count: Counts } | { done: true }} Told what it says about a file to whoever sent it */

const given = /** @type {unknown} */ (JSON.parse(process.argv[2] ?? "{}"));
const options = /** @type {MochaOptions} */ (given);
const tell = (/** @type {Told} */ told) => process.send?.(told);

process.on("message", (/** @type {string} */ file) => {
  runFiles([file], { ...options, print: (print) => tell({ print }), count: (count) => tell({ count }) })
    .catch((/** @type {unknown} */ error) => {
      tell({ print: `${inspect(error)}\n` });
      tell({ count: { passed: 0, failed: 1, skipped: 0 } });
    })
    .finally(() => tell({ done: true }));
});

/** @type {Promise<never> | undefined} */
let ending;

function finish() {
  ending ??= doLast().then(
    () => process.exit(0),
    (/** @type {unknown} */ error) => {
      console.error(error);
      process.exit(1);
    },
  );
}

// There is nothing left to run, or nobody to run it for.
process.on("disconnect", finish);
onEnd(finish);
