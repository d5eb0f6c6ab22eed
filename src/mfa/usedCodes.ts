import { createHash } from "node:crypto";
import { secondsLeft } from "./timeSteps.js";

/** AWS takes the code before and after the current one too; past that a code is refused for its age. */
const MEMORY_MS = 3 * 30_000;

/**
 * The codes that AWS has accepted, or refused, a moment ago: it looks at each of them once. Only digests are kept, and only as long as
 * the code would still count.
 */
export class UsedCodes {
  readonly #used = new Map<string, number>();

  /** @param now by AWS's clock, in milliseconds */
  add(serialNumber: string, code: string, now: number): void {
    for (const [used, until] of this.#used) if (until <= now) this.#used.delete(used);
    this.#used.set(digest(serialNumber, code), now + MEMORY_MS);
  }

  /** Seconds until the app shows the next code, if this one was used; `undefined`: it was not. */
  secondsUntilNext(serialNumber: string, code: string, now: number): number | undefined {
    const until = this.#used.get(digest(serialNumber, code));
    return until === undefined || until <= now ? undefined : secondsLeft(now);
  }
}

function digest(serialNumber: string, code: string): string {
  return createHash("sha256").update(`${serialNumber}\n${code}`).digest("base64");
}
