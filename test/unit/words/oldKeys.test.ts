import assert from "node:assert/strict";
import { countOldKeys, describeOldKey, describeReminder } from "../../../src/words/oldKeys";
import { KEY, KEY_ID, NOW, SPARE, SPARE_ID } from "../tree/snapshots";

const one = { keys: [KEY], maximumAgeDays: 60 };
const two = { keys: [KEY, SPARE], maximumAgeDays: 15 };

describe("Old keys in words", () => {
  it("are named by the end of their id where there is little room", () => assert.equal(describeOldKey(KEY, NOW), "access key …MPLE is 400 days old"));
  it("are counted with the limit that is in force", () => {
    assert.deepEqual([one, two].map(countOldKeys), ["1 access key is older than 60 days", "2 access keys are older than 15 days"]);
  });
  it("are named in full in a reminder", () => {
    assert.equal(describeReminder(one, NOW), `Access key ${KEY_ID} is 400 days old: time to replace it.`);
    assert.equal(describeReminder(two, NOW), `2 access keys are older than 15 days: ${KEY_ID}, ${SPARE_ID}. Time to replace them.`);
  });
});
