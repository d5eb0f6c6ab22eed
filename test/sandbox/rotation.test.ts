import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { useRotation } from "./useRotation";

describe("A rotation", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  it("creates, proves, switches, watches, switches off and deletes; each step leaves a profile that works", async () => {
    const rotation = work();
    await rotation.account.sandbox.control.propagation(1);
    const watching = await rotation.begin();
    assert.equal(watching.step, "watching");
    assert.deepEqual(rotation.rotations.steps, ["creating", "proving", "switching", "watching"]);
    assert.equal(rotation.keyOf(), watching.newKeyId);
    assert.equal(await rotation.profileWorks(), true);
    assert.deepEqual(await rotation.keysAtAws(), [`${own()} Active`, `${watching.newKeyId} Active`]);
    const resting = await rotation.rotator.deactivate(watching.id);
    assert.equal(resting?.step, "resting");
    assert.deepEqual(await rotation.keysAtAws(), [`${own()} Inactive`, `${watching.newKeyId} Active`]);
    assert.equal(await rotation.rotator.deleteOldKey(watching.id), undefined);
    await rotation.assertOnlyKey(watching.newKeyId ?? "");
    assert.deepEqual(readdirSync(rotation.account.in(".aws")).sort(), ["config", "credentials"]);
  });

  it("keeps no secret but in the secret storage and the chosen file", async () => {
    const rotation = work();
    const watching = await rotation.begin();
    const secret = /aws_secret_access_key = (\S+)/.exec(readFileSync(rotation.account.paths.credentials, "utf8"))?.[1] ?? "";
    assert.notEqual(secret, rotation.account.sandbox.ready.secretAccessKey);
    const journal = JSON.stringify(rotation.tools.journal.list());
    assert.ok(!journal.includes(secret) && !journal.includes(rotation.account.sandbox.ready.secretAccessKey));
    const [kept = ""] = rotation.rotations.stored.values();
    assert.ok(kept.includes(rotation.account.sandbox.ready.secretAccessKey), "the way back");
    assert.ok(!kept.includes(secret), "the file has it: nobody else needs to");
    await rotation.rotator.deactivate(watching.id);
  });
});
