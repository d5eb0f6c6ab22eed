import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually";
import { devicesIn, MfaSetUpPage, openSetUp, outcomes, SET_UP_PAGE, waitForRow, waitUntilClosed } from "./mfaSetUpPage";
import { useWorkbench } from "./useWorkbench";
import type { Workbench } from "./workbench";

/** The processes that are at a set-up, or were, as the extension's journal has them. */
function journal({ extensionStorage }: Workbench): number[] {
  const folder = path.join(extensionStorage, "unfinishedMfaDevices");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => Number(/"processId":(\d+)/.exec(readFileSync(path.join(folder, name), "utf8"))?.[1]));
}

/** Waits until nothing is left of a set-up: no device, no row, no tab, no note. */
async function waitForNothing(workbench: Workbench): Promise<void> {
  await eventually(async () => assert.deepEqual(await devicesIn(workbench.sandbox), []));
  await waitForRow(workbench, /^MFA devices {2}0 of 8/);
  await waitForRow(workbench, /^ {2}alice/, false);
  await waitUntilClosed(workbench);
  await eventually(() => assert.deepEqual(journal(workbench), []));
}

describe("the set-up of an authenticator app that breaks off", () => {
  const window = useWorkbench({ scenario: "new-user" });

  /** Opens a set-up, which AWS knows of and which is not finished. */
  async function begin(workbench: Workbench) {
    const page = await openSetUp(workbench);
    assert.deepEqual(await devicesIn(workbench.sandbox), ["alice: nobody"]);
    assert.equal(journal(workbench).length, 1);
    return page;
  }

  it("leaves no device when Cancel is pressed, or its tab closed, and asks nothing", async () => {
    const workbench = window();
    const page = await begin(workbench);
    await page.cancel();
    await waitForNothing(workbench);
    await begin(workbench);
    await workbench.closeEditor(SET_UP_PAGE);
    await waitForNothing(workbench);
    assert.equal(await workbench.page.locator(".monaco-dialog-box, .notification-toast").count(), 0);
  });

  it("goes on after another tab was in front, with the same QR code and what was typed", async () => {
    const workbench = window();
    const page = await begin(workbench);
    const phone = await page.scan();
    const now = await workbench.sandbox.control.clock(0);
    await page.first.fill(phone.codeAt(now));
    await page.notes("first", "First code is right");
    await workbench.runCommand("New Untitled Text File");
    await workbench.page.getByRole("tab", { name: /Untitled-1/ }).waitFor();
    await workbench.page.getByRole("tab", { name: SET_UP_PAGE }).click();
    const again = await MfaSetUpPage.find(workbench);
    assert.equal((await again.scan()).uri, phone.uri);
    assert.equal(await again.first.inputValue(), phone.codeAt(now));
    await again.second.fill(phone.codeAt(now, 1));
    await again.assign.click();
    await again.waitUntilAssigned();
    await again.press("Done");
    await workbench.closeEditor("Untitled-1");
  });

  it("leaves no device when the window is loaded again", async () => {
    const workbench = window();
    await begin(workbench);
    await workbench.open();
    await waitForNothing(workbench);
  });

  it("leaves no device after the next start when its process is killed", async () => {
    const workbench = window();
    await begin(workbench);
    const [processId] = journal(workbench);
    assert.ok(processId !== undefined);
    // Where the system tells, make sure that it is the extension host.
    if (existsSync("/proc/self")) assert.match(readFileSync(`/proc/${processId}/cmdline`, "utf8"), /--type=extensionHost/);
    process.kill(processId, "SIGKILL");
    await workbench.open();
    await waitForNothing(workbench);
    assert.deepEqual(await outcomes(workbench.sandbox, "DeleteVirtualMFADevice"), ["ok"]);
  });

  it("takes two new codes when the network is lost before the device is assigned", async () => {
    const workbench = window();
    const { sandbox } = workbench;
    const page = await begin(workbench);
    const phone = await page.scan();
    await sandbox.control.faults({ action: "EnableMFADevice", kind: "drop" });
    await page.finish(phone, sandbox);
    await page.says("The answer from AWS was lost, and the device is not assigned. Type two new codes.");
    await page.frame.locator("#first:focus").waitFor();
    assert.deepEqual([await page.first.inputValue(), await page.second.inputValue()], ["", ""]);
    await page.finish(phone, sandbox);
    await page.waitUntilAssigned();
    assert.deepEqual(await devicesIn(sandbox), ["alice: alice"]);
    assert.deepEqual(await outcomes(sandbox, "EnableMFADevice"), ["fault:drop", "ok"]);
    await page.press("Done");
    await waitUntilClosed(workbench);
  });

  it("in one window is no business of another, which takes the next free name", async () => {
    const workbench = window();
    const { sandbox } = workbench;
    const page = await begin(workbench);
    const other = await workbench.openSecondWindow();
    const otherPage = await openSetUp(other);
    assert.deepEqual(await devicesIn(sandbox), ["alice: nobody", "alice-2: nobody"]);
    assert.equal(new Set(journal(workbench)).size, 2);
    assert.equal((await otherPage.scan()).label, "alice@acme-dev (alice-2)");
    await otherPage.cancel();
    await eventually(async () => assert.deepEqual(await devicesIn(sandbox), ["alice: nobody"]));
    await other.page.close();
    await workbench.page.bringToFront();
    await page.finish(await page.scan(), sandbox);
    await page.waitUntilAssigned();
    assert.deepEqual(await devicesIn(sandbox), ["alice: alice"]);
    await page.press("Done");
    await waitUntilClosed(workbench);
  });
});
