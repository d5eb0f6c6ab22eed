import assert from "node:assert/strict";
import { journeys, killAtEachMoment, killAtRandom } from "./crashSeries";
import type { CrashOutcome } from "./crashedRotation";
import { useSandboxes } from "./useSandboxes";

/** Side by side: the programs mostly wait. */
const SANDBOXES = 4;

function assertAllWell(outcomes: readonly CrashOutcome[], atLeast: number): void {
  assert.deepEqual(outcomes.flatMap(({ complaints }) => complaints), []);
  assert.ok(outcomes.length >= atLeast, `It was killed ${outcomes.length} times only.`);
}

describe("A rotation whose window is killed", function () {
  this.timeout(120_000);
  const sandboxes = useSandboxes(SANDBOXES);

  it("goes on, or back, from each of its moments, and leaves one key and nothing else", async () => {
    assertAllWell(await killAtEachMoment(sandboxes(), journeys.toTheEnd, false), 50);
  });

  it("does so from each moment of a roll back after the switch", async () => {
    assertAllWell(await killAtEachMoment(sandboxes(), journeys.backAfterTheSwitch, false), 30);
  });

  it("does so from each moment of a roll back before it", async () => {
    assertAllWell(await killAtEachMoment(sandboxes(), journeys.backBeforeTheSwitch, false), 10);
  });

  it("does so from each moment of a switch that is taken back because a file cannot be written", async () => {
    assertAllWell(await killAtEachMoment(sandboxes(), journeys.switchUndone, true), 8);
  });

  it("does so from any moment at all, with a slow AWS", async () => {
    assertAllWell(await killAtRandom(sandboxes(), 10), 10);
  });
});
