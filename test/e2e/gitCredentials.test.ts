import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually";
import { OneTimePage } from "./oneTimePage";
import { useWorkbench } from "./useWorkbench";

const GENERATED = "Git credentials generated";

describe("Git credentials in the window", () => {
  const window = useWorkbench({ scenario: "default" });

  it("are generated, taken, reset and deleted", async () => {
    const workbench = window();
    const heading = workbench.rowLabelled("HTTPS Git credentials");
    await workbench.inlineAction(heading, /Generate Git Credentials/);
    const page = await OneTimePage.find(workbench, GENERATED);
    const name = await page.id.innerText();
    assert.equal(name, "alice+1-at-123456789012");
    assert.match(await page.secret.innerText(), /^•+$/);
    assert.match(await page.frame.locator("body").innerText(), /Use with Git…[^]*Download \.csv…/);
    await page.press("Show");
    await page.button("Hide").waitFor();
    const password = await page.secret.innerText();
    await page.press("Hide");

    const file = path.join(workbench.home, "git.csv");
    await page.press("Download .csv…");
    await workbench.saveAs(file);
    await page.says("Downloaded to ~/git.csv, readable by you only");
    assert.equal(readFileSync(file, "utf8"), `User Name,Password\r\n${name},${password}\r\n`);
    await page.press("Copy password");
    await page.says(/^Password copied/);
    assert.equal(await workbench.clipboard(), password);
    await page.finish(workbench, GENERATED);
    const row = workbench.rowLabelled(name);
    await row.filter({ hasText: "active" }).waitFor();
    await heading.filter({ hasText: "2 of 2" }).waitFor();

    await workbench.contextMenu(row, /^Reset Password/);
    const question = await workbench.dialog();
    assert.match(await question.text(), /The old password ends at once/);
    await question.press("Reset password");
    const first = await OneTimePage.find(workbench, "Git password reset");
    assert.equal(await first.id.innerText(), name);
    // Another reset ends what that page shows: it goes without a question.
    await workbench.contextMenu(row, /^Reset Password/);
    await (await workbench.dialog()).press("Reset password");
    await eventually(() => assert.ok(first.frame.isDetached()));
    await OneTimePage.find(workbench, "Git password reset");
    assert.deepEqual(await workbench.editorTabs(), ["Git password reset"]);
    // Closed before anybody took it: what is lost can be repaired, or given up.
    await workbench.closeEditor("Git password reset");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /The password of alice\+1-at-123456789012 was not saved\.[^]*“Reset Password or API Key…” gives another one/);
    await dialog.press("Discard the password");

    await workbench.contextMenu(row, /^Delete Service Credential/);
    await (await workbench.dialog()).press("Delete");
    await row.waitFor({ state: "detached" });
    await heading.filter({ hasText: "1 of 2" }).waitFor();
    const calls = (await workbench.sandbox.control.calls()).filter(({ operation }) => /^(Create|Reset|Delete)Service/.test(operation));
    assert.deepEqual(calls.map(({ operation, outcome }) => `${operation} ${outcome}`), ["CreateServiceSpecificCredential ok", "ResetServiceSpecificCredential ok", "ResetServiceSpecificCredential ok", "DeleteServiceSpecificCredential ok"]);
    await eventually(async () => assert.deepEqual(await workbench.editorTabs(), []));
  });
});
