import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureChromium, chromiumArguments } from "./chromium.mjs";
import { ensureDesktop, separateWindow } from "./desktop.mjs";
import { createWorkspace } from "./isolation.mjs";
import { endAll } from "./processes.mjs";
import { repoRoot } from "./repo.mjs";
import { startServer } from "./server.mjs";
import { ensureServer } from "./serverInstall.mjs";
import { makeWaitingExtension } from "./waitingExtension.mjs";

/** The tests inside a real extension host, as a process of its own: `node hostSuite.mjs --host H --result F …`. */

const text = { type: /** @type {const} */ ("string") };
const { values } = parseArgs({ options: { host: text, folder: text, result: text, grep: text } });
const folder = values.folder ?? ".";
const logFile = path.join(folder, "host.log");
const tests = path.join(repoRoot(), "out", "host", "index");
const environment = {
  ...process.env,
  TEST_RESULT_FILE: values.result ?? path.join(folder, "result.json"),
  TEST_LOG_FILE: logFile,
  ...(values.grep !== undefined && { TEST_GREP: values.grep }),
};

/** @param {string} workspace */
async function inDesktop(workspace) {
  const { runTests } = await import("@vscode/test-electron");
  return runTests({
    vscodeExecutablePath: await ensureDesktop(),
    extensionDevelopmentPath: makeWaitingExtension(folder),
    extensionTestsPath: tests,
    extensionTestsEnv: environment,
    launchArgs: [workspace, ...separateWindow(path.join(folder, "vscode")), "--disable-telemetry", "--disable-extensions"],
  });
}

/** @param {string} workspace */
async function inServer(workspace) {
  const { chromium } = await import("playwright-core");
  const server = await startServer(await ensureServer(), { folder: path.join(folder, "vscode"), environment, forTests: true });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  const page = await browser.newPage();
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    page.once("crash", () => reject(new Error("The browser page crashed.")));
    void server.ended.then((words) => reject(new Error(`VS Code's server ended:\n${words}`)));
    void page.exposeFunction("codeAutomationExit", resolve);
  });
  // Everything to be read is in the log file.
  await page.exposeFunction("codeAutomationLog", () => undefined);
  await page.goto(server.url({ workspace, tests, extension: makeWaitingExtension(folder) }));
  try {
    return await ended;
  } finally {
    await browser.close();
  }
}

try {
  const workspace = createWorkspace(path.join(folder, "payments"), environment);
  process.exitCode = await (values.host === "desktop" ? inDesktop(workspace) : inServer(workspace));
} catch (error) {
  process.exitCode = 1;
  // Failed tests are in the log file already.
  if (!existsSync(logFile)) console.error(error);
} finally {
  if (existsSync(logFile)) console.log(readFileSync(logFile, "utf8"));
  await endAll();
}
process.exit();
