import { HOTP, Secret as OtpSecret, TOTP } from "otpauth";
import { Secret } from "../secret.js";
import { STEP_MS, stepAt } from "./timeSteps.js";

/** A clock that is off by more than this is not looked for. */
const SEARCHED_STEPS = (20 * 60_000) / STEP_MS;

/** What is shown as the account's provider in the authenticator app. */
const ISSUER = "Amazon Web Services";

/** What a code tells: of which time step it is, and so how far the app's clock is off. */
export type CodeVerdict =
  /** Of this moment, or of the step before or after, which AWS takes as well. */
  | { readonly kind: "now" | "previous" | "next"; readonly step: number }
  /** The app's clock is ahead, or behind; a code may also simply be that old. */
  | { readonly kind: "ahead" | "behind"; readonly step: number; readonly minutes: number }
  /** Another account's, or mistyped. */
  | { readonly kind: "unknown" };

/** The code that the app shows in a time step (RFC 6238, with the values that IAM uses). */
export function codeOf(seed: Secret, step: number): string {
  return HOTP.generate({ secret: toKey(seed), counter: step });
}

/** Judges a code against its seed, nearest step first. @param now by AWS's clock, in milliseconds */
export function judgeCode(seed: Secret, code: string, now: number): CodeVerdict {
  const offset = HOTP.validate({ token: code, secret: toKey(seed), counter: stepAt(now), window: SEARCHED_STEPS });
  if (offset === null) return { kind: "unknown" };
  const step = stepAt(now) + offset;
  switch (offset) {
    case 0:
      return { kind: "now", step };
    case -1:
      return { kind: "previous", step };
    case 1:
      return { kind: "next", step };
    default:
      return { kind: offset > 0 ? "ahead" : "behind", step, minutes: Math.round((Math.abs(offset) * STEP_MS) / 60_000) };
  }
}

/**
 * The URI in the QR code. Apps show the label; one that is the same as another's may take its place, so that a second
 * device of a user says its name too.
 * @param account the account's alias, or its id
 */
export function makeOtpUri(seed: Secret, owner: { readonly deviceName: string; readonly userName: string; readonly account: string }): Secret {
  const { deviceName, userName, account } = owner;
  const whose = `${userName}@${account}`;
  const uri = new TOTP({ issuer: ISSUER, label: deviceName === userName ? whose : `${whose} (${deviceName})`, secret: toKey(seed) });
  return new Secret(uri.toString());
}

function toKey(seed: Secret): OtpSecret {
  return OtpSecret.fromBase32(seed.reveal());
}
