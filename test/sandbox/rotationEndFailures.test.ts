import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { isCancelledError } from "../../src/errors";
import { failure, fencedIn, forbid, notAllowed } from "./failure";
import type { SandboxFault } from "./sandboxProcess";
import { dismiss } from "./scriptedUi";
import { mountSmallDisk } from "./smallDisk";
import { useRotation } from "./useRotation";

const QUARANTINE = /^AWS has fenced in your user because one of its keys was found in public; iam:\w+ is blocked\.$/;

/** What may happen to a call that can be made again; all of them as often as one call is tried. */
const faults: readonly (readonly [string, SandboxFault, RegExp])[] = [
  ["the user may not", notAllowed("UpdateAccessKey"), /^AWS refused: your user may not do this \(iam:UpdateAccessKey\)\.$/],
  ["AWS has fenced in the user", fencedIn("UpdateAccessKey"), QUARANTINE],
  ["the answer is lost", { kind: "drop", times: 4, after: true }, /^The connection was lost before the answer came/],
  ["no answer comes", { kind: "hang", times: 4 }, /^No answer within/],
];

describe("Looking for uses of the old key", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  it("that is refused or lost changes nothing, and is no news", async () => {
    const { id } = await work().begin();
    const before = work().now;
    const { sandbox } = work().account;
    for (const [fault, sentence] of [[notAllowed("ListAccessKeys"), /iam:ListAccessKeys/], [{ kind: "html", times: 4 } as const, /What answered is not AWS/]] as const) {
      await sandbox.control.faults({ action: "ListAccessKeys", ...fault });
      assert.match((await failure(work().rotator.look(id))).message, sentence);
      assert.deepEqual(work().now, before);
    }
    await work().rotator.look(id);
    assert.deepEqual(work().now, before);
  });

  it("says nothing of uses where the user may not see them", async () => {
    const watching = await work().begin();
    await work().account.sandbox.control.faults({ action: "GetAccessKeyLastUsed", ...notAllowed("GetAccessKeyLastUsed") });
    assert.equal((await work().rotator.look(watching.id))?.lateUse, undefined);
  });

  it("ends when an administrator deleted the old key", async () => {
    const { id, newKeyId } = await work().begin();
    await (await work().elsewhere()).deleteAccessKey("alice", own());
    assert.equal(await work().rotator.look(id), undefined);
    await work().assertOnlyKey(newKeyId ?? "");
  });

  it("begins the rest when an administrator switched the old key off", async () => {
    const { id } = await work().begin();
    await (await work().elsewhere()).updateAccessKey("alice", own(), "Inactive");
    assert.equal((await work().rotator.look(id))?.step, "resting");
  });

  for (const [what, change] of [["deleted", "delete"], ["switched off", "deactivate"]] as const) {
    it(`says that the new key was ${what}, that the old one works, and rolls back to it`, async () => {
      const { id, newKeyId = "" } = await work().begin();
      const administrator = await work().elsewhere();
      await (change === "delete" ? administrator.deleteAccessKey("alice", newKeyId) : administrator.updateAccessKey("alice", newKeyId, "Inactive"));
      for (const step of ["look", "deactivate"] as const) {
        const error = await failure(work().rotator[step](id));
        assert.equal(error.message, `AWS does not accept the new key ${newKeyId}, which your files hold: somebody has deleted it, switched it off, or changed its secret.`);
        assert.equal(error.hint, `Roll back: the old key ${own()} still works and takes its place.`);
        assert.equal(work().now?.problem, error.message);
      }
      const watching = await work().rotator.rollBack(id);
      assert.equal(watching?.isRolledBack, true);
      assert.equal(work().keyOf(), own());
      assert.equal(await work().profileWorks(), true);
      if ((await work().rotator.look(id))?.step === "watching") await work().rotator.deactivate(id);
      await work().rotator.deleteOldKey(id);
      await work().assertOnlyKey(own());
    });
  }

  it("stops when a profile holds the old key again, as from a backup, and does not switch that off", async () => {
    const before = work().read();
    const { id, newKeyId = "" } = await work().begin();
    writeFileSync(work().account.paths.credentials, `${work().read()}\n${before.replace("[work]", "[restored]")}`);
    for (const step of ["look", "deactivate"] as const) {
      const error = await failure(work().rotator[step](id));
      assert.equal(error.message, `Profile restored in ${work().account.paths.credentials} holds the old key ${own()} again, so nothing was done to that key.`);
      assert.equal(error.hint, `Put ${newKeyId} there too, then go on; or roll back.`);
    }
    assert.deepEqual(await work().keysAtAws(), [`${own()} Active`, `${newKeyId} Active`]);
    writeFileSync(work().account.paths.credentials, work().read().replace(/\[restored\][^]*/, ""));
    assert.equal((await work().rotator.deactivate(id))?.step, "resting");
    assert.equal(work().now?.problem, undefined);
  });

  it("says that no file holds the new key any more; the old one put back by hand is kept, and so is the new one", async () => {
    const before = work().read();
    const { id, newKeyId = "" } = await work().begin();
    writeFileSync(work().account.paths.credentials, before);
    const error = await failure(work().rotator.look(id));
    assert.equal(error.message, `No AWS file holds the new key ${newKeyId} any more: somebody has put another one there.`);
    const over = await failure(work().rotator.rollBack(id));
    assert.match(over.message, new RegExp(`^Your files hold ${own()} again, and the rotation is over\\. The secret of ${newKeyId} is in none of them, so it is not known what uses it: it stays active\\.$`));
    assert.equal(work().read(), before);
    assert.deepEqual([work().now, work().rotations.stored.size], [undefined, 0]);
    assert.deepEqual(await work().keysAtAws(), [`${own()} Active`, `${newKeyId} Active`]);
  });

  it("is not taken in by a clock that is behind AWS’s", async () => {
    await work().account.sandbox.control.clock(240);
    const first = await work().begin();
    await work().rotator.deactivate(first.id);
    await work().rotator.deleteOldKey(first.id);
    // The sandbox notes the uses of keys that were made in its run.
    const plan = await work().plan(work().keyOf());
    assert.equal(plan.cautions.length, 0);
    const second = await work().beginWith(plan);
    assert.equal((await work().rotator.look(second.id))?.lateUse, undefined);
    assert.ok((second.waitUntil ?? 0) - Date.now() <= second.graceMs, "it waits by this computer’s clock");
  });
});

describe("Switching the old key off", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  for (const [what, fault, sentence] of faults) {
    it(`that fails leaves both keys in the rotation, and goes on later: ${what}`, async () => {
      const { id, newKeyId = "" } = await work().begin();
      await work().account.sandbox.control.faults({ action: "UpdateAccessKey", ...fault });
      assert.match((await failure(work().impatient.deactivate(id))).message, sentence);
      assert.equal(work().now?.step, "watching");
      assert.equal(await work().profileWorks(), true);
      await work().useUpFaults("UpdateAccessKey");
      assert.equal((await work().rotator.deactivate(id))?.step, "resting");
      assert.deepEqual(await work().keysAtAws(), [`${own()} Inactive`, `${newKeyId} Active`]);
      await work().rotator.deleteOldKey(id);
      await work().assertOnlyKey(newKeyId);
    });
  }

  it("that a policy forbids leaves both keys as they are when the user does not sign in with MFA", async () => {
    const { id } = await work().begin();
    await work().account.sandbox.control.policy(forbid("UpdateAccessKey"));
    work().account.ui.expect(dismiss(/AWS asks for MFA here/));
    await assert.rejects(work().rotator.deactivate(id), isCancelledError);
    work().account.ui.finish();
    assert.deepEqual([work().now?.step, work().now?.problem, await work().profileWorks()], ["watching", undefined, true]);
  });

  it("counts a key that an administrator deleted at that moment as done", async () => {
    const { id, newKeyId = "" } = await work().begin();
    await work().account.sandbox.control.faults({ action: "UpdateAccessKey", kind: "error", code: "NoSuchEntity", message: `The Access Key with id ${own()} cannot be found.` });
    await (await work().elsewhere()).listAccessKeys("alice");
    assert.equal(await work().rotator.deactivate(id), undefined);
    assert.equal(work().now, undefined);
    assert.equal(work().keyOf(), newKeyId);
    assert.equal(await work().profileWorks(), true);
  });

  it("that the journal has no room for is found out by the next look", async function () {
    const rotation = work();
    const { id } = await rotation.begin();
    const disk = mountSmallDisk(this, rotation.account.in("rotations"));
    try {
      disk.fill();
      assert.match((await failure(rotation.rotator.deactivate(id))).hint ?? "", /The disk is full/);
      assert.equal(rotation.now?.step, "watching");
      assert.equal(await rotation.profileWorks(), true);
      disk.free();
      assert.equal((await rotation.rotator.look(id))?.step, "watching");
      await rotation.rotator.deactivate(id);
      assert.equal(await rotation.rotator.deleteOldKey(id), undefined);
      await rotation.assertOnlyKey(rotation.keyOf() ?? "");
    } finally {
      disk.end();
    }
  });
});

describe("Deleting the old key", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  async function rest(): Promise<{ readonly id: string; readonly newKeyId: string }> {
    const { id, newKeyId = "" } = await work().begin();
    assert.equal((await work().rotator.deactivate(id))?.step, "resting");
    return { id, newKeyId };
  }

  for (const [what, fault, sentence] of faults) {
    it(`that fails leaves it switched off, and goes on later: ${what}`, async () => {
      const { id, newKeyId } = await rest();
      const message = fault.message?.replaceAll("UpdateAccessKey", "DeleteAccessKey");
      await work().account.sandbox.control.faults({ action: "DeleteAccessKey", ...fault, ...(message === undefined ? {} : { message }) });
      assert.match((await failure(work().impatient.deleteOldKey(id))).message, new RegExp(sentence.source.replace("Update", "Delete")));
      assert.equal(work().now?.step, "resting");
      assert.equal(await work().profileWorks(), true);
      await work().useUpFaults("DeleteAccessKey");
      assert.equal(await work().rotator.deleteOldKey(id), undefined);
      await work().assertOnlyKey(newKeyId);
    });
  }

  it("that an administrator did already is done", async () => {
    const { id, newKeyId } = await rest();
    await (await work().elsewhere(work().pairOf())).deleteAccessKey("alice", own());
    assert.equal(await work().rotator.deleteOldKey(id), undefined);
    await work().assertOnlyKey(newKeyId);
  });

  it("does not happen when the new key does not work: no key would be left", async () => {
    const { id, newKeyId } = await rest();
    const administrator = await work().elsewhere(work().pairOf());
    await administrator.updateAccessKey("alice", own(), "Active");
    await administrator.updateAccessKey("alice", newKeyId, "Inactive");
    const error = await failure(work().rotator.deleteOldKey(id));
    assert.match(error.message, new RegExp(`^AWS does not accept the new key ${newKeyId}`));
    assert.match(error.hint ?? "", new RegExp(`^Roll back: the old key ${own()} is switched on again`));
    assert.deepEqual(await work().account.calls(/^DeleteAccessKey/), []);
    assert.equal((await work().rotator.rollBack(id))?.isRolledBack, true);
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
  });

  it("does not happen to a key that a profile holds again", async () => {
    const before = work().read();
    const { id } = await rest();
    writeFileSync(work().account.paths.credentials, `${work().read()}\n${before.replace("[work]", "[restored]")}`);
    assert.match((await failure(work().rotator.deleteOldKey(id))).message, /^Profile restored in .* holds the old key/);
    assert.deepEqual(await work().account.calls(/^DeleteAccessKey/), []);
  });

  it("does not happen to a key that somebody has switched on again: it is watched once more", async () => {
    const { id } = await work().begin({ byItself: true });
    await work().rotator.deactivate(id);
    await (await work().elsewhere(work().pairOf())).updateAccessKey("alice", own(), "Active");
    const left = await work().rotator.deleteOldKey(id);
    assert.deepEqual([left?.step, left?.byItself], ["watching", false]);
    assert.ok((await work().keysAtAws()).includes(`${own()} Active`));
  });

  it("does not happen to a rotation that another window has rolled back", async () => {
    const { id, newKeyId } = await rest();
    await work().rotator.rollBack(id);
    assert.equal((await work().rotator.deleteOldKey(id))?.step, "watching");
    assert.deepEqual(await work().keysAtAws(), [`${own()} Active`, `${newKeyId} Active`]);
  });

  it("ends although the secret storage does not let go, or the description may not be taken away", async () => {
    const { id, newKeyId } = await rest();
    work().rotations.beforeDelete = () => {
      throw new Error("the keyring is locked");
    };
    await work().account.sandbox.control.faults({ action: "UntagUser", ...notAllowed("UntagUser") });
    assert.equal(await work().rotator.deleteOldKey(id), undefined);
    assert.deepEqual([work().now, await work().keysAtAws(), await work().profileWorks()], [undefined, [`${newKeyId} Active`], true]);
    assert.equal(work().rotations.steps.at(-1), "ended");
  });
});

describe("Rolling back", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  /** The files hold the old key, and what was the new one is watched, then switched off and deleted. */
  async function assertRolledBack(id: string): Promise<void> {
    assert.deepEqual([work().now?.step, work().now?.newKeyId, work().now?.isRolledBack], ["watching", own(), true]);
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
    assert.equal((await work().rotator.deactivate(id))?.step, "resting");
    assert.equal(await work().rotator.deleteOldKey(id), undefined);
    await work().assertOnlyKey(own());
  }

  for (const [what, fault, sentence] of faults) {
    it(`that cannot switch the old key on leaves the rotation as it was, and the new key at work: ${what}`, async () => {
      const { id, newKeyId = "" } = await work().begin();
      await work().rotator.deactivate(id);
      const resting = work().now;
      await work().account.sandbox.control.faults({ action: "UpdateAccessKey", ...fault });
      assert.match((await failure(work().impatient.rollBack(id))).message, sentence);
      assert.deepEqual(work().now, resting);
      assert.equal(work().keyOf(), newKeyId);
      assert.equal(await work().profileWorks(), true);
      await work().useUpFaults("UpdateAccessKey");
      await work().rotator.rollBack(id);
      await assertRolledBack(id);
    });
  }

  it("that cannot write the files leaves the new key in them, and goes on when there is room", async function () {
    const rotation = work();
    const { id, newKeyId = "" } = await rotation.begin();
    const disk = mountSmallDisk(this, rotation.account.in(".aws"));
    try {
      disk.fill();
      const error = await failure(rotation.rotator.rollBack(id));
      assert.equal(error.hint, "The disk is full: make room on it, then try again.");
      assert.deepEqual([rotation.now?.step, rotation.now?.problem], ["rollingBack", error.message]);
      assert.equal(rotation.keyOf(), newKeyId);
      assert.equal(await rotation.profileWorks(), true);
      disk.free();
      await rotation.rotator.goOn(id);
      await assertRolledBack(id);
    } finally {
      disk.end();
    }
  });

  it("before the switch, that cannot delete the new key, leaves the old one in the files, and goes on later", async () => {
    const rotation = work();
    const start = await rotation.start();
    rotation.rotations.pace = { ...rotation.rotations.pace, limitMs: 0 };
    await rotation.account.sandbox.control.propagation(60);
    await failure(rotation.rotator.begin(start));
    const id = rotation.now?.id ?? "";
    await rotation.account.sandbox.control.faults({ action: "DeleteAccessKey", ...fencedIn("DeleteAccessKey") });
    const error = await failure(rotation.rotator.rollBack(id));
    assert.match(error.message, QUARANTINE);
    assert.deepEqual([rotation.now?.step, rotation.now?.problem], ["rollingBack", error.message]);
    assert.equal(await rotation.profileWorks(), true);
    assert.equal(await rotation.rotator.goOn(id), undefined);
    await rotation.assertOnlyKey(own());
  });

  it("that cannot keep the new key’s secret changes no file, and goes on later", async () => {
    const { id, newKeyId = "" } = await work().begin();
    work().rotations.beforeStore = () => {
      throw new Error("the keyring is locked");
    };
    assert.match((await failure(work().rotator.rollBack(id))).message, /^VS Code cannot keep secrets/);
    assert.equal(work().keyOf(), newKeyId);
    assert.equal(await work().profileWorks(), true);
    work().rotations.beforeStore = () => undefined;
    await work().rotator.goOn(id);
    await assertRolledBack(id);
  });

  it("to a key whose secret was lost says so, leaves all as it was, and the rotation goes on", async () => {
    const { id, newKeyId = "" } = await work().begin();
    work().rotations.stored.clear();
    const error = await failure(work().rotator.rollBack(id));
    assert.equal(error.message, `The secret of the key ${own()} is gone from VS Code’s secret storage and from your AWS files.`);
    assert.equal(error.hint, "There is no way back to it. If your profile works, go on with the rotation.");
    assert.equal(work().now?.step, "watching");
    assert.equal(work().keyOf(), newKeyId);
    await work().rotator.deactivate(id);
    assert.equal(await work().rotator.deleteOldKey(id), undefined);
    await work().assertOnlyKey(newKeyId);
  });

  it("that stopped, and whose secret was lost then, says so, and the rotation goes on", async () => {
    const { id, newKeyId = "" } = await work().begin();
    work().rotations.beforeStore = () => {
      throw new Error("the keyring is locked");
    };
    await failure(work().rotator.rollBack(id));
    assert.equal(work().now?.step, "rollingBack");
    work().rotations.beforeStore = () => undefined;
    work().rotations.stored.clear();
    assert.match((await failure(work().rotator.goOn(id))).message, /is gone from VS Code’s secret storage/);
    assert.equal(work().now?.step, "watching");
    await work().rotator.deactivate(id);
    assert.equal(await work().rotator.deleteOldKey(id), undefined);
    await work().assertOnlyKey(newKeyId);
  });

  it("to a key that an administrator deleted says so, and ends with the new one", async () => {
    const { id, newKeyId = "" } = await work().begin();
    await (await work().elsewhere()).deleteAccessKey("alice", own());
    const error = await failure(work().rotator.rollBack(id));
    assert.equal(error.message, `The key ${own()} was deleted, so there is no way back to it.`);
    assert.equal(error.hint, "The new key is in its place, and stays there.");
    await work().assertOnlyKey(newKeyId);
    assert.equal(await work().profileWorks(), true);
  });

  it("when neither key works says so, and works when an administrator has switched one on", async () => {
    const { id, newKeyId = "" } = await work().begin();
    const administrator = await work().administrator();
    for (const key of [own(), newKeyId]) await administrator.updateAccessKey("alice", key, "Inactive");
    const error = await failure(work().rotator.rollBack(id));
    assert.equal(error.message, `AWS accepts neither ${newKeyId} nor ${own()}: both are deleted or switched off.`);
    assert.equal(error.hint, `Ask your administrator to switch on ${own()}, then roll back again; or to give you another key.`);
    assert.equal(work().now?.problem, error.message);
    await administrator.updateAccessKey("alice", own(), "Active");
    await work().rotator.rollBack(id);
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
  });

  it("from files that were moved away puts the old key back, whose secret was nowhere else", async () => {
    const { id, newKeyId = "" } = await work().begin();
    rmSync(work().account.paths.credentials);
    await assert.rejects(work().rotator.rollBack(id), { code: "NewKeyLeft" });
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
    assert.ok((await work().keysAtAws()).includes(`${newKeyId} Active`), "nobody knows what has it");
  });

  it("keeps every other byte of the files", async () => {
    const { credentials } = work().account.paths;
    const text = `# mine\r\n[default]\r\nregion=eu-west-1 ; here\r\n\r\n${work().read().replaceAll("\n", "\r\n").replace("aws_access_key_id = ", "aws_access_key_id=").trimEnd()}   # laptop\r\n`;
    writeFileSync(credentials, text);
    const { id } = await work().begin();
    assert.notEqual(readFileSync(credentials, "utf8"), text);
    await work().rotator.rollBack(id);
    assert.equal(readFileSync(credentials, "utf8"), text);
  });
});
