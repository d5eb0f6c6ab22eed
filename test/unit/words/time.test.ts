import assert from "node:assert/strict";
import { describeAge, describeLastUse } from "../../../src/words/credentials";
import { formatFully, formatTime } from "../../../src/words/time";
import { daysAgo, MOMENT, NOW } from "../tree/snapshots";

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe("A time in words", () => {
  for (const [time, words] of [
    [ago(0.5), "this minute"],
    [ago(59), "59 minutes ago"],
    [ago(60), "1 hour ago"],
    [ago(23 * 60), "23 hours ago"],
    [daysAgo(1), "yesterday"],
    [daysAgo(31), "31 days ago"],
    [daysAgo(32), "Oct 22, 2026"],
    [daysAgo(-1), "this minute"],
  ] as const) {
    it(`is relative up to a month, a date after, and never in the future: ${words}`, () => assert.equal(formatTime(time, MOMENT), words));
  }

  it("is in the user’s language", () => {
    assert.equal(formatTime(daysAgo(1), { ...MOMENT, locale: "de" }), "gestern");
    assert.match(formatFully(daysAgo(2), { ...MOMENT, locale: "de" }), /2026.*\(vorgestern\)$/);
  });

  it("is both in a tooltip", () => assert.match(formatFully(daysAgo(121), MOMENT), /2026.*\(121 days ago\)$/));
});

describe("A key’s age and use in words", () => {
  it("knows one day from many", () => assert.deepEqual([0, 1, 2, 400].map(describeAge), ["created today", "1 day old", "2 days old", "400 days old"]));
  it("leaves out what is not known", () => {
    assert.equal(describeLastUse({ at: ago(120), serviceName: "s3", region: undefined }, MOMENT), "used 2 hours ago, s3");
    assert.equal(describeLastUse({ at: ago(120), serviceName: undefined, region: undefined }, MOMENT), "used 2 hours ago");
    assert.equal(describeLastUse({ at: undefined, serviceName: undefined, region: undefined }, MOMENT), "never used");
  });
});
