import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { eventually } from "./eventually";
import { beginStep, codeAt, devicesIn, MfaSetUpPage, openSetUp, outcomes, SET_UP_PAGE, waitForRow, waitUntilClosed } from "./mfaSetUpPage";
import { openWorkbench, type Workbench } from "./workbench";

const SERIAL = "arn:aws:iam::123456789012:mfa/alice";
const ANOTHER_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("setting up an authenticator app where policies demand MFA", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ scenario: "mfa-none" });
    await waitForRow(workbench, /^MFA devices {2}0 of 8/);
  });
  beforeEach(async () => {
    await workbench.sandbox.control.reset();
    await beginStep(workbench.sandbox);
    await workbench.clearNotifications();
    await workbench.viewAction("Refresh");
    await waitForRow(workbench, /^ {2}alice/, false);
    await waitForRow(workbench, /^MFA devices {2}0 of 8/);
  });
  after(() => workbench.close());

  it("says what is wrong with a code before AWS is asked", async () => {
    const page = await openSetUp(workbench);
    const phone = await page.scan();
    const now = await workbench.sandbox.control.clock(0);
    const code = (steps: number) => phone.codeAt(now, steps);
    const wrong: readonly [string, string][] = [
      ["12a456", "A code has six digits, and nothing else."],
      [codeAt(ANOTHER_SEED, now), "This code belongs to another account, or a digit is wrong."],
      [code(10), "Your phone's clock is 5 min ahead."],
      [code(-10), "This code is 5 min old, or your phone's clock is that much behind."],
    ];
    for (const [typed, why] of wrong) {
      await page.first.fill(typed);
      await page.notes("first", why);
      assert.equal(await page.first.getAttribute("aria-invalid"), "true");
      assert.equal(await page.assign.isDisabled(), true);
    }
    await page.first.fill(code(-1));
    await page.notes("first", "First code is right · now the one that your app shows now");
    await page.first.fill(code(0));
    await page.notes("first", "First code is right · waiting for the next one");
    assert.match(await page.frame.getByRole("timer").innerText(), /^Next code in \d+ s$/);
    for (const [typed, why] of [
      [code(0), "This is the first code again. Wait for the next one."],
      [code(-1), "This code is older than the first one."],
      [codeAt(ANOTHER_SEED, now), "This code belongs to another account"],
    ] as const) {
      await page.second.fill(typed);
      await page.notes("second", why);
      assert.equal(await page.assign.isDisabled(), true);
    }
    await page.second.press("Enter");
    await page.second.fill(code(1));
    await page.notes("second", "Second code is right");
    await eventually(async () => assert.equal(await page.assign.isEnabled(), true));
    assert.deepEqual(await outcomes(workbench.sandbox, "EnableMFADevice"), []);
    await leave(page);
  });

  it("closed half-way where AWS does not let the device be deleted, asks, and comes back with the same QR code", async () => {
    const { sandbox } = workbench;
    await workbench.row("None. A second factor").click();
    await workbench.pick("Authenticator app");
    const page = await MfaSetUpPage.find(workbench);
    const phone = await page.scan();
    await page.first.fill(phone.codeAt(await sandbox.control.clock(0)));
    await page.notes("first", "First code is right");
    await workbench.closeEditor(SET_UP_PAGE);
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /AWS does not let you delete the unfinished device alice\./);
    await dialog.press("Go on with the set-up");
    const again = await MfaSetUpPage.find(workbench);
    assert.equal((await again.scan()).uri, phone.uri);
    assert.match(await again.first.inputValue(), /^\d{6}$/);

    // Dismissing the question costs nothing either.
    await again.cancel();
    await workbench.dialog();
    await workbench.page.keyboard.press("Escape");
    const third = await MfaSetUpPage.find(workbench);
    assert.equal((await third.scan()).uri, phone.uri);

    await leave(third);
    await workbench.notification("The request is on the clipboard.");
    assert.match(await workbench.clipboard(), new RegExp(`^aws iam delete-virtual-mfa-device --serial-number ${SERIAL}$`, "m"));
    await waitForRow(workbench, /^ {2}alice {2}set-up never finished$/);
    assert.deepEqual(await devicesIn(sandbox), ["alice: nobody"]);
    assert.deepEqual(await workbench.editorTabs(), []);
  });

  it("adds the device that a phone scans, records it in the profile and signs in with its next code", async () => {
    const { sandbox, page: { keyboard } } = workbench;
    await workbench.inlineAction(workbench.rowLabelled("MFA devices"), "Add MFA Device…");
    await workbench.pick("Authenticator app");
    const page = await MfaSetUpPage.find(workbench);
    const phone = await page.scan();
    assert.deepEqual([phone.issuer, phone.label], ["Amazon Web Services", "alice@123456789012"]);
    const now = await sandbox.control.clock(0);
    // No click: the field to type into is focused, and then the next one.
    await page.frame.locator("#first:focus").waitFor();
    await keyboard.type(phone.codeAt(now));
    await page.frame.locator("#second:focus").waitFor();
    assert.equal(await page.assign.isDisabled(), true);
    await keyboard.type(phone.codeAt(now, 1));
    await page.assign.click();
    await page.waitUntilAssigned();
    await page.says("alice is yours");
    assert.deepEqual(await devicesIn(sandbox), ["alice: alice"]);
    assert.equal(await page.frame.locator(".qr").count(), 0);
    await waitForRow(workbench, /^ {2}alice {2}authenticator app · since /);

    const config = readFileSync(workbench.awsFiles.config, "utf8");
    await page.press("Use it for profile sandbox…");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`\\[profile sandbox\\]\\s+mfa_serial = ${SERIAL}`));
    await dialog.press("Write lines");
    await page.says("Recorded as mfa_serial of profile sandbox");
    assert.equal(readFileSync(workbench.awsFiles.config, "utf8"), `${config}mfa_serial = ${SERIAL}\n`);
    assert.equal(await page.button("Use it for profile sandbox…").count(), 0);

    await page.press("Sign in with MFA now");
    await workbench.quickInputShows("The six digits that your authenticator app shows for alice (device alice)");
    await workbench.type(phone.codeAt(now, 1));
    await workbench.quickInputShows("This code was used already");
    await sandbox.control.clock(30);
    await workbench.type(phone.codeAt(now, 2));
    await workbench.accept();
    await page.says("Signed in with MFA");
    await waitForRow(workbench, /^alice @ .*MFA until \w/);
    await waitForRow(workbench, /^Access keys {2}1 of 2/);
    assert.deepEqual(await outcomes(sandbox, "GetSessionToken"), ["ok"]);
    await page.press("Done");
    await waitUntilClosed(workbench);
    assert.deepEqual(await devicesIn(sandbox), ["alice: alice"]);
  });

  /** Gives the set-up up, and with it the device, which stays behind. */
  async function leave(page: MfaSetUpPage): Promise<void> {
    await page.cancel();
    await (await workbench.dialog()).press("Leave it and copy a request for the administrator");
    await waitUntilClosed(workbench);
  }
});
