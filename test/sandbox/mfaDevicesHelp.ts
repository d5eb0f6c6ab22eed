import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import type { Session } from "../../src/iam/session";
import type { TestAccount } from "./openTestAccount";
import type { SandboxMfaDevice } from "./sandboxProcess";

export const serialOf = (name: string): string => (name.startsWith("GAHT") ? name : `arn:aws:iam::123456789012:mfa/${name}`);

/** A device that shows codes, as the sandbox has it now. */
export async function deviceNamed(account: TestAccount, name: string): Promise<SandboxMfaDevice> {
  const device = (await account.sandbox.control.mfa()).find(({ serial }) => serial === serialOf(name));
  assert.ok(device !== undefined, `There is no device ${name}`);
  return device;
}

/** Two codes in a row that a device shows now and next. */
export async function twoCodes(account: TestAccount, name: string): Promise<[string, string]> {
  const { codes } = await deviceNamed(account, name);
  return [codes[1], codes[2]];
}

/** Opens a session with MFA without a question, as if the user had signed in before; its code can be used again. */
export async function signInWith(account: TestAccount, session: Session, name = "alice"): Promise<void> {
  const { serial, code } = await deviceNamed(account, name);
  session.useMfa(await session.ownClient.getSessionToken({ serialNumber: serial, code, seconds: 3600, openedBy: account.sandbox.ready.accessKeyId, openedFor: account.sandbox.ready.accessKeyId }));
  await account.sandbox.control.changeMfa({ serial, forgetUsedCodes: true });
}

/** The devices that the journal names, by what stands in its files. */
export function journalOf(account: TestAccount): readonly string[] {
  const folder = account.in("unfinished");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return names.map((name) => (JSON.parse(account.read("unfinished", name)) as { serialNumber: string }).serialNumber);
}
