import { HOTP, Secret } from "otpauth";
import type { MfaDevice } from "./account.js";
import { plusSeconds } from "./clock.js";

const stepSeconds = 30;

/** The TOTP step (RFC 6238, 30 seconds) that a moment falls into. */
export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / (stepSeconds * 1000));
}

/** The six digits of one step. */
export function codeOf(seed: string, step: number): string {
  return HOTP.generate({ secret: Secret.fromBase32(seed), counter: step, digits: 6, algorithm: "SHA1" });
}

/** The step that the device itself shows at this moment, by its own clock. */
export function shownStep({ driftSeconds }: MfaDevice, now: Date): number {
  return stepAt(plusSeconds(now, driftSeconds));
}

/** Seconds until the device shows a step; 0 when it shows it, or a later one, already. */
export function secondsUntil({ driftSeconds }: MfaDevice, step: number, now: Date): number {
  return Math.max(0, step * stepSeconds - plusSeconds(now, driftSeconds).getTime() / 1000);
}

/** How far a single code may be away from AWS's clock, in steps; AWS tells no number, RFC 6238 recommends one. */
const nearby = 1;

/**
 * How far the two codes in a row may be away from AWS's clock, in steps: twenty minutes. AWS tells no number. It must be
 * far, since a resync exists to find a device whose clock is off, and since EnableMFADevice with codes of long ago
 * "successfully associates with the user but the MFA device becomes out of sync" (IAM User Guide).
 */
const far = 40;

/**
 * Accepts one code of the step before, now or after by the clock that AWS takes the device to have, unless that step or a
 * later one was accepted already: "one code cannot be reused" (IAM User Guide, MFA).
 * @returns whether the code was good; then it is used up.
 */
export function useCode(device: MfaDevice, code: string, now: Date): boolean {
  const { seed } = device;
  if (seed === undefined) return false;
  const expected = stepAt(now) + device.offset;
  for (let step = Math.max(expected - nearby, device.lastStep + 1); step <= expected + nearby; step += 1) {
    if (device.used.has(step) || codeOf(seed, step) !== code) continue;
    useUp(device, [step]);
    return true;
  }
  return false;
}

/**
 * Accepts two codes in a row, as EnableMFADevice and ResyncMFADevice want them, and takes the device's clock from them: a
 * phone that is five minutes ahead works from then on, and codes that were five minutes old when they arrived leave a
 * good phone out of step.
 * @returns whether the codes were good; then they are used up.
 */
export function usePair(device: MfaDevice, [first, second]: readonly [string, string], now: Date): boolean {
  const { seed } = device;
  if (seed === undefined) return false;
  for (const step of outwards(stepAt(now) + device.offset)) {
    if (device.used.has(step) || device.used.has(step + 1)) continue;
    if (codeOf(seed, step) !== first || codeOf(seed, step + 1) !== second) continue;
    useUp(device, [step, step + 1]);
    // People send the second code as soon as they see it, so that is the one the device shows now.
    device.offset = withoutJitter(step + 1 - stepAt(now));
    return true;
  }
  return false;
}

/** The steps around one, nearest first, so that of two places where six digits fit the likelier is taken. */
function* outwards(middle: number): Generator<number> {
  yield middle;
  for (let distance = 1; distance <= far; distance += 1) {
    yield middle - distance;
    yield middle + distance;
  }
}

/** Codes typed a step early or late are within what is accepted anyhow, and say nothing of the device's clock. */
function withoutJitter(steps: number): number {
  return Math.abs(steps) <= nearby ? 0 : steps;
}

function useUp(device: MfaDevice, steps: readonly number[]): void {
  for (const step of steps) device.used.add(step);
  device.lastStep = steps.at(-1) ?? device.lastStep;
}
