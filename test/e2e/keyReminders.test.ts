import assert from "node:assert/strict";
import type { Sandbox } from "../sandbox/sandboxProcess";
import type { Driver } from "./driver";
import { eventually } from "./eventually";
import { findNotification } from "./messages";
import { showScenario } from "./showScenario";
import { KEY_AGE_SETTING, openWorkbench, type Workbench } from "./workbench";

describe("an old access key", () => {
  let workbench: Workbench;
  const sandboxes: Sandbox[] = [];
  before(async () => {
    workbench = await openWorkbench({ scenario: "default", settings: { [KEY_AGE_SETTING]: 90 } });
  });
  afterEach(() => workbench.clearNotifications());
  after(async () => {
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    await workbench.close();
  });

  const show = async (scenario: string) => {
    const sandbox = await showScenario(workbench, scenario);
    sandboxes.push(sandbox);
    return sandbox.ready.accessKeyId;
  };
  const reminders = (driver: Driver, id: string) => driver.page.locator(".notification-toast", { hasText: id }).count();
  const icon = () => workbench.page.locator(".part.activitybar").getByRole("tab", { name: /Security Credentials/ });
  /** What the icon in the activity bar says and shows. */
  const showsBadge = (name: RegExp, count: string) =>
    eventually(async () => {
      assert.match((await icon().getAttribute("aria-label")) ?? "", name);
      assert.equal(await icon().locator(".badge-content").innerText(), count);
    });
  const statusBar = () => workbench.page.locator(".statusbar-item", { has: workbench.page.getByRole("button", { name: /^AWS profile/ }) });
  const isStatusWarned = async () => ((await statusBar().getAttribute("class")) ?? "").includes("warning-kind");
  /** Changes the setting as a user does, and waits until the row of the key says so. */
  const setLimit = async (days: number, row: RegExp) => {
    await workbench.runCommand("Preferences: Open User Settings");
    const settings = workbench.page.locator(".monaco-modal-editor-block");
    await settings.locator(".suggest-input-container").click();
    await workbench.page.keyboard.press("ControlOrMeta+a");
    await workbench.page.keyboard.type(`@id:${KEY_AGE_SETTING}`);
    await settings.getByRole("spinbutton", { name: KEY_AGE_SETTING }).fill(String(days));
    await workbench.row(row).waitFor();
    await settings.getByRole("button", { name: /^Close/ }).first().click();
    await settings.waitFor({ state: "detached" });
  };

  it("is said by the icon, the status bar and one question, which a reload does not bring again", async () => {
    const { accessKeyId } = workbench.sandbox.ready;
    const question = await workbench.notification(`Access key ${accessKeyId} is 400 days old: time to replace it.`);
    assert.deepEqual((await question.buttons()).sort(), ["Later", "Never for this key", "Rotate…"]);
    await showsBadge(/1 access key is older than 90 days/, "1");
    await eventually(async () => {
      assert.match((await statusBar().getByRole("button").getAttribute("aria-label")) ?? "", new RegExp(`^AWS profile sandbox, access key …${accessKeyId.slice(-4)} is 400 days old`));
      assert.equal(await isStatusWarned(), true);
    });
    await question.press("Later");

    await workbench.open();
    await showsBadge(/1 access key is older than 90 days/, "1");
    // A question about another account's keys comes later than the one about this key would have.
    await show("two-keys");
    await workbench.notification("2 access keys are older than 90 days");
    await showsBadge(/2 access keys are older than 90 days/, "2");
    assert.equal(await reminders(workbench, accessKeyId), 0);
  });

  it("for which reminders are not wanted has none any more, and stays marked; the one of another leads to its rotation", async () => {
    const id = await show("default");
    const question = await workbench.notification(`Access key ${id} is 400 days old`);
    await question.press("Never for this key");
    await workbench.viewAction("Refresh");
    await showsBadge(/1 access key is older than 90 days/, "1");
    const other = await show("password-expiring");
    const next = await workbench.notification(other);
    assert.equal(await reminders(workbench, id), 0);
    await next.press("Rotate…");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`Replace access key ${other} of alice`));
    await dialog.press("Cancel");
  });

  it("is asked about in one of two windows, though both learn of it at the same moment", async () => {
    const other = await workbench.openSecondWindow();
    await other.row(/time to replace it/).waitFor();
    const oneHas = (id: string) => Promise.any([workbench, other].map((window) => findNotification(window.page, id)));
    const id = await show("default");
    for (const window of [workbench, other]) await window.row(id).filter({ hasText: "time to replace it" }).waitFor();
    await oneHas(id);
    // By the time of the next question both windows have long decided about this one.
    await oneHas(await show("default"));
    const counts = await Promise.all([workbench, other].map((window) => reminders(window, id)));
    assert.deepEqual(counts.sort(), [0, 1]);
    await other.page.close();
  });

  it("is one by the setting, at once", async () => {
    const id = await show("default");
    await (await workbench.notification(id)).press("Later");
    await setLimit(400, /400 days old · used/);
    await eventually(async () => assert.deepEqual([await isStatusWarned(), await icon().locator(".badge-content").isVisible()], [false, false]));
    await setLimit(399, /400 days old, time to replace it/);
    await showsBadge(/1 access key is older than 399 days/, "1");
    assert.equal(await isStatusWarned(), true);
  });
});
