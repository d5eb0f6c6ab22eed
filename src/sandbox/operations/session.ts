import { devicesOf, type Account, type Caller, type TemporaryKey } from "../account.js";
import { plusSeconds } from "../clock.js";
import { accessDenied } from "../errors.js";
import * as field from "../fields.js";
import { newId, newSecretAccessKey, newSessionToken } from "../random.js";
import { useCode } from "../totp.js";
import type { XmlObject } from "../xml.js";
import type { Call } from "./operation.js";

/** Makes temporary keys for a session. */
export function newTemporaryKey(account: Account, caller: Caller, expiresAt: Date): TemporaryKey {
  const key = { id: newId.temporaryKey(), secret: newSecretAccessKey(), token: newSessionToken(), expiresAt, caller };
  account.temporaryKeys.push(key);
  return key;
}

/** Makes temporary keys and words them as STS does. */
export function giveKey({ account, now }: Call, caller: Caller, seconds: number): XmlObject {
  const key = newTemporaryKey(account, caller, plusSeconds(now, seconds));
  return { Credentials: { AccessKeyId: key.id, SecretAccessKey: key.secret, SessionToken: key.token, Expiration: key.expiresAt } };
}

/** The inputs by which a call to STS proves MFA. */
export const mfaInput = {
  SerialNumber: field.boundedText(9, 256, String.raw`[\w+=/:,.@-]*`),
  TokenCode: field.boundedText(6, 6, String.raw`[\d]*`),
};

/**
 * Whether the call proves MFA, by a device of the user who calls.
 * @throws `AccessDenied` with STS's words for a device that is not the caller's, or a wrong or used code. FIDO devices have
 * no codes: they get the first of these too.
 */
export function provesMfa({ account, caller, input, now }: Call): boolean {
  const serial = input.optionalText("SerialNumber");
  const code = input.optionalText("TokenCode");
  if (serial === undefined && code === undefined) return false;
  const device = caller.kind === "user" ? devicesOf(account, caller.user).find((candidate) => candidate.serial === serial) : undefined;
  if (device?.seed === undefined || code === undefined) {
    throw accessDenied(
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    );
  }
  if (!useCode(device, code, now)) throw accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  return true;
}
