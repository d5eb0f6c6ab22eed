import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ensureChromium, chromiumArguments } from "../workbench/chromium.mjs";
import { isolatedEnvironment } from "../workbench/isolation.mjs";
import { repoRoot } from "../workbench/repo.mjs";
import { startServer } from "../workbench/server.mjs";
import { ensureServer } from "../workbench/serverInstall.mjs";
import { makeWaitingExtension } from "../workbench/waitingExtension.mjs";

/**
 * Opens a window, and with it an extension host, as often as asked, and has each measure one activation.
 * @param {{ folder: string, workspace: string, count: number }} options
 * @returns {Promise<{ milliseconds: number, windowMilliseconds: number, sdkLoaded: boolean }[]>}
 */
export async function measureActivation({ folder, workspace, count }) {
  const { chromium } = await import("playwright-core");
  const resultFile = path.join(folder, "activations.jsonl");
  const environment = isolatedEnvironment(folder, { BENCH_RESULT_FILE: resultFile });
  const extension = makeWaitingExtension(folder);
  const server = await startServer(await ensureServer(), { folder: path.join(folder, "vscode"), environment, forTests: true });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  try {
    for (let run = 0; run < count; run++) {
      const page = await browser.newPage();
      const ended = new Promise((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
      await page.exposeFunction("codeAutomationLog", () => undefined);
      await page.goto(server.url({ workspace, extension, tests: path.join(repoRoot(), "out", "bench", "activation") }));
      await ended;
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  const lines = existsSync(resultFile) ? readFileSync(resultFile, "utf8").trim().split("\n") : [];
  if (lines.length !== count) throw new Error(`${lines.length} of ${count} activations were measured.`);
  /** @type {unknown} */
  const runs = lines.map((line) => /** @type {unknown} */ (JSON.parse(line)));
  return /** @type {{ milliseconds: number, windowMilliseconds: number, sdkLoaded: boolean }[]} */ (runs);
}
