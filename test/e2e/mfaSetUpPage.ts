import assert from "node:assert/strict";
import jsqr from "jsqr";
import type { Frame, Locator } from "playwright-core";
import { PNG } from "pngjs";
import type { Sandbox } from "../sandbox/sandboxProcess";
import { codeOfSeed } from "../unit/mfa/authenticator";
import type { Driver } from "./driver";
import { eventually } from "./eventually";

/** The tab's title. */
export const SET_UP_PAGE = "Add an authenticator app";

export const CANCEL = "Cancel: removes the unfinished device";

/** A phone that has scanned a picture of the window: its decoder and its codes are not the extension's. */
export class Phone {
  readonly issuer: string;
  /** The account, as the app lists it. */
  readonly label: string;
  /** Base32. */
  readonly seed: string;

  constructor(readonly uri: string) {
    const { protocol, host, pathname, searchParams } = new URL(uri);
    assert.equal(`${protocol}//${host}`, "otpauth://totp");
    const [issuer = "", label = ""] = decodeURIComponent(pathname.slice(1)).split(":");
    assert.equal(searchParams.get("issuer"), issuer);
    this.issuer = issuer;
    this.label = label;
    this.seed = searchParams.get("secret") ?? "";
  }

  /** What it shows at a moment; `steps` later or earlier. */
  codeAt(now: Date, steps = 0): string {
    return codeAt(this.seed, now, steps);
  }
}

export function codeAt(seed: string, now: Date, steps = 0): string {
  return codeOfSeed(seed, Math.floor(now.getTime() / 30_000) + steps);
}

/** The page that sets up an authenticator app. */
export class MfaSetUpPage {
  readonly first: Locator;
  readonly second: Locator;
  readonly assign: Locator;
  readonly lines: Locator;

  constructor(readonly frame: Frame, private readonly window: Driver) {
    this.first = frame.getByRole("textbox", { name: "First code" });
    this.second = frame.getByRole("textbox", { name: "Second code" });
    this.assign = this.button("Assign device");
    this.lines = frame.locator("ul.lines li");
  }

  /** Once it is open and drawn. */
  static async find(window: Driver): Promise<MfaSetUpPage> {
    const page = new MfaSetUpPage(await window.webview(SET_UP_PAGE), window);
    await page.assign.waitFor();
    return page;
  }

  button(name: string): Locator {
    return this.frame.getByRole("button", { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  async cancel(): Promise<void> {
    await this.press(CANCEL);
  }

  /** Scans the QR code that the window shows. */
  scan(): Promise<Phone> {
    return eventually(async () => {
      const { data, width, height } = PNG.sync.read(await this.window.page.screenshot());
      const found = jsqr(new Uint8ClampedArray(data), width, height);
      assert.ok(found, "There is no QR code in the picture.");
      return new Phone(found.data);
    });
  }

  /** Types both codes in place of what is there. */
  async enter(first: string, second: string): Promise<void> {
    await this.first.fill(first);
    await this.second.fill(second);
  }

  /** Types the codes that a phone shows now and next, and assigns the device. */
  async finish(phone: Phone, { control }: Sandbox): Promise<void> {
    const now = await control.clock(0);
    await this.enter(phone.codeAt(now), phone.codeAt(now, 1));
    await this.assign.click();
  }

  /** Waits for what is said under a field. */
  async notes(field: "first" | "second", text: string): Promise<void> {
    await this.frame.locator(`#${field}-note`).filter({ hasText: text }).waitFor();
  }

  /** Waits for a status line. */
  async says(text: string | RegExp): Promise<void> {
    await this.lines.filter({ hasText: text }).first().waitFor();
  }

  async waitUntilAssigned(): Promise<void> {
    await this.frame.getByRole("heading", { name: "Device assigned" }).waitFor();
  }
}

/** Opens the page by the palette. */
export async function openSetUp(window: Driver): Promise<MfaSetUpPage> {
  await window.runCommand("Add MFA Device…");
  await window.pick("Authenticator app");
  return MfaSetUpPage.find(window);
}

/** Waits until no tab of the page is left. */
export async function waitUntilClosed(window: Driver): Promise<void> {
  await eventually(async () => assert.ok(!(await window.editorTabs()).includes(SET_UP_PAGE), "the page is still open"));
}

/** Alice's virtual devices as the account has them, and those of nobody: `alice: alice`, `alice-2: nobody`. */
export async function devicesIn({ control }: Sandbox): Promise<string[]> {
  const devices = (await control.mfa()).map(({ serial, user }) => ({ name: serial.split(":mfa/")[1] ?? "", user: user ?? "nobody" }));
  return devices.filter(({ name }) => name.startsWith("alice")).map(({ name, user }) => `${name}: ${user}`);
}

/** How the account answered each call of an operation. */
export async function outcomes({ control }: Sandbox, operation: string): Promise<string[]> {
  return (await control.calls()).filter((call) => call.operation === operation).map(({ outcome }) => outcome);
}

/** Waits until the tree has a row, or none, that such a line tells of. */
export async function waitForRow(window: Driver, line: RegExp, isThere = true): Promise<void> {
  await eventually(async () => {
    const lines = await window.rowsText();
    assert.equal(lines.some((text) => line.test(text)), isThere, `${String(line)} in\n${lines.join("\n")}`);
  });
}

/** Moves the account's clock to where a code has just begun: the next one is nearly 30 seconds away. */
export async function beginStep({ control }: Sandbox): Promise<void> {
  const seconds = (await control.clock(0)).getTime() / 1000;
  // AWS tells its time in whole seconds.
  await control.clock(32 - (seconds % 30));
}
