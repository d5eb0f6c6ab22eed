import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { eventually } from "./eventually";
import type { Workbench } from "./workbench";

/** The tab's title, for an access key. */
export const ONE_TIME_PAGE = "Access key created";

/** The page that shows a new secret, once. */
export class OneTimePage {
  readonly id: Locator;
  readonly secret: Locator;
  readonly lines: Locator;

  constructor(readonly frame: Frame) {
    const [id, secret] = [frame.locator("dd code").first(), frame.locator("dd code").nth(1)];
    this.id = id;
    this.secret = secret;
    this.lines = frame.locator("ul.lines li");
  }

  /** Once it is open and drawn. */
  static async find(workbench: Workbench, title = ONE_TIME_PAGE): Promise<OneTimePage> {
    const page = new OneTimePage(await workbench.webview(title));
    await page.button("Done").waitFor();
    return page;
  }

  button(name: string): Locator {
    return this.frame.getByRole("button", { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  accessKeyId(): Promise<string> {
    return this.id.innerText();
  }

  isMasked(): Promise<boolean> {
    return this.secret.innerText().then((text) => /^•{40}$/.test(text));
  }

  /** Shows the secret, reads it and hides it again. */
  async readSecret(): Promise<string> {
    await this.press("Show");
    await this.button("Hide").waitFor();
    const secret = await this.secret.innerText();
    assert.match(secret, /^[\w/+]{40}$/);
    await this.press("Hide");
    await this.button("Show").waitFor();
    return secret;
  }

  /** Waits for a status line. */
  async says(text: string | RegExp): Promise<void> {
    await this.lines.filter({ hasText: text }).first().waitFor();
  }

  linesText(): Promise<string[]> {
    return this.lines.allInnerTexts();
  }

  /** Presses Done and waits until the tab is gone, without a question. */
  async finish(workbench: Workbench, title = ONE_TIME_PAGE): Promise<void> {
    await this.press("Done");
    await waitUntilClosed(workbench, title);
    assert.equal(await workbench.page.locator(".monaco-dialog-box").count(), 0);
  }
}

/** Waits until no tab of the page is left. */
export async function waitUntilClosed(workbench: Workbench, title = ONE_TIME_PAGE): Promise<void> {
  await eventually(async () => assert.ok(!(await workbench.editorTabs()).includes(title), "the page is still open"));
}
