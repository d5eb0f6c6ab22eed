import assert from "node:assert/strict";
import type { AccessKey } from "../../../src/iam/model";
import { findLostKey } from "../../../src/rotation/createNewKey";
import { HOUR, NEW_ID, NOON, OLD_ID, PROVING } from "./someRotation";

const creating = { ...PROVING, step: "creating" as const, newKeyId: undefined, startedAt: NOON };
const old: AccessKey = { id: OLD_ID, status: "Active", createdAt: new Date(NOON - 400 * 24 * HOUR) };
const keyAt = (milliseconds: number | undefined, id = NEW_ID): AccessKey => ({ id, status: "Active", createdAt: milliseconds === undefined ? undefined : new Date(milliseconds) });

describe("A key that was created without an answer", () => {
  it("is one that was not there before, and is not older than the rotation", () => {
    const found = keyAt(NOON + 1_000);
    assert.equal(findLostKey(creating, [old, found], 0), found);
    assert.equal(findLostKey(creating, [old], 0), undefined);
    assert.equal(findLostKey({ ...creating, keysBefore: [OLD_ID, NEW_ID] }, [old, found], 0), undefined);
    assert.equal(findLostKey(creating, [old, keyAt(NOON - 60_000)], 0), undefined);
    assert.equal(findLostKey(creating, [old, keyAt(undefined)], 0), undefined, "nobody knows since when");
  });

  it("is dated by AWS’s clock, in whole seconds", () => {
    assert.ok(findLostKey(creating, [old, keyAt(NOON - 1_500)], 0));
    assert.ok(findLostKey(creating, [old, keyAt(NOON - HOUR)], -HOUR), "AWS’s clock is an hour behind");
    assert.equal(findLostKey(creating, [old, keyAt(NOON)], HOUR), undefined, "AWS’s clock is an hour ahead");
  });

  it("is not told for sure where there are two", () => assert.equal(findLostKey(creating, [keyAt(NOON), keyAt(NOON, "AKIAOTHER")], 0), undefined));
});
