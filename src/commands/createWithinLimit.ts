import { setTimeout } from "node:timers/promises";
import { isAwsError } from "../iam/errors.js";
import type { LostCreation } from "./lostCreation.js";

/** How often, and at what distance, a creation is tried again that an unfinished deletion stands in the way of. */
const LAG_ATTEMPTS = 6;
const LAG_PAUSE_MS = 2_000;

/** A creation of which AWS allows only so many. */
export interface LimitedCreation<Thing extends { readonly id: string }, Created> {
  /** Those that count towards the limit. */
  readonly list: () => Promise<readonly Thing[]>;
  readonly create: () => Promise<Created>;
  /** AWS's clock minus this computer's, in milliseconds, as far as it is known. */
  readonly clockSkewMs: () => number | undefined;
  readonly isFull: (things: readonly Thing[]) => boolean;
  /** Asks which of a full set to give up. @throws CancelledError */
  readonly askToGiveUp: (things: readonly Thing[]) => Promise<Thing>;
  /** Deletes it, after asking. @throws CancelledError if it is to stay */
  readonly giveUp: (thing: Thing) => Promise<void>;
  /** The answer was lost: says what there is, and what can be made of it. */
  readonly clearUp: (lost: LostCreation<Thing>) => Promise<Created>;
}

/**
 * Creates it. AWS has the last word on the limit: what is given up is deleted only once AWS has said that there are too
 * many, and so has shown that this user may create one at all.
 * @param chosen what is to be given up, if that was asked already
 */
export async function createWithinLimit<Thing extends { readonly id: string }, Created>(creation: LimitedCreation<Thing, Created>, chosen: Thing | undefined): Promise<Created> {
  let toGiveUp = chosen;
  const deleted = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    // Listed right before the call: one that somebody else makes meanwhile must not be taken for a lost one.
    const before = await creation.list().catch(() => undefined);
    const startedAt = Date.now() + (creation.clockSkewMs() ?? 0);
    try {
      return await creation.create();
    } catch (error) {
      if (!isAwsError(error)) throw error;
      if (error.outcomeUnknown) return await creation.clearUp({ before, startedAt, cause: error });
      if (error.code !== "LimitExceeded" || before === undefined || attempt === LAG_ATTEMPTS) throw error;
      const remaining = before.filter(({ id }) => !deleted.has(id));
      // With room in the list, a deletion has not reached all of IAM yet; it takes some seconds.
      toGiveUp ??= creation.isFull(remaining) ? await creation.askToGiveUp(remaining) : undefined;
      if (toGiveUp === undefined) {
        await setTimeout(LAG_PAUSE_MS);
        continue;
      }
      await creation.giveUp(toGiveUp);
      deleted.add(toGiveUp.id);
      toGiveUp = undefined;
    }
  }
}
