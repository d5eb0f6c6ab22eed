import assert from "node:assert/strict";
import type { Sandbox } from "../sandbox/sandboxProcess";

/** The code that a device of the account's user shows now. @param serial part of the serial number; nothing: the first that shows codes */
export async function codeOf({ control, ready }: Sandbox, serial = ""): Promise<string> {
  const device = (await control.mfa()).find((each) => each.user === ready.userName && each.serial.includes(serial));
  assert.ok(device, `${ready.userName} has no such device`);
  return device.code;
}
