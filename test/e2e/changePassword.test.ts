import assert from "node:assert/strict";
import { browserStorage } from "./browserStorage";
import { eventually } from "./eventually";
import { filesThat } from "./filesThat";
import { codeOf } from "./mfaCode";
import { showScenario } from "./showScenario";
import { useWorkbench } from "./useWorkbench";
import type { Workbench } from "./workbench";

const COMMAND = "Change Console Password…";
const CURRENT = /\(1 of 3\)/;
const NEW = /\(2 of 3\)/;
const AGAIN = /\(3 of 3\)/;
const WANTED = "Correct-horse-42-battery";
const LONGER = `${WANTED}-and-43-staples`;
const WRONG = "not-The-current-1";

describe("changing the console password", () => {
  const window = useWorkbench();

  const answer = async (question: RegExp, text: string) => {
    await window().quickInputShows(question);
    await window().type(text);
    await window().accept();
  };
  const typeAll = async (current: string, wanted: string) => {
    await answer(CURRENT, current);
    await answer(NEW, wanted);
    await answer(AGAIN, wanted);
  };
  const isMasked = async () => (await window().page.locator(".quick-input-filter input").getAttribute("type")) === "password";
  const saysOfTheBox = (text: RegExp) => eventually(async () => assert.match(await window().quickInputMessage(), text));
  const changes = async () => (await window().sandbox.control.calls()).filter(({ operation }) => operation === "ChangePassword").map(({ outcome }) => outcome);
  const hasChanges = (outcomes: readonly string[]) => eventually(async () => assert.deepEqual(await changes(), outcomes));
  const treeSays = (row: RegExp) => eventually(async () => assert.match((await window().rowsText()).join("\n"), row));

  it("asks for three passwords, ticks off the rules, and the tree says when it was changed and expires", async () => {
    const workbench = window();
    const { password } = workbench.sandbox.ready;
    await treeSays(/^Console password {2}changed 121 days ago · expires in 59 days$/m);
    await workbench.runCommand(COMMAND);
    await saysOfTheBox(/^The current password, with which you sign in to the AWS console:/);
    assert.ok(await isMasked());
    await workbench.accept();
    await saysOfTheBox(/^Type the current password\.$/);
    await answer(CURRENT, password);
    await saysOfTheBox(/^The new password: ○ 14 or more characters · ○ a capital/);
    assert.ok(await isMasked());
    await workbench.type("Abc");
    await saysOfTheBox(/^○ 14 or more characters · ✓ a capital letter \(A–Z\) · ✓ a small letter \(a–z\) · ○ a number \(0–9\) · ○ a symbol .* · ✓ not the current password/);
    await workbench.accept();
    await saysOfTheBox(/^Still missing: 14 or more characters · a number \(0–9\) · a symbol/);
    await workbench.type(password);
    await saysOfTheBox(/○ not the current password/);
    await workbench.type(WANTED);
    await saysOfTheBox(/^✓ 14 [^○]*$/);
    await workbench.accept();
    await workbench.quickInputShows(AGAIN);
    await workbench.type("Corr");
    await saysOfTheBox(/^○ the same as the new password, so far$/);
    await workbench.accept();
    await workbench.type("Korr");
    await saysOfTheBox(/^✗ not the same as the new password$/);
    await workbench.type(WANTED);
    await saysOfTheBox(/^✓ the same as the new password$/);
    assert.deepEqual(await changes(), []);
    await workbench.accept();
    await treeSays(/^Console password {2}changed today · expires in 180 days$/m);
    assert.deepEqual(await changes(), ["ok"]);
    assert.equal(await workbench.page.locator(".notification-toast").count(), 0);
  });

  it("generates one with room to spare, to be seen, and copied by a button only", async () => {
    const workbench = window();
    await workbench.setClipboard("mine");
    await workbench.runCommand(COMMAND);
    await answer(CURRENT, workbench.sandbox.ready.password);
    await workbench.quickInputShows(NEW);
    await workbench.quickInputButton("Generate a strong password");
    await saysOfTheBox(/^Generated: copy it to where you keep your passwords before you go on\. ✓ 14 [^○]*$/);
    const generated = await workbench.inputValue();
    assert.equal(generated.length, 22);
    assert.equal(await isMasked(), false);
    assert.equal(await workbench.clipboard(), "mine");
    await workbench.quickInputButton(/^Copy the password/);
    await saysOfTheBox(/^Password copied; the clipboard is cleared after 3600 seconds$/);
    assert.equal(await workbench.clipboard(), generated);
    await workbench.quickInputButton("Hide the password");
    await eventually(async () => assert.ok(await isMasked()));
    await workbench.accept();
    await answer(AGAIN, generated);
    const reminder = await workbench.notification("Your new console password was generated: make sure that your password manager has it.");
    assert.deepEqual(await changes(), ["ok"]);
    await workbench.setClipboard("mine");
    await reminder.press("Copy it again");
    await workbench.notification("Password copied; the clipboard is cleared after 3600 seconds");
    assert.equal(await workbench.clipboard(), generated);
    await appearsNowhere(workbench, [generated]);
  });

  it("keeps what was typed through all refusals but the password that was wrong, and leaves no trace of any", async () => {
    const workbench = window();
    const { control, ready } = workbench.sandbox;
    await workbench.setClipboard("mine");
    await workbench.runCommand(COMMAND);
    await typeAll(WRONG, WANTED);
    await workbench.quickInputShows(/The current password is not right\. Once more; the new one is kept:/);
    assert.equal(await workbench.inputValue(), "");

    // The rules change after they were asked for.
    await control.passwordPolicy({ minimumLength: 40 });
    await answer(CURRENT, ready.password);
    await workbench.quickInputShows(/AWS refused the new password: it meets all rules that can be checked here, so it is most likely one of your last 5\./);
    assert.equal(await workbench.inputValue(), WANTED);
    await workbench.accept();
    await saysOfTheBox(/○ not the one that AWS has refused/);

    await control.passwordPolicy({ minimumLength: 60, violationsAre: "AccessDenied" });
    await answer(NEW, LONGER);
    await answer(AGAIN, LONGER);
    const denied = await workbench.dialog();
    assert.match(await denied.text(), /AWS refused to change your password\.[^]*1\. your user may not change its password[^]*2\. the new password breaks the account's policy[^]*3\. a policy allows it only after a sign-in with MFA[^]*what you typed is kept/);
    assert.deepEqual((await denied.buttons()).sort(), ["Cancel", "Change the new password", "Copy request", "Sign in with MFA"]);
    await denied.press("Change the new password");
    await workbench.quickInputShows(NEW);
    assert.equal(await workbench.inputValue(), LONGER);

    await control.passwordPolicy({ minimumLength: 14 });
    await control.faults({ action: "ChangePassword", kind: "error", code: "EntityTemporarilyUnmodifiable", message: `${LONGER} is busy` });
    await workbench.accept();
    const busy = await workbench.dialog();
    assert.match(await busy.text(), /an earlier change to your user is not finished\.[^]*Wait some minutes, then try again\. The password was not changed; what you typed is kept/);
    await busy.press("Try again");
    await hasChanges(["AccessDenied", "PasswordPolicyViolation", "AccessDenied", "fault:error", "ok"]);

    // One of the last five.
    await workbench.runCommand(COMMAND);
    await typeAll(LONGER, ready.password);
    await workbench.quickInputShows(/AWS refused the new password: it is one of your last 5\./);
    assert.equal(await workbench.inputValue(), ready.password);
    await workbench.escape();
    assert.equal((await changes()).at(-1), "PasswordPolicyViolation");
    assert.equal(await workbench.clipboard(), "mine");
    await appearsNowhere(workbench, [WRONG, WANTED, LONGER, ready.password]);
  });

  it("ends where no other try can help, with one sentence", async () => {
    const workbench = window();
    const { control, ready } = workbench.sandbox;
    await control.faults({ action: "ChangePassword", kind: "error", code: "InvalidUserType", message: WANTED });
    await workbench.runCommand(COMMAND);
    await typeAll(ready.password, WANTED);
    const wrongUser = await workbench.notification("Only IAM users can change their password here");
    assert.ok(!(await wrongUser.text()).includes(WANTED));

    await control.password({ remove: true });
    await workbench.viewAction("Refresh");
    await workbench.rowLabelled("Console password").filter({ hasText: "none" }).waitFor();
    await workbench.runCommand(COMMAND);
    await workbench.notification("Your user has no console password that could be changed. An administrator can give you one.");
    assert.deepEqual(await changes(), ["fault:error"]);
  });

  it("asks for MFA first where a policy demands it, and for nothing else before", async () => {
    const workbench = window();
    const sandbox = await showScenario(workbench, "mfa-required");
    try {
      await workbench.rowLabelled("Access keys").filter({ hasText: "needs MFA" }).waitFor();
      await workbench.runCommand(COMMAND);
      await answer(/AWS asks for MFA here\./, await codeOf(sandbox));
      await workbench.quickInputShows(/The account's policy does not let all users change their passwords; AWS agrees only if a policy of your own allows it\./);
      await typeAll(sandbox.ready.password, WANTED);
      await eventually(async () => {
        const calls = (await sandbox.control.calls()).filter(({ operation }) => /GetSessionToken|ChangePassword/.test(operation));
        assert.deepEqual(calls.map(({ operation, outcome }) => `${operation} ${outcome}`), ["GetSessionToken ok", "ChangePassword ok"]);
      });
    } finally {
      await sandbox.stop();
    }
  });
});

/** Some passwords are in no place that outlives the question. */
async function appearsNowhere(workbench: Workbench, passwords: readonly string[]): Promise<void> {
  const holds = (text: string) => passwords.some((password) => text.includes(password) || text.includes(encodeURIComponent(password)));
  assert.deepEqual(filesThat(workbench.folder, holds), []);
  assert.notDeepEqual(filesThat(workbench.folder, (text) => text.includes(workbench.sandbox.ready.secretAccessKey)), [], "what is kept is among it");
  const stored = await browserStorage(workbench.page);
  assert.ok(stored.some((entry) => entry.includes("passwordChanges")), "what the extension keeps is among it");
  const places = {
    console: workbench.consoleText(),
    tree: (await workbench.rowsText()).join("\n"),
    window: await workbench.page.content(),
    storage: stored.join("\n"),
    calls: JSON.stringify(await workbench.sandbox.control.calls()),
  };
  for (const [place, text] of Object.entries(places)) assert.equal(holds(text), false, `a password is in: ${place}`);
}
