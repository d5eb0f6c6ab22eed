import assert from "node:assert/strict";
import type { Rotation } from "../../../src/rotation/rotation";
import { makeTree } from "../../../src/tree/nodes";
import { NEW_ID, NOON, PROVING, WATCHING } from "../rotation/someRotation";
import { find, KEY, KEY_ID, MOMENT, NOW, ok, SESSION, SPARE_ID, withParts } from "./snapshots";

/** Both keys active: the spare one is the new one. */
const SNAPSHOT = withParts({ accessKeys: ok([KEY, { id: SPARE_ID, status: "Active" as const, createdAt: NOW }]) });
const rowOf = (rotation: Rotation | undefined, id: string, snapshot = SNAPSHOT) => find(makeTree(snapshot, { ...SESSION, accessKeyId: SPARE_ID, rotations: rotation === undefined ? [] : [rotation] }, MOMENT), `accessKeys/${id}`);
const look = ({ kind, tone, icon }: ReturnType<typeof rowOf>) => [kind, tone, icon];

describe("The rows of keys that are being replaced", () => {
  it("are those of this rotation", () => assert.deepEqual([WATCHING.oldKeyId, WATCHING.newKeyId, NEW_ID, MOMENT.now.getTime()], [KEY_ID, SPARE_ID, SPARE_ID, NOON]));

  it("say what is under way on both, and do not complain of the old one’s age any more", () => {
    assert.match(rowOf(undefined, KEY_ID).description ?? "", /400 days old, time to replace it/);
    assert.match(rowOf(WATCHING, KEY_ID).description ?? "", /^active · replaced · to be switched off after .* · used 2 hours ago, ec2 us-east-1 · laptop$/);
    assert.match(rowOf(WATCHING, SPARE_ID).description ?? "", /^this profile · active · in place of …MPLE/);
    assert.deepEqual([look(rowOf(undefined, KEY_ID)), look(rowOf(WATCHING, KEY_ID)), look(rowOf(WATCHING, SPARE_ID))], [["accessKey.active", "warning", "key"], ["accessKey.rotating", undefined, "key"], ["accessKey.rotating", undefined, "key"]]);
  });

  it("want the user when it stopped, or when something still uses the old key, and say so in words", () => {
    const stopped = rowOf({ ...PROVING, problem: "The disk is full." }, KEY_ID);
    assert.deepEqual([stopped.tone, stopped.kind], ["warning", "accessKey.rotating"]);
    assert.match(stopped.description ?? "", /rotation stopped/);
    assert.match(stopped.tooltip ?? "", /your files still hold the old one, which works as before\\?\. The disk is full/);
    const used = rowOf({ ...WATCHING, lateUse: { at: NOON - 600_000, serviceName: "s3", region: "eu-west-1" } }, KEY_ID);
    assert.equal(used.tone, "warning");
    assert.match(used.description ?? "", /replaced, but used 10 minutes ago, s3 eu-west-1/);
  });

  it("are quiet for a key that is switched off and rests", () => {
    const snapshot = withParts({ accessKeys: ok([{ ...KEY, status: "Inactive" as const }, { id: SPARE_ID, status: "Active" as const, createdAt: NOW }]) });
    const row = rowOf({ ...WATCHING, step: "resting" }, KEY_ID, snapshot);
    assert.deepEqual(look(row), ["accessKey.rotating", "quiet", "circle-slash"]);
    assert.match(row.description ?? "", /^inactive · replaced · to be deleted after/);
  });

  it("can be read out", () => {
    for (const id of [KEY_ID, SPARE_ID]) assert.ok(rowOf(WATCHING, id).spoken?.startsWith(`Access key ${id}, `));
  });
});
