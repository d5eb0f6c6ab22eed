import assert from "node:assert/strict";
import { openConsole, refresh, retryPart } from "../../../src/commands/view";
import type { Caller } from "../../../src/iam/model";
import { CALLERS, failed, FULL, ok, withParts } from "../tree/snapshots";
import { show } from "./shownView";

describe("Refreshing the view", () => {
  it("loads all, or the parts of one row and nothing that is none", async () => {
    const { context, refreshed } = show(FULL);
    await refresh(context);
    await retryPart(context, { id: "mfaDevices", parts: ["mfaDevices", "nonsense", "unassignedMfaDevices"] });
    await retryPart(context, { id: "identity" });
    assert.deepEqual(refreshed, [undefined, ["mfaDevices", "unassignedMfaDevices"], undefined]);
  });
});

describe("The AWS console’s page", () => {
  for (const [partition, host] of [["aws", "console.aws.amazon.com"], ["aws-cn", "console.amazonaws.cn"], ["aws-us-gov", "console.amazonaws-us-gov.com"]] as const) {
    it(`is that of the caller’s part of AWS: ${partition}`, async () => {
      const { context, ui } = show(withParts({ caller: ok<Caller>({ ...CALLERS.user, partition }) }));
      await openConsole(context);
      assert.deepEqual(ui.urls, [`https://${host}/iam/home#/security_credentials`]);
    });
  }

  it("is none for the sandbox account", async () => {
    const { context, ui } = show(FULL, true);
    await assert.rejects(openConsole(context), /The sandbox account has no console/);
    assert.deepEqual(ui.urls, []);
  });

  it("is AWS’s usual one while nobody knows who calls", async () => {
    const { context, ui } = show(withParts({ caller: failed<Caller>() }));
    await openConsole(context);
    assert.match(ui.urls[0] ?? "", /console\.aws\.amazon\.com/);
  });
});
