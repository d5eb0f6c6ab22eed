import assert from "node:assert/strict";
import type { Sandbox, SandboxMfaDevice } from "../sandbox/sandboxProcess";
import { eventually } from "./eventually";
import { devicesIn, outcomes, waitForRow } from "./mfaSetUpPage";
import { showScenario } from "./showScenario";
import { useWorkbench } from "./useWorkbench";
import { openWorkbench, type Workbench } from "./workbench";

const ALICE = "arn:aws:iam::123456789012:mfa/alice";

async function deviceOf({ control }: Sandbox, serial: string): Promise<SandboxMfaDevice> {
  const device = (await control.mfa()).find((candidate) => candidate.serial === serial);
  assert.ok(device);
  return device;
}

/** Types two codes into the questions for them. */
async function typeTwoCodes(workbench: Workbench, [first, second]: readonly [string, string]): Promise<void> {
  await workbench.quickInputShows("First code");
  await workbench.type(first);
  await workbench.accept();
  await workbench.quickInputShows("Second code");
  await workbench.type(first);
  await workbench.quickInputShows("That is the first code again. Wait until it changes.");
  await workbench.type(second);
  await workbench.accept();
}

describe("MFA devices in the view", () => {
  const window = useWorkbench({ scenario: "default" });

  it("offer what can be done with them: a passkey has no clock, and is not used for profiles", async () => {
    const workbench = window();
    assert.deepEqual(await workbench.contextMenuItems(workbench.rowLabelled("alice")), [
      "Copy MFA Serial Number",
      "Use This Device for the Profile (mfa_serial)…",
      "Resynchronize MFA Device…",
      "Remove MFA Device…",
    ]);
    assert.deepEqual(await workbench.contextMenuItems(workbench.rowLabelled("yubikey-5")), ["Copy MFA Serial Number", "Remove MFA Device…"]);
  });

  it("are resynchronized by two codes in a row, and again after two that are wrong", async () => {
    const workbench = window();
    const { sandbox } = workbench;
    const { codes } = await sandbox.control.changeMfa({ serial: ALICE, driftSeconds: 600 });
    await workbench.contextMenu(workbench.rowLabelled("alice"), "Resynchronize MFA Device…");
    await typeTwoCodes(workbench, [codes[2], codes[1]]);
    await workbench.quickInputShows("AWS did not accept these codes");
    await typeTwoCodes(workbench, [codes[1], codes[2]]);
    await workbench.notification("AWS knows the clock of alice again.");
    assert.deepEqual(await outcomes(sandbox, "ResyncMFADevice"), ["InvalidAuthenticationCode", "ok"]);
    const { offset } = await deviceOf(sandbox, ALICE);
    assert.ok(Math.abs(offset - 20) <= 1, String(offset));
  });

  it("are removed after a sign-in with MFA, in the account too", async () => {
    const workbench = window();
    const { sandbox } = workbench;
    await workbench.contextMenu(workbench.rowLabelled("alice"), "Remove MFA Device…");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /Remove the MFA device alice\?\n+It is your last device that gives codes/);
    await dialog.press("Remove device");
    await workbench.quickInputShows("The six digits that your authenticator app shows for alice");
    await workbench.type((await deviceOf(sandbox, ALICE)).code);
    await workbench.accept();
    await waitForRow(workbench, /^ {2}alice/, false);
    await waitForRow(workbench, /^MFA devices {2}1 of 8/);
    assert.deepEqual(await devicesIn(sandbox), []);
    await workbench.runCommand("End MFA Session");
  });
});

describe("MFA devices that belong to nobody", () => {
  let workbench: Workbench;
  let strict: Sandbox | undefined;
  before(async () => {
    workbench = await openWorkbench({ scenario: "orphan-mfa-deletable" });
  });
  after(async () => {
    await workbench.close();
    await strict?.stop();
  });

  it("are listed by name if that is the user's, and deleted from their row", async () => {
    await waitForRow(workbench, /^ {2}Other unfinished set-ups {2}1 in this account, not named after you/);
    await workbench.inlineAction(workbench.rowLabelled("alice-2"), "Delete Unfinished MFA Device…");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /Delete the unfinished MFA device alice-2\?/);
    await dialog.press("Delete device");
    await waitForRow(workbench, /^ {2}alice-2/, false);
    await waitForRow(workbench, /^ {2}alice {2}set-up never finished/);
    assert.deepEqual(await devicesIn(workbench.sandbox), ["alice: nobody"]);
  });

  it("let a hardware token be added meanwhile", async () => {
    const { sandbox } = workbench;
    const { serial, codes } = await sandbox.control.hardwareToken("GAHT87654321");
    await workbench.runCommand("Add MFA Device…");
    await workbench.pick("Hardware token");
    await workbench.quickInputShows("The serial number from the back of the token");
    await workbench.type("GAHT 876");
    await workbench.quickInputShows("A serial number has 9 characters or more");
    await workbench.type(serial);
    await workbench.accept();
    await typeTwoCodes(workbench, [codes[1], codes[2]]);
    await workbench.quickInputShows(new RegExp(`The token ${serial} is yours now.*Use it for profile sandbox.*Sign in with MFA now`, "s"));
    await waitForRow(workbench, new RegExp(`^ {2}${serial} {2}hardware token · since `));
    assert.equal((await deviceOf(sandbox, serial)).user, "alice");
    await workbench.pick("Done");
  });

  it("where AWS does not let the user delete them, are a request to an administrator", async () => {
    strict = await showScenario(workbench, "orphan-mfa");
    await waitForRow(workbench, /^Access keys {2}needs MFA/);
    await waitForRow(workbench, /^ {2}alice {2}set-up never finished/);
    await workbench.contextMenu(workbench.rowLabelled("alice"), "Delete Unfinished MFA Device…");
    await (await workbench.dialog()).press("Delete device");
    const refusal = await workbench.notification("AWS refused: your user may not delete the MFA device alice.");
    await refusal.press("Copy request");
    await workbench.notification("The request is on the clipboard.");
    await eventually(async () => assert.match(await workbench.clipboard(), new RegExp(`^aws iam delete-virtual-mfa-device --serial-number ${ALICE}$`, "m")));
    assert.deepEqual([await devicesIn(strict), await outcomes(strict, "DeleteVirtualMFADevice")], [["alice: nobody"], ["AccessDenied"]]);
  });
});
