import assert from "node:assert/strict";
import { isReminderDue } from "../../../src/iam/keyReminders";

const NOW = new Date("2026-11-23T12:00:00Z");
const WEEK_MS = 7 * 24 * 60 * 60_000;
const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

describe("A reminder of an old key", () => {
  it("is due if there was none", () => assert.equal(isReminderDue(undefined, NOW), true));
  it("is due again when a week has gone by, and not before", () => {
    assert.deepEqual([0, 1, WEEK_MS - 1, WEEK_MS, 10 * WEEK_MS].map((time) => isReminderDue(ago(time), NOW)), [false, false, false, true, true]);
  });
  it("is never due where the user does not want any", () => assert.equal(isReminderDue("never", NOW), false));
  it("does not come again because a clock was put back a little, nor stay away for long because it was far ahead", () => {
    assert.deepEqual([-60_000, -WEEK_MS + 1, -WEEK_MS, -50 * WEEK_MS].map((time) => isReminderDue(ago(time), NOW)), [false, false, true, true]);
  });
});
