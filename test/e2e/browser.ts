import { chromium, type BrowserContext, type CDPSession, type Page } from "playwright-core";
import { chromiumArguments, ensureChromium } from "../workbench/chromium.mjs";
import { createTemporaryFolder, removeTemporaryFolder } from "../workbench/isolation.mjs";

/** All that pages store; not what Chromium keeps to be quicker. */
const STORED = "cookies,local_storage,indexeddb,file_systems,service_workers,cache_storage,shared_storage,storage_buckets";

export const WINDOW_SIZE = { width: 1280, height: 960 };

/**
 * A browser with a profile on disk, for one window after another: it keeps VS Code as it has compiled it, without which a
 * window takes half as long again to open.
 */
export class Browser {
  /**
   * @param blank the page with which it began; it stays, because a browser ends with its last page
   * @param devTools of that page
   */
  private constructor(private readonly context: BrowserContext, private readonly blank: Page, private readonly devTools: CDPSession, private readonly folder: string) {}

  /** @param scale how many pixels its screen has for each of a window's */
  static async start(scale: number): Promise<Browser> {
    // Apart from the folder that tests search for secrets: of the browser they search what VS Code stores in it.
    const folder = createTemporaryFolder("msc-browser");
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: await ensureChromium(),
      args: chromiumArguments,
      viewport: WINDOW_SIZE,
      deviceScaleFactor: scale,
      permissions: ["clipboard-read", "clipboard-write"],
      // Whoever started it ends it, in its turn.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const blank = context.pages()[0] ?? (await context.newPage());
    const devTools = await context.newCDPSession(blank);
    await devTools.send("ServiceWorker.enable");
    return new Browser(context, blank, devTools, folder);
  }

  /** Takes away whatever pages from there have stored. */
  async forget(url: string): Promise<void> {
    await this.devTools.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: STORED });
  }

  newPage(): Promise<Page> {
    return this.context.newPage();
  }

  /** Closes all windows, and whatever they opened. */
  async closePages(): Promise<void> {
    await Promise.all(this.context.pages().filter((page) => page !== this.blank).map((page) => page.close()));
    // The one behind webviews would stay, with a process of its own for each window, because Playwright watches it.
    await this.devTools.send("ServiceWorker.stopAllWorkers");
  }

  async close(): Promise<void> {
    await this.context.close();
    removeTemporaryFolder(this.folder);
  }
}
