import { HOTP, Secret } from "otpauth";
import type { MfaDevice } from "./account.js";

const stepMs = 30_000;

/** The TOTP step (RFC 6238, 30 seconds) that a moment falls into. */
export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / stepMs);
}

/** The six digits of one step. */
export function codeOf(seed: string, step: number): string {
  return HOTP.generate({ secret: Secret.fromBase32(seed), counter: step, digits: 6, algorithm: "SHA1" });
}

/**
 * Accepts one code of the step before, now or after, unless that step or a later one was accepted already: "one code
 * cannot be reused" (IAM User Guide, MFA).
 * @returns whether the code was good; then it is used up.
 */
export function useCode(device: MfaDevice, code: string, now: Date): boolean {
  return accept(device, [code], { from: stepAt(now) - 1, to: stepAt(now) + 1 });
}

/**
 * Accepts two consecutive codes, as EnableMFADevice and ResyncMFADevice want them. The first may be up to `window` steps
 * away: a resync exists to find a device whose clock is off.
 * @returns whether the codes were good; then they are used up.
 */
export function usePair(device: MfaDevice, codes: readonly [string, string], now: Date, window: number): boolean {
  return accept(device, codes, { from: stepAt(now) - window, to: stepAt(now) + window });
}

function accept(device: MfaDevice, codes: readonly string[], { from, to }: { from: number; to: number }): boolean {
  const { seed } = device;
  if (seed === undefined) return false;
  for (let step = Math.max(from, device.lastStep + 1); step <= to; step += 1) {
    if (codes.every((code, index) => codeOf(seed, step + index) === code)) {
      device.lastStep = step + codes.length - 1;
      return true;
    }
  }
  return false;
}
