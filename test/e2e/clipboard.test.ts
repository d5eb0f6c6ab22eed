import assert from "node:assert/strict";
import { createKey } from "./createKey";
import { eventually } from "./eventually";
import type { OneTimePage } from "./oneTimePage";
import { useWorkbench } from "./useWorkbench";

describe("the clipboard with a secret that was copied", () => {
  const window = useWorkbench({ scenario: "default", settings: { "mySecurityCredentials.clipboardClearSeconds": 2 } });

  const copy = async (page: OneTimePage): Promise<string> => {
    const secret = await page.readSecret();
    await page.press("Copy secret access key");
    await page.says("the clipboard is cleared after 2 seconds");
    return secret;
  };

  it("is cleared after the time of the setting", async () => {
    const page = await createKey(window());
    const secret = await copy(page);
    assert.equal(await window().clipboard(), secret);
    await eventually(async () => assert.equal(await window().clipboard(), ""));
    await page.finish(window());
  });

  it("is left alone if something else was copied meanwhile", async () => {
    const page = await createKey(window());
    await copy(page);
    await window().setClipboard("a poem");
    // Nothing is to happen, so there is nothing to wait for but the time itself.
    await window().page.waitForTimeout(4000);
    assert.equal(await window().clipboard(), "a poem");
    await page.finish(window());
  });

  it("is cleared when the window is in front again, and says nothing before", async () => {
    const page = await createKey(window());
    await copy(page);
    await window().leaveFront();
    // Nothing is to happen, so there is nothing to wait for but the time itself.
    await window().page.waitForTimeout(4000);
    assert.equal(await window().page.locator(".notification-toast").count(), 0);
    await window().comeToFront();
    await eventually(async () => assert.equal(await window().clipboard(), ""));
    await page.finish(window());
  });

  it("is cleared by a click where the browser keeps the window from reading it", async () => {
    const page = await createKey(window());
    await window().withholdClipboard();
    const secret = await copy(page);
    const error = await window().notification("Unable to read from the browser's clipboard");
    // As long as a user takes to read it.
    await window().page.waitForTimeout(1500);
    await error.box.hover();
    await error.press(/^Clear Notification/);
    const notification = await window().notification("The clipboard could not be cleared");
    await window().giveClipboardBack();
    assert.equal(await window().clipboard(), secret);
    await notification.press("Clear Clipboard");
    await eventually(async () => assert.equal(await window().clipboard(), ""));
    await window().clearNotifications();
    await page.finish(window());
  });
});
