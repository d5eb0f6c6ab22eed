import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { MfaSetUp } from "../../src/panels/mfaSetUp";
import type { Codes } from "../../src/panels/mfaSetUpProtocol";
import { Authenticator } from "../unit/mfa/authenticator";
import type { TestAccount } from "./openTestAccount";
import { pick } from "./scriptedUi";

export const APP = pick(/What kind of device\?/, "Authenticator app");

/** The page that was opened last. */
export function lastPage(account: TestAccount): MfaSetUp {
  const setUp = account.setUps.at(-1);
  assert.ok(setUp !== undefined, "No page was opened.");
  return setUp;
}

/** What a phone that scans the page shows: the code before, and the one of now. @param aheadMs the phone's clock */
export function codesOf(setUp: MfaSetUp, aheadMs = 0): Codes {
  const phone = Authenticator.scan(setUp.qr);
  const now = Date.now() + aheadMs;
  return [phone.codeAt(now, -1), phone.codeAt(now)];
}

/** Types both codes and assigns the device. @returns the codes */
export async function assign(setUp: MfaSetUp, aheadMs = 0): Promise<Codes> {
  const codes = codesOf(setUp, aheadMs);
  setUp.enter(codes);
  assert.equal(setUp.canAssign, true, setUp.pair.notes.map(({ text }) => text).join(" / "));
  await setUp.assign();
  return codes;
}

export function status(setUp: MfaSetUp): readonly string[] {
  return setUp.status.map(({ tone, text }) => `${tone}: ${text}`);
}

/** All virtual devices of the account as the sandbox has them: `alice: alice`, `alice-2: nobody`. */
export async function devices(account: TestAccount): Promise<readonly string[]> {
  const found = await account.sandbox.control.mfa();
  return found.filter(({ serial }) => serial.includes(":mfa/") && !serial.includes("root")).map(({ serial, user }) => `${serial.split("/").at(-1) ?? ""}: ${user ?? "nobody"}`);
}

/** The journal, by names. */
export function journal(account: TestAccount): readonly string[] {
  return entries(account).map(({ serialNumber }) => serialNumber.split("/").at(-1) ?? "");
}

interface Entry {
  readonly file: string;
  readonly serialNumber: string;
  readonly owner?: object;
}

function entries(account: TestAccount): readonly Entry[] {
  const folder = account.in("unfinished");
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.map((name) => ({ file: account.in("unfinished", name), ...(JSON.parse(readFileSync(account.in("unfinished", name), "utf8")) as Omit<Entry, "file">) }));
}

/** Makes the journal's entries those of another window, which has this process. */
export function handOver(account: TestAccount, processId: number): void {
  for (const { file, owner, ...entry } of entries(account)) writeFileSync(file, JSON.stringify({ ...entry, owner: { ...owner, windowId: "another", processId } }));
}
