/**
 * The sandbox's time: the machine's, plus what tests advanced it by. Every date, expiry, TOTP step and `Date` header
 * comes from here, so that no test has to wait.
 */
export class Clock {
  #aheadMs = 0;

  /** The sandbox's current time. */
  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  /** Moves the time by `seconds`; a negative number moves it back. */
  advance(seconds: number): void {
    this.#aheadMs += seconds * 1000;
  }

  /** Back to the machine's time. */
  reset(): void {
    this.#aheadMs = 0;
  }
}

const secondMs = 1000;
const dayMs = 24 * 3600 * secondMs;

/** `date` moved by a number of seconds, which may be negative. */
export function plusSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * secondMs);
}

/** `date` moved by a number of days of 24 hours, which may be negative. */
export function plusDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * dayMs);
}

/** ISO 8601 to the second, as IAM writes timestamps: `2026-11-23T10:00:00Z`. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The basic ISO 8601 form that SigV4 uses: `20261123T100000Z`. */
export function isoBasic(date: Date): string {
  return isoSeconds(date).replaceAll(/[-:]/g, "");
}
