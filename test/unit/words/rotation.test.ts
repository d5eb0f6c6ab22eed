import assert from "node:assert/strict";
import type { Rotation, RotationStep } from "../../../src/rotation/rotation";
import { describeLateUse, describeNothingLeft, describeOutcome, describeRotation, describeRotationOf, describeWait, describeWaits } from "../../../src/words/rotation";
import { HOUR, NEW_ID, NOON, OLD_ID, PROVING, WATCHING } from "../rotation/someRotation";

const MOMENT = { now: new Date(NOON + 3 * HOUR), locale: "en" };
const LATE_USE = { at: NOON + HOUR, serviceName: "s3", region: "eu-west-1" };
const RESTING: Rotation = { ...WATCHING, step: "resting" };
/** In whatever time zone the tests run. */
const DUE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" }).format(NOON + 24 * HOUR);
const row = (rotation: Rotation, id: string) => describeRotationOf(rotation, id, MOMENT);
const say = (rotation: Rotation) => describeRotation(rotation, MOMENT);

describe("A rotation in words", () => {
  it("is short on the rows of both keys", () => {
    assert.deepEqual([row(WATCHING, OLD_ID), row(WATCHING, NEW_ID)], [`replaced · to be switched off after ${DUE}`, "in place of …MPLE"]);
    assert.equal(row(RESTING, OLD_ID), `replaced · to be deleted after ${DUE}`);
    assert.equal(row({ ...WATCHING, lateUse: LATE_USE }, OLD_ID), "replaced, but used 2 hours ago, s3 eu-west-1");
    assert.deepEqual([row(PROVING, OLD_ID), row({ ...PROVING, problem: "The disk is full." }, NEW_ID)], ["being replaced…", "rotation stopped"]);
  });

  it("says in each step which key the files hold, or that both work", () => {
    assert.equal(say({ ...PROVING, step: "creating", newKeyId: undefined }), `The replacement of access key ${OLD_ID} stopped while the new key was being created. Your files hold ${OLD_ID}, which works as before.`);
    assert.equal(say(PROVING), `The replacement of access key ${OLD_ID} stopped: the new key ${NEW_ID} exists, but your files still hold the old one, which works as before.`);
    assert.equal(say({ ...PROVING, step: "switching" }), `The replacement of access key ${OLD_ID} stopped while your files were changed over to ${NEW_ID}. Both keys work.`);
    assert.equal(say(WATCHING), `Access key ${OLD_ID} has been replaced by ${NEW_ID}, and stays active until ${DUE} in case something else uses it.`);
    assert.equal(say(RESTING), `Access key ${OLD_ID} has been replaced by ${NEW_ID} and is switched off. It is to be deleted after ${DUE}.`);
    assert.equal(say({ ...PROVING, step: "rollingBack" }), `The way back to access key ${OLD_ID} stopped. Your files hold ${OLD_ID}, which works as before; the new key is still to be deleted.`);
    assert.equal(say({ ...WATCHING, step: "rollingBack" }), `The way back to access key ${OLD_ID} stopped. As long as it has not gone on, your files may still hold ${NEW_ID}, which stays active.`);
  });

  it("says what can be done when its time is over", () => {
    const late = { ...MOMENT, now: new Date(NOON + 25 * HOUR) };
    assert.equal(describeRotation(WATCHING, late), `Access key ${OLD_ID} has been replaced by ${NEW_ID}, and nothing else has used it since, as far as AWS knows. It can be switched off.`);
    assert.equal(describeRotation(RESTING, late), `Access key ${OLD_ID} has been replaced by ${NEW_ID} and is switched off, and its time is over. It can be deleted.`);
  });

  it("names what still uses the old key, with service and region", () => {
    assert.equal(describeLateUse(LATE_USE, MOMENT), "used 2 hours ago, s3 eu-west-1");
    assert.match(say({ ...WATCHING, lateUse: LATE_USE }), /but something else still has it: it was used 2 hours ago, s3 eu-west-1\. It stays active until /);
  });

  for (const step of ["creating", "proving", "switching", "watching", "resting", "rollingBack"] as const satisfies readonly RotationStep[]) {
    it(`has no hole in any step, and ends with the problem: ${step}`, () => {
      for (const rotation of [{ ...WATCHING, step }, { ...PROVING, step, newKeyId: step === "creating" ? undefined : NEW_ID }]) {
        const text = [say({ ...rotation, problem: "The disk is full." }), row(rotation, OLD_ID), row(rotation, NEW_ID), describeOutcome(rotation, MOMENT)].join(" ");
        assert.doesNotMatch(text, /undefined|null|NaN|Invalid|\{\d\}/);
        assert.ok(say({ ...rotation, problem: "The disk is full." }).endsWith(". The disk is full."));
      }
    });
  }

  it("says how it went, or went back", () => {
    assert.equal(describeOutcome(WATCHING, MOMENT), say(WATCHING));
    const back = { ...WATCHING, oldKeyId: NEW_ID, newKeyId: OLD_ID, isRolledBack: true };
    assert.equal(describeOutcome(back, MOMENT), `Rolled back: your files hold ${OLD_ID} again. ${NEW_ID} stays active until ${DUE}, in case a program has read it.`);
    assert.equal(describeNothingLeft(WATCHING), `Rolled back: your files hold ${OLD_ID} as before, and the new key is deleted.`);
  });

  it("tells times to wait in the largest whole unit", () => {
    const cases: readonly (readonly [number, string | undefined])[] = [[0, undefined], [-1, undefined], [1, "1 minute"], [30 * 60_000, "30 minutes"], [HOUR - 1, "1 hour"], [HOUR, "1 hour"], [90 * 60_000, "2 hours"], [24 * HOUR, "24 hours"], [48 * HOUR, "2 days"], [50 * HOUR, "50 hours"]];
    for (const [milliseconds, words] of cases) assert.equal(describeWait(milliseconds), words, String(milliseconds));
  });

  it("says what is to happen with the old key", () => {
    assert.equal(describeWaits({ graceMs: 24 * HOUR, restMs: 168 * HOUR }), "The old key stays active for 24 hours more, in case something else uses it, and is then switched off; 7 days later it is deleted.");
    assert.equal(describeWaits({ graceMs: 0, restMs: 0 }), "The old key is then switched off at once and deleted.");
    assert.equal(describeWaits({ graceMs: 0, restMs: 168 * HOUR }), "The old key is then switched off at once; 7 days later it is deleted.");
  });
});
