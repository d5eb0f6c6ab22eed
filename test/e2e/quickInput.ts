import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

/** The palette, quick picks and input boxes of a VS Code window. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;

  constructor(readonly page: Page) {
    this.widget = page.locator(".quick-input-widget");
    this.input = this.widget.locator(".quick-input-filter input");
  }

  /** Runs a command by its title through the palette, as `Refresh` or `Security Credentials: Refresh`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.input.fill(`>${title}`);
    await this.option(title).click();
  }

  /** Whether the palette offers a command of this title; the palette is closed again. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press("F1");
    await this.input.fill(`>${title}`);
    // There is always a row, if only the one that says that nothing matches.
    await this.widget.locator(".monaco-list-row").first().waitFor();
    const labels = await this.quickPickLabels();
    await this.escape();
    return labels.some((label) => label === title || label.endsWith(`: ${title}`));
  }

  /** Chooses a row of a quick pick; where several may be chosen this ticks it, and `accept` goes on. */
  async pick(label: string | RegExp): Promise<void> {
    await this.option(label).click();
  }

  /** The labels a quick pick shows. */
  async quickPickLabels(): Promise<string[]> {
    await this.widget.locator(".monaco-list-row").first().waitFor();
    return this.widget.locator(".monaco-list-row .label-name").allInnerTexts();
  }

  /** All that each row of a quick pick says, as a screen reader would: label, description and detail. */
  async quickPickRows(): Promise<string[]> {
    await this.widget.locator(".monaco-list-row").first().waitFor();
    const rows = await this.widget.locator(".monaco-list-row").all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute("aria-label")) ?? ""));
  }

  /** What is typed so far is replaced. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** What the input box holds. */
  inputValue(): Promise<string> {
    return this.input.inputValue();
  }

  async accept(): Promise<void> {
    await this.input.press("Enter");
  }

  async escape(): Promise<void> {
    await this.input.press("Escape");
    await this.widget.waitFor({ state: "hidden" });
  }

  /** The title and the step of a quick input, such as `New access key (1/2)`. */
  quickInputTitle(): Promise<string> {
    return this.widget.locator(".quick-input-title").innerText();
  }

  /** What a quick input says below its box: the prompt, or what is wrong with the input. */
  quickInputMessage(): Promise<string> {
    return this.widget.locator(".quick-input-message").innerText();
  }

  /** Waits for a quick input with this text anywhere: title, prompt, rows, or what is wrong. */
  async quickInputShows(text: string | RegExp): Promise<void> {
    await this.widget.filter({ hasText: text }).waitFor();
  }

  /** Answers a save dialog, which in the browser is a quick input. */
  async saveAs(path: string): Promise<void> {
    await this.openFile(path);
    await this.widget.waitFor({ state: "hidden" });
  }

  /** Answers an open dialog; the next question may be there at once. */
  async openFile(path: string, button = "OK"): Promise<void> {
    const ok = this.widget.getByRole("button", { name: button });
    await ok.waitFor();
    // It completes what is typed by the folder it has read, first the one proposed, then the one typed.
    await eventually(async () => assert((await this.inputValue()).includes("/")));
    await this.settle();
    await this.input.fill(path);
    await this.settle();
    assert.equal(await this.inputValue(), path);
    for (let attempt = 1; ; attempt += 1) {
      await ok.click();
      try {
        await ok.waitFor({ state: "hidden", timeout: 5_000 });
        return;
      } catch (error) {
        // A dialog that reads a folder at that moment swallows the click; any other one is the next question's.
        if (attempt === 3 || (await this.inputValue()) !== path) throw error;
      }
    }
  }

  /** Waits until the rows of the folder are there. */
  private async settle(): Promise<void> {
    await this.widget.locator(".quick-input-progress:not(.active)").waitFor({ state: "attached" });
    await this.widget.locator(".monaco-list-row").first().waitFor();
  }

  private option(label: string | RegExp): Locator {
    const name = typeof label === "string" ? new RegExp(`(^\\s*|: )${escape(label)}$`) : label;
    return this.widget.locator(".monaco-list-row").filter({ has: this.page.locator(".label-name", { hasText: name }) }).first();
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
