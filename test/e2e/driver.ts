import assert from "node:assert/strict";
import type { Frame, Locator, Page } from "playwright-core";
import { eventually } from "./eventually";
import { QuickInput } from "./quickInput";

/** How a test names a row of the tree: text anywhere in it (the first such row), or the row itself. */
export type Row = string | RegExp | Locator;

/** A row of the tree as it is shown, from the top. */
export interface ShownRow {
  readonly level: number;
  readonly label: string;
  readonly description: string;
  readonly expanded: boolean | undefined;
}

/** What is used of an element in the page, whose types the tests do not have. */
interface RowElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): RowElement | null;
}

/** A page with our extension, in the words of someone who uses it. Every method waits for what it needs. */
export class Driver extends QuickInput {
  private readonly sideBar: Locator;

  constructor(page: Page) {
    super(page);
    this.sideBar = page.locator(".part.sidebar");
  }

  /** Shows our view by a click on the activity bar, unless it is shown. */
  async showView(): Promise<void> {
    const tab = this.page.locator(".part.activitybar").getByRole("tab", { name: /Security Credentials/ });
    await tab.waitFor();
    if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
    await this.sideBar.locator(".composite.title", { hasText: /Security Credentials/i }).waitFor();
  }

  /** The first row of the tree with this text in its label or description. */
  row(row: Row): Locator {
    if (typeof row !== "string" && !(row instanceof RegExp)) return row;
    return this.sideBar.getByRole("treeitem").filter({ hasText: row }).first();
  }

  /** The row with exactly this label. */
  rowLabelled(label: string): Locator {
    const exactly = this.page.locator(".label-name").getByText(label, { exact: true });
    return this.sideBar.getByRole("treeitem").filter({ has: exactly }).first();
  }

  /** All rows in the tree as they are now; `eventually` waits for the right ones. */
  async rows(): Promise<ShownRow[]> {
    const rows = await this.sideBar.getByRole("treeitem").evaluateAll((elements) =>
      (elements as unknown as RowElement[]).map((element) => ({
        index: Number(element.getAttribute("data-index")),
        level: Number(element.getAttribute("aria-level")),
        label: (element.querySelector(".label-name") ?? element).textContent,
        description: element.querySelector(".label-description")?.textContent ?? "",
        expanded: new Map([["true", true], ["false", false]]).get(element.getAttribute("aria-expanded") ?? ""),
      })),
    );
    // The list keeps its elements in no particular order.
    rows.sort((one, other) => one.index - other.index);
    return rows.map(({ level, label, description, expanded }) => ({ level, label, description, expanded }));
  }

  /** All rows as lines: two spaces for each level, the label, and after two spaces the description. */
  async rowsText(): Promise<string[]> {
    const rows = await this.rows();
    return rows.map(({ level, label, description }) => `${"  ".repeat(level - 1)}${label}  ${description}`.trimEnd());
  }

  /** The text of the view where it has no tree: the welcome view. */
  welcomeText(): Promise<string> {
    return this.sideBar.locator(".welcome-view-content").first().innerText();
  }

  /** Presses a link of the welcome view. */
  async welcomeLink(label: string): Promise<void> {
    await this.sideBar.locator(".welcome-view-content").getByRole("button", { name: label }).click();
  }

  /** Opens a row, unless it is open. */
  async expand(row: Row): Promise<void> {
    const found = this.row(row);
    await found.waitFor();
    for (let attempt = 1; ; attempt += 1) {
      if ((await found.getAttribute("aria-expanded")) !== "false") return;
      // Not the row, whose own command would run.
      await found.locator(".monaco-tl-twistie").click();
      const opened = eventually(async () => assert.notEqual(await found.getAttribute("aria-expanded"), "false"), 2000);
      // A row that is loaded anew at that moment swallows the click.
      await opened.catch((error: unknown) => {
        if (attempt === 3) throw error;
      });
    }
  }

  /** Opens every row, and those that come to light by that. Labels are taken to be different. */
  async expandAll(): Promise<void> {
    for (;;) {
      const closed = (await this.rows()).find(({ expanded }) => expanded === false);
      if (closed === undefined) return;
      await this.expand(this.rowLabelled(closed.label));
    }
  }

  /** Runs what a row's context menu offers by this name. */
  async contextMenu(row: Row, item: string | RegExp): Promise<void> {
    await this.row(row).click({ button: "right" });
    await this.chooseMenuItem(item);
  }

  /** All that a row's context menu offers; the menu is closed again. */
  async contextMenuItems(row: Row): Promise<string[]> {
    await this.row(row).click({ button: "right" });
    const menu = this.page.locator(".monaco-menu").last();
    await menu.getByRole("menuitem").first().waitFor();
    const labels = await menu.locator(".action-label:not(.separator)").allInnerTexts();
    await this.page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    return labels.filter((label) => label.trim() !== "");
  }

  /** Presses a button that a row shows under the pointer. */
  async inlineAction(row: Row, action: string | RegExp): Promise<void> {
    const found = this.row(row);
    await found.hover();
    await found.getByRole("button", { name: action }).click();
  }

  /** Presses a button in the title of the view, or in its "…" menu. */
  async viewAction(label: string | RegExp): Promise<void> {
    const title = this.sideBar.locator(".composite.title");
    await title.hover();
    const button = title.getByRole("button", { name: label });
    const more = title.getByRole("button", { name: "Views and More Actions..." });
    await button.or(more).first().waitFor();
    if (await button.first().isVisible()) return button.first().click();
    await more.click();
    await this.chooseMenuItem(label);
  }

  /** Presses a button beside the box of a quick input. */
  async quickInputButton(label: string | RegExp): Promise<void> {
    await this.page.locator(".quick-input-widget").getByRole("button", { name: label }).click();
  }

  /** Drags the edge of the side bar. */
  async resizeSideBar(width: number): Promise<void> {
    const box = await this.sideBar.boundingBox();
    if (box === null) throw new Error("There is no side bar.");
    const edge = box.x + box.width;
    const y = box.y + box.height / 2;
    await this.page.mouse.move(edge + 1, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** What an entry of the status bar shows; nothing if it is not there. @param label how a screen reader begins to say it */
  async statusBar(label: string): Promise<string> {
    const entry = this.page.locator(`.statusbar-item[aria-label^="${label}"], .statusbar-item:has([aria-label^="${label}"])`).first();
    return (await entry.count()) === 0 ? "" : (await entry.innerText()).trim();
  }

  /** The names of the editor's tabs. */
  editorTabs(): Promise<string[]> {
    return this.page.locator(".part.editor .tab .label-name").allInnerTexts();
  }

  /** Closes an editor by its tab. */
  async closeEditor(title: string): Promise<void> {
    const tab = this.page.locator(".part.editor").getByRole("tab", { name: title }).first();
    await tab.hover();
    await tab.getByRole("button", { name: /^Close/ }).click();
  }

  /** The page inside the webview whose tab has this title, once it is there: use it as any page. */
  webview(title: string | RegExp): Promise<Frame> {
    return eventually(async () => {
      for (const frame of this.page.frames()) {
        if (frame.parentFrame() === null || frame.isDetached()) continue;
        const element = await frame.frameElement();
        const matches = (await element.getAttribute("id")) === "active-frame" && matchesTitle(title, (await element.getAttribute("title")) ?? "");
        if (matches && (await element.isVisible())) return frame;
      }
      throw new Error(`There is no webview "${String(title)}".`);
    });
  }

  private async chooseMenuItem(item: string | RegExp): Promise<void> {
    const found = this.page.locator(".monaco-menu").last().getByRole("menuitem", { name: item }).first();
    await found.hover();
    // A menu ignores the mouse for a moment after it opens, but not the keyboard.
    await this.page.locator(".monaco-menu .action-item.focused").last().filter({ hasText: item }).waitFor();
    await this.page.keyboard.press("Enter");
  }
}

function matchesTitle(wanted: string | RegExp, title: string): boolean {
  return typeof wanted === "string" ? title === wanted : wanted.test(title);
}
