import type { Locator, Page } from "playwright-core";

/** A modal dialog or a notification: what it says, and its buttons. */
export class Message {
  constructor(readonly box: Locator) {}

  text(): Promise<string> {
    return this.box.innerText();
  }

  buttons(): Promise<string[]> {
    return this.box.locator(".monaco-text-button").allInnerTexts();
  }

  /** Presses a button and waits until the message has gone. */
  async press(button: string | RegExp): Promise<void> {
    await this.box.getByRole("button", { name: button }).click();
    await this.box.waitFor({ state: "detached" });
  }
}

/** The modal dialog, once there is one. */
export async function findDialog(page: Page): Promise<Message> {
  const box = page.locator(".monaco-dialog-box");
  await box.waitFor();
  return new Message(box);
}

/** The notification with this text, once there is one. */
export async function findNotification(page: Page, text: string | RegExp): Promise<Message> {
  const box = page.locator(".notification-toast").filter({ hasText: text }).first();
  await box.waitFor();
  return new Message(box);
}
