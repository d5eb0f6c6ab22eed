import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { saveAccessKey } from "../../src/profiles/saveAccessKey";
import { callDuring, type SteadyReport } from "./steadyCaller";
import { useRotation } from "./useRotation";

describe("A program that calls AWS all the time", function () {
  this.timeout(60_000);
  const work = useRotation();

  /** With an AWS that takes 2 seconds to know a new key everywhere, and asks for patience each time. */
  async function callDuringRotation(change: () => Promise<void>): Promise<SteadyReport> {
    const { account } = work();
    const { region, endpoint } = account.sandbox.ready;
    await account.sandbox.control.propagation(2);
    await account.sandbox.control.latency(50);
    work().rotations.pace = { pauseMs: 100, inARow: 3, limitMs: 20_000 };
    return callDuring({ paths: account.paths, profileName: "work", region, endpoint }, change);
  }

  function assertUnnoticed({ calls, failed, reasons }: SteadyReport): void {
    assert.deepEqual({ failed, reasons }, { failed: 0, reasons: {} });
    assert.ok(calls > 40, `It made ${calls} calls only.`);
  }

  it("does not notice a rotation, from the first call to the old key's end", async () => {
    const report = await callDuringRotation(async () => {
      const { id, newKeyId } = await work().begin();
      await work().rotator.deactivate(id);
      await work().rotator.deleteOldKey(id);
      await work().assertOnlyKey(newKeyId ?? "");
    });
    assertUnnoticed(report);
  });

  it("does not notice that it is rolled back after the switch", async () => {
    const own = work().account.sandbox.ready.accessKeyId;
    const report = await callDuringRotation(async () => {
      const { id } = await work().begin();
      await work().rotator.rollBack(id);
      assert.equal(work().keyOf(), own);
      await work().rotator.deactivate(id);
      await work().rotator.deleteOldKey(id);
      await work().assertOnlyKey(own);
    });
    assertUnnoticed(report);
  });

  it("notices when a key is used as soon as it is there: what a rotation has to wait for", async () => {
    const report = await callDuringRotation(async () => {
      const { account } = work();
      const { client } = await account.openSession("work");
      const { key, secretAccessKey } = await client.createAccessKey(account.sandbox.ready.userName);
      await saveAccessKey(account.paths, "work", { accessKeyId: key.id, secretAccessKey });
      await setTimeout(1_000);
    });
    assert.deepEqual(Object.keys(report.reasons), ["InvalidClientTokenId"]);
    assert.ok(report.failed > 5, `${report.failed} calls failed.`);
  });
});
