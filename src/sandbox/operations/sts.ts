import { callerArn, devicesOf, type Caller } from "../account.js";
import { plusSeconds } from "../clock.js";
import { accessDenied } from "../errors.js";
import * as field from "../fields.js";
import { newId, newSecretAccessKey, newSessionToken } from "../random.js";
import { useCode } from "../totp.js";
import type { XmlObject } from "../xml.js";
import { on, type Call, type Operation } from "./operation.js";

/** Default and bounds for users; root's sessions last at most an hour (STS API reference, GetSessionToken). */
const defaultSeconds = 43_200;
const rootSeconds = 3600;

function getCallerIdentity({ account, caller }: Call): XmlObject {
  return { UserId: caller.kind === "user" ? caller.user.id : caller.userId, Account: account.id, Arn: callerArn(caller) };
}

function getSessionToken(call: Call): XmlObject {
  const { account, caller, input, now } = call;
  if (caller.kind === "role" || caller.session) throw accessDenied("Cannot call GetSessionToken with session credentials");
  const mfa = checkMfa(call, caller);
  const asked = input.integer("DurationSeconds") ?? defaultSeconds;
  const seconds = caller.user.kind === "root" ? Math.min(asked, rootSeconds) : asked;
  const key = {
    id: newId.temporaryKey(),
    secret: newSecretAccessKey(),
    token: newSessionToken(),
    expiresAt: plusSeconds(now, seconds),
    caller: { ...caller, session: { mfa } },
  };
  account.temporaryKeys.push(key);
  return { Credentials: { AccessKeyId: key.id, SecretAccessKey: key.secret, SessionToken: key.token, Expiration: key.expiresAt } };
}

/**
 * Whether the session is to count as signed in with MFA.
 * @throws `AccessDenied` with STS's words for a device that is not the caller's, or a wrong or used code. FIDO devices have
 * no codes: they get the first of these too.
 */
function checkMfa({ account, input, now }: Call, { user }: Extract<Caller, { kind: "user" }>): boolean {
  const serial = input.optionalText("SerialNumber");
  const code = input.optionalText("TokenCode");
  if (serial === undefined && code === undefined) return false;
  const device = devicesOf(account, user).find((candidate) => candidate.serial === serial);
  if (device?.seed === undefined || code === undefined) {
    throw accessDenied(
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    );
  }
  if (!useCode(device, code, now)) throw accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  return true;
}

/** The STS operations of the sandbox. */
export const stsOperations = {
  GetCallerIdentity: { input: {}, resource: on.everything, permission: "none", run: getCallerIdentity },
  GetSessionToken: {
    input: {
      DurationSeconds: field.integer(900, 129_600),
      SerialNumber: field.boundedText(9, 256, String.raw`[\w+=/:,.@-]*`),
      TokenCode: field.boundedText(6, 6, String.raw`[\d]*`),
    },
    resource: on.everything,
    permission: "unlessDenied",
    run: getSessionToken,
  },
} satisfies Record<string, Operation>;
