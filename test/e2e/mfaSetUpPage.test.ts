import assert from "node:assert/strict";
import { browserStorage } from "./browserStorage";
import { eventually } from "./eventually";
import { filesThat } from "./filesThat";
import { CANCEL, devicesIn, MfaSetUpPage, openSetUp, outcomes, waitUntilClosed } from "./mfaSetUpPage";
import { useWorkbench } from "./useWorkbench";

/** Runs in the page, whose types the tests do not have: what sticks out of it on the right. */
const CUT_OFF = `(() => {
  const width = document.documentElement.clientWidth;
  const parts = [...document.querySelectorAll("#page, #page *")];
  const names = parts.filter((part) => part.getBoundingClientRect().right > width + 1).map((part) => part.outerHTML.slice(0, 80));
  return document.documentElement.scrollWidth > width ? [...names, "it scrolls sideways"] : names;
})()`;

const SHOW_KEY = "Show the key";

describe("the page that sets up an authenticator app", () => {
  const window = useWorkbench({ scenario: "new-user", settings: { "mySecurityCredentials.clipboardClearSeconds": 1 } });

  it("is used from the palette to the assigned device without a mouse", async () => {
    const workbench = window();
    const { sandbox, page: { keyboard } } = workbench;
    await keyboard.press("F1");
    await workbench.type(">Add MFA Device…");
    await workbench.quickInputShows("Security Credentials: Add MFA Device…");
    await workbench.accept();
    await workbench.quickInputShows("Hardware token");
    await workbench.accept();
    const page = await MfaSetUpPage.find(workbench);
    const focusIsOn = (name: string) => page.frame.locator(":focus").and(page.frame.getByRole("button", { name, exact: true })).waitFor();
    const phone = await page.scan();
    await page.frame.locator("#first:focus").waitFor();
    // Escape closes no editor, so it must not end a set-up either.
    await keyboard.press("Escape");
    for (const name of ["Copy the key", SHOW_KEY]) {
      await keyboard.press("Shift+Tab");
      await focusIsOn(name);
    }
    await keyboard.press("Enter");
    await focusIsOn("Hide the key");
    assert.equal((await page.frame.locator("code").innerText()).replaceAll(" ", ""), phone.seed);
    await keyboard.press("Space");
    await focusIsOn(SHOW_KEY);
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    const now = await sandbox.control.clock(0);
    await page.frame.locator("#first:focus").waitFor();
    await keyboard.type(phone.codeAt(now));
    await page.frame.locator("#second:focus").waitFor();
    await keyboard.type(phone.codeAt(now, 1));
    await page.notes("second", "Second code is right");
    for (const name of ["Assign device", CANCEL]) {
      await keyboard.press("Tab");
      await focusIsOn(name);
    }
    await keyboard.press("Shift+Tab");
    await keyboard.press("Enter");
    await page.frame.locator("h1:focus", { hasText: "Device assigned" }).waitFor();
    assert.deepEqual(await devicesIn(sandbox), ["alice: alice"]);
    for (const name of ["Use it for profile sandbox…", "Sign in with MFA now", "Done"]) {
      await keyboard.press("Tab");
      await focusIsOn(name);
    }
    await keyboard.press("Enter");
    await waitUntilClosed(workbench);
  });

  it("names every control, says what changes, and runs no script or style but its own", async () => {
    const page = await openSetUp(window());
    const { frame } = page;
    assert.equal(await frame.locator("button").count(), await frame.getByRole("button", { name: /\w/ }).count());
    assert.equal(await frame.locator("input").count(), await frame.getByRole("textbox", { name: /^(First|Second) code$/ }).count());
    await frame.getByRole("img", { name: "QR code to scan with your authenticator app" }).waitFor();
    for (const id of ["first", "second"]) {
      assert.equal(await frame.locator(`#${id}`).getAttribute("aria-describedby"), `${id}-note`);
      assert.equal(await frame.locator(`#${id}-note`).getAttribute("aria-live"), "polite");
    }
    assert.equal(await frame.locator("ul.lines").getAttribute("aria-live"), "polite");
    const policy = (await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content")) ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'nonce-[\w+/]+=*'; style-src (?!.*'unsafe)[^;]*;$/);
    assert.equal(await frame.locator("body [style], body style, body script:not([src])").count(), 0);
    await page.cancel();
    await waitUntilClosed(window());
    await eventually(async () => assert.deepEqual(await devicesIn(window().sandbox), []));
  });

  it("is whole at a width of 300 pixels, and at twice its size", async () => {
    const workbench = window();
    const { sandbox, page: browser } = workbench;
    const size = browser.viewportSize() ?? { width: 0, height: 0 };
    const page = await openSetUp(workbench);
    const phone = await page.scan();
    const innerWidth = () => page.frame.evaluate("innerWidth").then(Number);
    /** Makes the page so many pixels wide, each drawn so many times its size. */
    const isWholeAt = async (width: number, zoom: number) => {
      await browser.setViewportSize({ ...size, width: (browser.viewportSize()?.width ?? 0) - (await innerWidth()) + width });
      await eventually(async () => assert.equal(await innerWidth(), width));
      await page.frame.evaluate(`document.documentElement.style.zoom = "${zoom}"`);
      assert.deepEqual(await page.frame.evaluate(CUT_OFF), []);
    };
    await page.press(SHOW_KEY);
    await page.frame.locator("code").waitFor();
    await page.first.fill(phone.codeAt(await sandbox.control.clock(0), -10));
    await page.notes("first", "your phone's clock is that much behind");
    try {
      await isWholeAt(600, 2);
      await isWholeAt(300, 1);
      assert.equal((await page.scan()).uri, phone.uri);
      await page.finish(phone, sandbox);
      await page.waitUntilAssigned();
      await isWholeAt(300, 1);
      await isWholeAt(600, 2);
    } finally {
      await browser.setViewportSize(size);
    }
    await page.press("Done");
    await waitUntilClosed(workbench);
  });

  it("shows the key when it is asked to, and leaves it nowhere", async () => {
    const workbench = window();
    const page = await openSetUp(workbench);
    const { seed } = await page.scan();
    const picture = (await page.frame.locator(".qr path").getAttribute("d")) ?? "";
    assert.ok(picture.length > 500);
    // As it is, and as it is shown.
    const holdsKey = (text: string) => text.includes(seed) || text.includes(seed.match(/.{4}/g)?.join(" ") ?? seed);
    const holds = (text: string) => holdsKey(text) || text.includes(picture);
    assert.equal(holdsKey(await page.frame.content()), false, "before it is shown");
    await page.press(SHOW_KEY);
    await page.button("Hide the key").waitFor();
    assert.equal(holdsKey(await page.frame.content()), true);
    await page.press("Hide the key");
    await page.button(SHOW_KEY).waitFor();
    assert.equal(holdsKey(await page.frame.content()), false, "after it is hidden");
    await page.press("Copy the key");
    await page.says("the clipboard is cleared after 1 second");
    assert.equal(holdsKey(await workbench.clipboard()), true);
    await eventually(async () => assert.equal(await workbench.clipboard(), ""));
    // A call that fails: its error is shown.
    await workbench.sandbox.control.faults({ action: "EnableMFADevice", kind: "garbage" });
    await page.finish(await page.scan(), workbench.sandbox);
    await page.says("Type two new codes.");
    const status = await page.lines.allInnerTexts();
    await page.cancel();
    await waitUntilClosed(workbench);
    await eventually(async () => assert.deepEqual(await outcomes(workbench.sandbox, "DeleteVirtualMFADevice"), ["ok"]));

    assert.deepEqual(filesThat(workbench.folder, holds), []);
    const places: Record<string, string> = {
      "the console": workbench.consoleText(),
      "the page": status.join("\n"),
      "the tree": (await workbench.rowsText()).join("\n"),
      "the window": await workbench.page.content(),
      "the browser's storage": (await browserStorage(workbench.page)).join("\n"),
      "the sandbox's calls": JSON.stringify(await workbench.sandbox.control.calls()),
    };
    for (const [place, text] of Object.entries(places)) {
      assert.notEqual(text, "", `there is something in ${place}`);
      assert.equal(holds(text), false, `the key is in ${place}`);
    }
  });
});
