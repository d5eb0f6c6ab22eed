import { appendFileSync } from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { runSuite } from "../workbench/suite.mjs";

/** What VS Code calls, in its extension host, to run our tests there. It fails when one of them does. */
export async function run(): Promise<void> {
  const { TEST_RESULT_FILE: resultFile, TEST_LOG_FILE: logFile, TEST_GREP: grep } = process.env;
  if (resultFile === undefined || logFile === undefined) throw new Error("TEST_RESULT_FILE and TEST_LOG_FILE must be set.");
  process.setSourceMapsEnabled(true);
  let failed: number;
  try {
    const folder = path.join(process.env["REPO_ROOT"] ?? process.cwd(), "out", "host");
    failed = (await runSuite({ folder, resultFile, logFile, grep, reporter: "spec", timeout: 60_000 })).failed;
  } catch (error) {
    // The console of an extension host goes many ways; this file is read for sure.
    appendFileSync(logFile, `${inspect(error)}\n`);
    throw error;
  }
  if (failed > 0) throw new Error(`${failed} failed`);
}
