import { crash, type CrashOutcome, type CrashWish, type WayOn } from "./crashedRotation";
import type { Sandbox } from "./sandboxProcess";
import { makeRandom } from "./seededRandom";
import { inLanes } from "./useSandboxes";

/** A rotation to be killed, and from which of its moments on. */
export type Journey = Omit<CrashWish, "at" | "wayOn"> & { readonly from?: string };

const ways: readonly [WayOn, WayOn] = ["goOn", "rollBack"];
/** Where nothing has to be waited for. */
const pace = { pauseMs: 5, inARow: 2, limitMs: 10_000 };

/** Together they go through everything that a rotation does. */
export const journeys = {
  toTheEnd: { steps: ["begin", "deactivate", "deleteOldKey"], pace },
  backAfterTheSwitch: { steps: ["begin", "rollBack", "deactivate", "deleteOldKey"], pace, from: "before journal: rollingBack" },
  // AWS does not accept the new key in time, so that nothing is switched. From there on it is not needed.
  backBeforeTheSwitch: { steps: ["begin", "rollBack"], pace: { ...pace, limitMs: 50 }, propagationBefore: 3_600, from: "after journal: rollingBack" },
  // The second of two files cannot be written, and the first is put back.
  switchUndone: { steps: ["begin"], pace, failAt: "before rename: config", from: "before rename: config" },
} as const satisfies Readonly<Record<string, Journey>>;

/** As from an office that is far from AWS's servers. */
const SLOW = { steps: journeys.toTheEnd.steps, pace: { pauseMs: 100, inARow: 3, limitMs: 20_000 }, latencyMs: 250, propagationSeconds: 2 };
/** It takes about so long. */
const SLOW_MS = 7_000;

/**
 * Kills it at each of its moments.
 * @param bothWays goes on and rolls back from each; else the one or the other, so that each kind of moment has both
 */
export async function killAtEachMoment(sandboxes: readonly Sandbox[], { from, ...journey }: Journey, bothWays: boolean): Promise<readonly CrashOutcome[]> {
  const [first] = sandboxes;
  if (first === undefined) return [];
  const { moments, complaints } = await crash(first, { ...journey, wayOn: "rollBack", at: undefined });
  const start = from === undefined ? 0 : moments.indexOf(from);
  if (start < 0 || complaints.length > 0) throw new Error(`Untouched, it did not end well: ${complaints.join("; ")} (${moments.join(", ")}).`);
  const crashes = moments.flatMap((_moment, number) => {
    if (number < start) return [];
    // Moments mostly come in pairs, before and after.
    const chosen = bothWays ? ways : [ways[(number ^ (number >> 1)) & 1] ?? "goOn"];
    return chosen.map((wayOn) => ({ ...journey, wayOn, at: { moment: number } }));
  });
  return inLanes(sandboxes, crashes, crash);
}

/** Kills a rotation with a slow AWS so many times, each time at a random moment. */
export async function killAtRandom(sandboxes: readonly Sandbox[], times: number, givenSeed = process.env["ROTATION_SEED"]): Promise<readonly CrashOutcome[]> {
  const { random, seed } = makeRandom(givenSeed);
  const crashes = Array.from({ length: times }, (_none, index) => ({ ...SLOW, wayOn: ways[index % 2] ?? "goOn", at: { milliseconds: Math.round(random() * SLOW_MS) } }));
  return inLanes(sandboxes, crashes, async (sandbox, wish) => {
    const outcome = await crash(sandbox, wish);
    return { ...outcome, complaints: outcome.complaints.map((sentence) => `ROTATION_SEED=${seed}: ${sentence}`) };
  });
}
