import type { CrashOutcome } from "../sandbox/crashedRotation.js";
import { journeys, killAtEachMoment, killAtRandom } from "../sandbox/crashSeries.js";
import { startSandbox } from "../sandbox/sandboxProcess.js";

/** What becomes of rotations whose window is killed: at each of their moments, in both ways from there, and at random ones. */
const SANDBOXES = 5;
const RANDOM = 50;

function count(outcomes: readonly CrashOutcome[]) {
  const those = (what: "notWorking" | "lost" | "elsewhere" | "unfinished") => outcomes.filter((outcome) => outcome[what].length > 0).length;
  return { crashes: outcomes.length, notWorking: those("notWorking"), lost: those("lost"), elsewhere: those("elsewhere"), unfinished: those("unfinished"), complaints: outcomes.flatMap(({ complaints }) => complaints) };
}

async function measure() {
  const sandboxes = await Promise.all(Array.from({ length: SANDBOXES }, () => startSandbox()));
  try {
    const atMoments: CrashOutcome[] = [];
    for (const journey of Object.values(journeys)) atMoments.push(...(await killAtEachMoment(sandboxes, journey, true)));
    return { atMoments: count(atMoments), atRandom: count(await killAtRandom(sandboxes, RANDOM)) };
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
  }
}

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
