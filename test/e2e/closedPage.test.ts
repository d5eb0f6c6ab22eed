import assert from "node:assert/strict";
import { browserStorage } from "./browserStorage";
import { confirmByTyping, createKey } from "./createKey";
import { eventually } from "./eventually";
import { ONE_TIME_PAGE, OneTimePage, waitUntilClosed } from "./oneTimePage";
import { keysInAccount } from "./signing";
import { useWorkbench } from "./useWorkbench";
import type { Workbench } from "./workbench";

describe("closing the page before anybody took the secret", () => {
  const window = useWorkbench({ scenario: "default" });

  /** Creates a key and closes its page; what it showed. */
  async function createAndClose(workbench: Workbench): Promise<{ id: string; secret: string }> {
    const page = await createKey(workbench);
    const shown = { id: await page.accessKeyId(), secret: await page.readSecret() };
    await workbench.closeEditor(ONE_TIME_PAGE);
    return shown;
  }

  async function question(workbench: Workbench, id: string) {
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`The secret of ${id} was not saved\\.`));
    return dialog;
  }

  /** Waits until VS Code has written down, or struck out, that a secret is not taken yet: it does so a moment later. */
  async function waitForReminder(workbench: Workbench, id: string, isKept: boolean): Promise<void> {
    await eventually(async () => {
      const entries = (await browserStorage(workbench.page)).filter((entry) => entry.includes("pendingSecrets"));
      assert.ok(entries.length > 0, "nothing is written down");
      assert.equal(entries.some((entry) => entry.includes(id)), isKept);
    });
  }

  /** Ends a test quietly. */
  async function takeAndClose(workbench: Workbench, page: OneTimePage): Promise<void> {
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
  }

  it("asks what to do, and shows the same key again", async () => {
    const workbench = window();
    const { id, secret } = await createAndClose(workbench);
    const dialog = await question(workbench, id);
    assert.deepEqual(await dialog.buttons(), ["Discard the secret", "Delete the new key", "Cancel", "Show it again"]);
    await dialog.press("Show it again");
    const page = await OneTimePage.find(workbench);
    assert.equal(await page.isMasked(), true);
    assert.deepEqual({ id: await page.accessKeyId(), secret: await page.readSecret() }, { id, secret });
    await takeAndClose(workbench, page);
  });

  it("shows it again too when the question is dismissed, or Done is pressed", async () => {
    const workbench = window();
    const { id, secret } = await createAndClose(workbench);
    await question(workbench, id);
    await workbench.page.keyboard.press("Escape");
    const page = await OneTimePage.find(workbench);
    assert.equal(await page.readSecret(), secret);
    await page.press("Done");
    await (await question(workbench, id)).press("Cancel");
    await takeAndClose(workbench, await OneTimePage.find(workbench));
  });

  it("deletes the new key in the account when that is chosen", async () => {
    const workbench = window();
    const { id } = await createAndClose(workbench);
    await workbench.rowLabelled(id).waitFor();
    await (await question(workbench, id)).press("Delete the new key");
    await workbench.rowLabelled(id).waitFor({ state: "detached" });
    assert.deepEqual(Object.keys(await keysInAccount(workbench)), [workbench.sandbox.ready.accessKeyId]);
    assert.deepEqual(await workbench.editorTabs(), []);
  });

  it("shows the page again, with the reason, when the new key could not be deleted", async () => {
    const workbench = window();
    const { id, secret } = await createAndClose(workbench);
    await workbench.sandbox.control.faults({ action: "DeleteAccessKey", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:DeleteAccessKey on resource: user alice because no identity-based policy allows the iam:DeleteAccessKey action" });
    await (await question(workbench, id)).press("Delete the new key");
    await workbench.notification("AWS refused: your user may not do this (iam:DeleteAccessKey).");
    const page = await OneTimePage.find(workbench);
    assert.equal(await page.readSecret(), secret);
    await takeAndClose(workbench, page);
  });

  it("leaves the key when the secret is discarded", async () => {
    const workbench = window();
    const { id } = await createAndClose(workbench);
    await (await question(workbench, id)).press("Discard the secret");
    await waitUntilClosed(workbench);
    assert.equal((await keysInAccount(workbench))[id], "Active");
  });

  it("with the whole window is told of when the window is back, which offers to delete the key", async () => {
    const workbench = window();
    const page = await createKey(workbench);
    const id = await page.accessKeyId();
    await waitForReminder(workbench, id, true);
    await workbench.open();
    const notice = await workbench.notification("The window closed before anybody saved the secret");
    assert.match(await notice.text(), new RegExp(id));
    assert.ok(!(await workbench.editorTabs()).includes(ONE_TIME_PAGE));
    await notice.press("Delete key…");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`Delete access key ${id}\\?`));
    await dialog.press("Delete key");
    await confirmByTyping(workbench, id);
    await eventually(async () => assert.deepEqual(Object.keys(await keysInAccount(workbench)), [workbench.sandbox.ready.accessKeyId]));
    await workbench.rowLabelled(id).waitFor({ state: "detached" });
  });

  it("with the whole window is no news when the secret was taken before", async () => {
    const workbench = window();
    const page = await createKey(workbench);
    const id = await page.accessKeyId();
    await waitForReminder(workbench, id, true);
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await waitForReminder(workbench, id, false);
    await workbench.open();
    // The notice comes when the account is opened, before the first row.
    await workbench.rowLabelled(id).waitFor();
    assert.equal(await workbench.page.locator(".notification-toast", { hasText: id }).count(), 0);
  });
});
