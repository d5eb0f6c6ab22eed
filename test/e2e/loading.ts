import assert from "node:assert/strict";
import { eventually } from "./eventually";
import type { Workbench } from "./workbench";

/** Waits until the view has loaded an IAM user's credentials from the window's sandbox, and shows them. */
export async function waitForTree(workbench: Workbench): Promise<void> {
  const { accessKeyId } = workbench.sandbox.ready;
  await eventually(async () => {
    const calls = await workbench.sandbox.control.calls();
    // The last one to be made: it waits for the list of keys.
    assert.ok(calls.some(({ operation }) => operation === "GetAccessKeyLastUsed"), "the last use was not asked for yet");
    const rows = await workbench.rows();
    assert.match(rows[0]?.label ?? "", /^alice/);
    assert.match(rows.find(({ label }) => label === accessKeyId)?.description ?? "", /used/);
    assert.deepEqual(rows.filter(({ description }) => description === "loading…"), []);
  });
}
