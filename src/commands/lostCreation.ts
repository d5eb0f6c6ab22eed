import type { AwsError } from "../iam/errors.js";

/** A creation of which the answer did not come. */
export interface LostCreation<Thing> {
  /** What there was right before the call; `undefined`: it could not be listed. */
  readonly before: readonly Thing[] | undefined;
  /** When the call began, in milliseconds by AWS's clock. */
  readonly startedAt: number;
  readonly cause: AwsError;
}

/** AWS tells its time in whole seconds, which makes the measured clock up to two of them wrong. */
const CLOCK_TOLERANCE_MS = 2_000;

/** What the lost call created, by the lists before and after it; `undefined`: nothing, or it cannot be told for sure. */
export function findLost<Thing extends { readonly id: string; readonly createdAt: Date | undefined }>(before: readonly Thing[], now: readonly Thing[], startedAt: number): Thing | undefined {
  const known = new Set(before.map(({ id }) => id));
  // A list that lags behind may show an older one only now: that one is in somebody's hands.
  const isFromThisCall = ({ createdAt }: Thing) => (createdAt?.getTime() ?? 0) >= startedAt - CLOCK_TOLERANCE_MS;
  const [lost, ...others] = now.filter((thing) => !known.has(thing.id) && isFromThisCall(thing));
  return others.length === 0 ? lost : undefined;
}
