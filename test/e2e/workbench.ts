import { existsSync, rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Page } from "playwright-core";
import { startSandbox, type Sandbox } from "../sandbox/sandboxProcess";
import { awsFiles, createWorkspace, leadGitToSandbox, writeAwsFiles } from "../workbench/isolation.mjs";
import { writeSettings } from "../workbench/server.mjs";
import { WINDOW_SIZE, type Browser } from "./browser";
import { Driver } from "./driver";
import { prepareReport } from "./loading";
import { findDialog, findNotification, type Message } from "./messages";
import { forget, pictureFailure, pictureWindow, remember, sharedBrowser, sharedServer, type SharedServer } from "./shared";

export { eventually } from "./eventually";
export { Message } from "./messages";

/** From what age on keys are old: none are at first, or nearly every account would begin with a reminder. */
export const KEY_AGE_SETTING = "mySecurityCredentials.accessKeys.maximumAgeDays";

const testSettings = {
  "workbench.reduceMotion": "on",
  [KEY_AGE_SETTING]: 0,
  // A look at the clipboard fails while a page opens or closes: in a window that is used on and on, it is not to come at any moment.
  "mySecurityCredentials.clipboardClearSeconds": 3600,
};

export interface OpenOptions {
  /** The sandbox account to begin with. */
  readonly scenario?: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** No AWS profile at all: what a newcomer has. */
  readonly noProfile?: boolean;
  /** More variables for VS Code; each set of them gets a server of its own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The environment leads AWS calls to the sandbox, as it must where no profile does. Needs a server of its own. */
  readonly endpointInEnvironment?: boolean;
  /** The address of `origin` in the folder that is open; Git reaches CodeCommit's hosts in the sandbox then, and nothing else. */
  readonly remote?: string;
  /** The account has a credential report already, which AWS takes seconds to make. */
  readonly hasReport?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  /** Pixels for each of the window's, for pictures. */
  readonly scale?: number;
}

/**
 * Opens VS Code on a sandbox of its own, with our view showing. Windows of one mocha process share the server and its
 * home folder, so only one at a time has AWS files of its own.
 */
export async function openWorkbench(options: OpenOptions = {}): Promise<Workbench> {
  const { scenario, noProfile = false, hasReport = false, settings, environment = {}, endpointInEnvironment = false, size = WINDOW_SIZE, scale = 1 } = options;
  const sandbox = await startSandbox(scenario === undefined ? {} : { scenario });
  if (hasReport) await prepareReport(sandbox);
  const endpoint = endpointInEnvironment && { AWS_ENDPOINT_URL: sandbox.ready.endpoint };
  const shared = await sharedServer({ ...(!noProfile && { AWS_PROFILE: "sandbox" }), ...environment, ...endpoint });
  writeAwsFiles(shared.environment.HOME, noProfile ? undefined : sandbox.ready);
  writeSettings(shared.server.userFolder, { ...testSettings, ...settings });
  // What our extension kept for an earlier window: on disk, and the rest in the browser.
  rmSync(path.join(shared.server.userFolder, "globalStorage"), { recursive: true, force: true });
  const browser = await sharedBrowser(scale);
  await browser.forget(shared.server.url({ workspace: "/" }));
  leadGitToSandbox(shared.environment.HOME, options.remote === undefined ? undefined : { endpoint: sandbox.ready.endpoint, caFile: (await sandbox.control.git()).caFile });
  const workspace = createWorkspace(path.join(shared.folder, randomUUID(), "payments"), shared.environment, options.remote);
  const workbench = new Workbench(browser, await browser.newPage(), { shared, sandbox, workspace });
  remember(workbench);
  try {
    await workbench.page.setViewportSize(size);
    await workbench.open();
  } catch (error) {
    await pictureWindow(workbench, "opening");
    await workbench.close();
    throw error;
  }
  return workbench;
}

/** A VS Code window on a sandbox. */
export class Workbench extends Driver {
  readonly sandbox: Sandbox;
  /** The home folder of the extension host, a temporary one. */
  readonly home: string;
  /** Where our extension keeps files of its own. */
  readonly extensionStorage: string;
  /** The folder that is open: a Git repository. */
  readonly workspace: string;
  /** The paths of the AWS files in that home. */
  readonly awsFiles: { readonly config: string; readonly credentials: string };
  /** The environment of the extension host, to run `git` or `aws` as it would. */
  readonly environment: NodeJS.ProcessEnv;
  private readonly url: string;
  private readonly console: string[] = [];

  constructor(private readonly browser: Browser, page: Page, { shared, sandbox, workspace }: { shared: SharedServer; sandbox: Sandbox; workspace: string }) {
    super(page);
    this.sandbox = sandbox;
    this.workspace = workspace;
    this.environment = shared.environment;
    this.home = shared.environment.HOME;
    this.extensionStorage = path.join(shared.server.userFolder, "globalStorage", "my-security-credentials.my-security-credentials");
    this.awsFiles = awsFiles(this.home);
    page.setDefaultTimeout(20_000);
    this.url = shared.server.url({ workspace });
    page.on("console", (message) => this.console.push(message.text()));
    page.on("pageerror", (error) => this.console.push(String(error)));
  }

  /** Opens, or opens again, the window, and shows our view. */
  async open(): Promise<void> {
    await this.page.goto(this.url);
    await this.showView();
  }

  /** Another window on the same server, folder and secrets, with our view. */
  async openSecondWindow(): Promise<Driver> {
    const page = await this.browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(this.url);
    const other = new Driver(page);
    await other.showView();
    return other;
  }

  /** The modal dialog, once there is one. */
  dialog(): Promise<Message> {
    return findDialog(this.page);
  }

  /** The notification with this text, once there is one. */
  notification(text: string | RegExp): Promise<Message> {
    return findNotification(this.page, text);
  }

  /** Takes away all notifications, read or not. */
  async clearNotifications(): Promise<void> {
    if ((await this.page.locator(".notification-toast").count()) === 0) return;
    await this.runCommand("Notifications: Clear All Notifications");
    await this.page.locator(".notification-toast").first().waitFor({ state: "detached" });
  }

  /** A picture of the window in the git-ignored run folder, or in a file of a full path. */
  async screenshot(name: string): Promise<void> {
    const file = path.isAbsolute(name) ? name : path.join(process.env["REPO_ROOT"] ?? ".", ".vscode-test", "screenshots", `${name}.png`);
    await this.page.screenshot({ path: file });
  }

  /** Everything the window and the extension host wrote to the console. */
  consoleText(): string {
    return this.console.join("\n");
  }

  /** Everything that the server of this window, the extension and the tests write is below this folder. */
  get folder(): string {
    return path.dirname(this.home);
  }

  clipboard(): Promise<string> {
    return this.page.evaluate("navigator.clipboard.readText()");
  }

  async setClipboard(text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** Does to the window what the browser of the tests never does by itself: it does not let it read the clipboard. */
  async withholdClipboard(): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.readText = () => Promise.reject(new DOMException("Document is not focused.", "NotAllowedError"))`);
  }

  async giveClipboardBack(): Promise<void> {
    await this.page.evaluate("delete navigator.clipboard.readText");
  }

  /** As if the user went to another tab: the window has no focus, and the clipboard is out of reach. */
  async leaveFront(): Promise<void> {
    await this.withholdClipboard();
    await this.page.evaluate(`document.hasFocus = () => false; document.dispatchEvent(new Event("visibilitychange"))`);
  }

  /** Has this window in front again. */
  async comeToFront(): Promise<void> {
    await this.giveClipboardBack();
    await this.page.evaluate(`delete document.hasFocus; document.dispatchEvent(new Event("visibilitychange"))`);
  }

  /** Closes the window and ends its sandbox. */
  async close(): Promise<void> {
    await pictureFailure(this);
    forget(this);
    await this.browser.closePages();
    await this.sandbox.stop();
    if (existsSync(this.workspace)) rmSync(path.dirname(this.workspace), { recursive: true, force: true });
  }
}
