import path from "node:path";
import { lastLines, start } from "./processes.mjs";
import { repoRoot } from "./repo.mjs";

/** How long the sandbox may take to listen; it takes well under a second. */
const patience = 20_000;

/**
 * Starts the embedded account, which ends with this process at the latest.
 * @param {{ scenario: string | undefined, environment: NodeJS.ProcessEnv }} options
 * @returns {Promise<import("./isolation.mjs").SandboxAccount>}
 */
export function startSandboxAccount({ scenario, environment }) {
  const named = scenario === undefined ? [] : ["--scenario", scenario];
  const child = start(process.execPath, [path.join(repoRoot(), "dist", "sandbox.js"), "--exit-with-parent", ...named], {
    env: environment,
    // Its standard input stays open as long as this process lives.
    stdio: ["pipe", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    let errors = "";
    const timer = setTimeout(() => reject(new Error(`The sandbox was not ready within ${patience / 1000} seconds.`)), patience);
    child.stderr?.on("data", (/** @type {Buffer} */ chunk) => (errors += chunk.toString()));
    child.stdout?.on("data", (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      const line = output.split("\n", 1)[0] ?? "";
      if (line.length === output.length) return;
      clearTimeout(timer);
      const account = /** @type {unknown} */ (JSON.parse(line));
      resolve(/** @type {import("./isolation.mjs").SandboxAccount} */ (account));
    });
    child.once("close", () => {
      clearTimeout(timer);
      reject(new Error(`The sandbox did not start: ${lastLines(errors) || "it said nothing"}`));
    });
  });
}
