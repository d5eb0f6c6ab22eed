import assert from "node:assert/strict";
import { eventually } from "./eventually";
import { useWorkbench } from "./useWorkbench";

const WANTED = "Correct-horse-42-battery";

describe("changing the console password", () => {
  const window = useWorkbench();

  it("shows, ticks, generates, copies, confirms, and the tree says changed today", async () => {
    const w = window();
    const press = (label: string | RegExp) => w.page.locator(".quick-input-widget").getByRole("button", { name: label }).click();
    await w.runCommand("Change Console Password…");
    await w.quickInputShows(/The current password/);
    assert.equal(await w.page.locator(".quick-input-filter input").getAttribute("type"), "password");
    await w.accept();
    await w.quickInputShows(/Type the current password\./);
    await w.type("not the current one");
    await w.accept();
    await w.quickInputShows(/The new password: ○ 14 or more/);
    await w.type("Abc");
    await w.quickInputShows(/○ 14 or more characters · ✓ a capital/);
    await w.accept();
    await press("Generate a strong password");
    await w.quickInputShows(/Generated: copy it/);
    const value = await w.inputValue();
    assert.equal(value.length, 22);
    assert.equal(await w.page.locator(".quick-input-filter input").getAttribute("type"), "text");
    await press(/Copy the password/);
    await w.quickInputShows(/Secret copied/);
    assert.equal(await w.clipboard(), value);
    await press("Hide the password");
    await w.type(WANTED);
    await eventually(async () => assert.match(await w.quickInputMessage(), /^✓ 14/));
    await w.accept();
    await w.quickInputShows(/once more/);
    await w.type("Corr");
    await w.quickInputShows(/so far/);
    await w.accept();
    await w.quickInputShows(/so far/);
    await w.type(WANTED);
    await w.quickInputShows(/✓ the same/);
    await w.accept();
    await w.quickInputShows(/The current password is not right/);
    await w.type(w.sandbox.ready.password);
    await w.accept();
    await eventually(async () => assert.match((await w.rowsText()).join("\n"), /Console password {2}changed today · expires in 180 days/));
    assert.deepEqual((await w.sandbox.control.calls()).filter((c) => c.operation === "ChangePassword").map((c) => c.outcome), ["AccessDenied", "ok"]);
    assert.equal(await w.page.locator(".notification-toast").count(), 0);
    assert.ok(!w.consoleText().includes(WANTED));
  });
});
