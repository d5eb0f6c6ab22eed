import assert from "node:assert/strict";
import { concernsKey, extendWatch, findLateUse, isDue, isInterrupted, type RotationStep } from "../../../src/rotation/rotation";
import { HOUR, NEW_ID, NOON, OLD_ID, PROVING, WATCHING } from "./someRotation";

const useAt = (milliseconds: number) => ({ at: new Date(milliseconds), serviceName: "s3", region: "eu-west-1" });

describe("A rotation", () => {
  it("takes for a late use only what AWS dates after the switch, with some seconds for calls on their way", () => {
    assert.equal(findLateUse(WATCHING, undefined), undefined);
    assert.equal(findLateUse(WATCHING, { at: undefined, serviceName: undefined, region: undefined }), undefined);
    assert.equal(findLateUse(PROVING, useAt(NOON)), undefined, "the files did not hold another key yet");
    for (const seconds of [-HOUR / 1000, 0, 5]) assert.equal(findLateUse(WATCHING, useAt(NOON + seconds * 1000)), undefined, String(seconds));
    assert.deepEqual(findLateUse(WATCHING, useAt(NOON + 6_000)), { at: NOON + 6_000, serviceName: "s3", region: "eu-west-1" });
  });

  it("watches as long after a late use as after the switch, by this computer’s clock, and never for less long", () => {
    const use = { at: NOON + 2 * HOUR, serviceName: "s3", region: "eu-west-1" };
    assert.deepEqual(extendWatch(WATCHING, use, 0), { ...WATCHING, lateUse: use, waitUntil: NOON + 26 * HOUR });
    assert.equal(extendWatch(WATCHING, use, HOUR).waitUntil, NOON + 25 * HOUR, "AWS’s clock is an hour ahead");
    assert.equal(extendWatch({ ...WATCHING, waitUntil: NOON + 99 * HOUR }, use, 0).waitUntil, NOON + 99 * HOUR);
  });

  it("is due when its time is over, if it waits for anything", () => {
    const end = NOON + 24 * HOUR;
    assert.deepEqual([end - 2_001, end - 2_000, end, end + HOUR].map((now) => isDue(WATCHING, now)), [false, true, true, true]);
    assert.equal(isDue({ ...WATCHING, step: "resting" }, end), true);
    assert.equal(isDue(PROVING, end), false);
    assert.equal(isDue({ ...WATCHING, step: "rollingBack" }, end), false);
  });

  it("is interrupted in every step that nobody waits in", () => {
    const steps: readonly RotationStep[] = ["creating", "proving", "switching", "watching", "resting", "rollingBack"];
    assert.deepEqual(steps.filter((step) => isInterrupted({ ...WATCHING, step })), ["creating", "proving", "switching", "rollingBack"]);
  });

  it("concerns both its keys and no other", () => {
    assert.deepEqual([OLD_ID, NEW_ID, "AKIAOTHER"].map((id) => concernsKey(WATCHING, id)), [true, true, false]);
    assert.equal(concernsKey({ ...PROVING, newKeyId: undefined }, NEW_ID), false);
  });
});
