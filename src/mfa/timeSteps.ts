/** A code lives for this long, by AWS's clock (RFC 6238 with its usual step; IAM allows no other). */
export const STEP_MS = 30_000;

/** The number of the step that a moment, in milliseconds, falls into. */
export function stepAt(now: number): number {
  return Math.floor(now / STEP_MS);
}

/** When the step of a moment ends, in milliseconds. */
export function stepEnd(now: number): number {
  return (stepAt(now) + 1) * STEP_MS;
}

/** Seconds until the app shows another code. */
export function secondsLeft(now: number): number {
  return Math.ceil((stepEnd(now) - now) / 1000);
}
