import assert from "node:assert/strict";
import { createKey } from "./createKey";
import { eventually } from "./eventually";
import { useWorkbench } from "./useWorkbench";

/** What is used of the page, whose types the tests do not have. */
interface Styles {
  getComputedStyle(element: unknown): { readonly outlineStyle: string; readonly outlineWidth: string };
}

describe("without a mouse or without sight", () => {
  const window = useWorkbench({ scenario: "two-keys" });

  it("each row of the tree says its status in words", async () => {
    const workbench = window();
    const spoken = async () => Promise.all((await workbench.page.locator(".part.sidebar").getByRole("treeitem").all()).map((row) => row.getAttribute("aria-label")));
    await eventually(async () => {
      const names = await spoken();
      assert.ok(names.every((name) => name !== null && name !== ""));
      const all = names.join("\n");
      assert.match(all, /^Signed in as alice @ acme-dev, 123456789012 · profile sandbox · no MFA in this session/m);
      assert.match(all, /^Console password, changed 121 days ago · expires in 59 days\. According to the account's credential report/m);
      assert.match(all, /^Access keys, 2 of 2/m);
      assert.match(all, /^Access key AKIA\w{16}, this profile · active · 400 days old/m);
      assert.match(all, /^yubikey-5, passkey or security key · since/m);
    });
  });

  it("a row that is switched off, and one that is empty, say so", async () => {
    const workbench = window();
    const row = workbench.row("never used");
    await workbench.contextMenu(row, "Deactivate Access Key");
    await workbench.page.getByRole("treeitem", { name: /^Access key AKIA\w{16}, inactive/ }).waitFor();
    await workbench.expandAll();
    await workbench.page.getByRole("treeitem", { name: /^None\. Only some old SOAP interfaces.*Add one in the AWS console/ }).waitFor();
  });
});

describe("the one-time page by keyboard alone", () => {
  const window = useWorkbench({ scenario: "default" });

  it("has the main action focused, all others in reading order, and says what happened", async () => {
    const workbench = window();
    const { page: browser } = workbench;
    const page = await createKey(workbench);
    const focused = page.frame.locator("button:focus");
    const outline = () =>
      focused.evaluate((button) => {
        const { outlineStyle, outlineWidth } = (globalThis as unknown as Styles).getComputedStyle(button);
        return `${outlineStyle} ${outlineWidth}`;
      });
    await focused.filter({ hasText: "Save to a profile…" }).waitFor();
    for (const name of ["Copy secret access key", "Show", "Copy access key ID"]) {
      await browser.keyboard.press("Shift+Tab");
      await focused.filter({ hasText: new RegExp(`^${name}$`) }).waitFor();
      assert.equal(await outline(), "solid 2px");
    }
    await browser.keyboard.press("Tab");
    const hidden = page.frame.getByRole("img", { name: "hidden" });
    await hidden.waitFor();
    await browser.keyboard.press("Enter");
    await page.button("Hide").waitFor();
    assert.equal(await hidden.count(), 0);
    assert.equal(await focused.innerText(), "Hide");
    await browser.keyboard.press("Space");
    await hidden.waitFor();
    await browser.keyboard.press("Tab");
    await browser.keyboard.press("Enter");
    await page.says("Secret copied");
    assert.equal(await page.frame.locator("ul.lines").getAttribute("aria-live"), "polite");
    for (const name of ["Save to a profile…", "Download .csv…", "Done"]) {
      await browser.keyboard.press("Tab");
      await focused.filter({ hasText: name }).waitFor();
    }
    await browser.keyboard.press("Enter");
    await eventually(async () => assert.deepEqual(await workbench.editorTabs(), []));
  });
});
