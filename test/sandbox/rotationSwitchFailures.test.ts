import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { failure } from "./failure";
import { mountSmallDisk } from "./smallDisk";
import { useRotation, type RotationAtWork } from "./useRotation";

const OTHER = "[other]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = not-known-here\n";

/** Stops a rotation where the new key is kept and nothing is changed over yet. */
async function stopBeforeSwitch(rotation: RotationAtWork): Promise<{ readonly id: string; readonly newKeyId: string }> {
  const start = await rotation.start();
  rotation.rotations.pace = { ...rotation.rotations.pace, limitMs: 0 };
  await rotation.account.sandbox.control.propagation(60);
  const error = await failure(rotation.rotator.begin(start));
  assert.match(error.message, /^AWS does not accept the key AKIA\w+ yet, so your files stay as they are\. AWS does not know the access key/);
  assert.equal(error.hint, "Try again in a minute, or roll back.");
  rotation.rotations.pace = { ...rotation.rotations.pace, limitMs: 2_000 };
  await rotation.account.sandbox.control.propagation(0);
  const { now } = rotation;
  assert.deepEqual([now?.step, now?.problem], ["proving", error.message]);
  return { id: now?.id ?? "", newKeyId: now?.newKeyId ?? "" };
}

/** The new key works from now on. */
async function letItWork(rotation: RotationAtWork): Promise<void> {
  await rotation.account.sandbox.control.clock(61);
}

describe("Proving the new key", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  it("that AWS does not take in time leaves the old one in the files, and goes on later", async () => {
    const { id, newKeyId } = await stopBeforeSwitch(work());
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
    await letItWork(work());
    assert.equal((await work().rotator.goOn(id))?.newKeyId, newKeyId);
    await work().assertEndsWell(id);
  });

  it("that AWS does not take in time can be rolled back", async () => {
    const { id } = await stopBeforeSwitch(work());
    assert.equal(await work().rotator.rollBack(id), undefined);
    await work().assertOnlyKey(own());
  });

  for (const kind of ["drop", "serviceFailure", "html"] as const) {
    it(`waits out what passes: ${kind}`, async () => {
      const start = await work().start();
      // As many as one call is tried.
      await work().account.sandbox.control.faults({ action: "GetCallerIdentity", kind, times: 4 });
      work().rotations.pace = { ...work().rotations.pace, limitMs: 20_000 };
      const { id } = await work().rotator.begin(start);
      assert.deepEqual((await work().account.calls(/GetCallerIdentity/)).slice(-3), Array.from({ length: 3 }, () => "GetCallerIdentity ok"));
      await work().assertEndsWell(id);
    });
  }

  it("that an administrator deleted meanwhile is said, and rolls back to the old one", async () => {
    const { id, newKeyId } = await stopBeforeSwitch(work());
    await (await work().elsewhere()).deleteAccessKey("alice", newKeyId);
    work().rotations.pace = { ...work().rotations.pace, limitMs: 0 };
    assert.match((await failure(work().rotator.goOn(id))).message, new RegExp(`^AWS does not accept the key ${newKeyId} yet`));
    assert.equal(work().keyOf(), own());
    assert.equal(await work().rotator.rollBack(id), undefined);
    await work().assertOnlyKey(own());
  });

  it("goes on when an administrator deleted the old one meanwhile: the new one takes its place", async () => {
    const { id, newKeyId } = await stopBeforeSwitch(work());
    await (await work().elsewhere()).deleteAccessKey("alice", own());
    await letItWork(work());
    const error = await failure(work().rotator.rollBack(id));
    assert.equal(error.message, `The key ${own()} was deleted, so there is no way back to it.`);
    assert.equal(error.hint, "Go on with the rotation: the new key takes its place.");
    assert.equal((await work().rotator.goOn(id))?.step, "watching");
    assert.equal(await work().profileWorks(), true);
    assert.equal(await work().rotator.look(id), undefined, "it has ended as it was to end");
    await work().assertOnlyKey(newKeyId);
  });

  it("whose secret was lost with the secret storage says so, and rolls back", async () => {
    const { id } = await stopBeforeSwitch(work());
    work().rotations.stored.clear();
    const error = await failure(work().rotator.goOn(id));
    assert.match(error.message, /^The secret of the new key AKIA\w+ is gone from VS Code’s secret storage\. No file has it\.$/);
    assert.match(error.hint ?? "", /^Roll back: your files still hold the old key\./);
    assert.equal(await work().profileWorks(), true);
    assert.equal(await work().rotator.rollBack(id), undefined);
    await work().assertOnlyKey(own());
  });

  it("waits for a secret storage that is locked", async () => {
    const { id } = await stopBeforeSwitch(work());
    await letItWork(work());
    work().rotations.beforeGet = () => {
      throw new Error("locked");
    };
    for (const step of ["goOn", "rollBack"] as const) {
      const error = await failure(work().rotator[step](id));
      assert.match(error.message, /^VS Code’s secret storage does not give out the keys/);
      assert.match(error.hint ?? "", /Unlock your keyring/);
    }
    assert.equal(work().now?.step, "proving");
    work().rotations.beforeGet = () => undefined;
    await work().assertEndsWell(id);
  });
});

describe("Changing the files over", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;
  const files = () => readdirSync(work().account.in(".aws")).filter((name) => name !== "ballast").sort();

  /** The files hold the old key, both keys work, and it goes on to the end. */
  async function assertStopped(id: string, problem: string): Promise<void> {
    assert.deepEqual([work().now?.step, work().now?.problem], ["switching", problem]);
    assert.equal(work().keyOf(), own());
    assert.equal((await work().keysAtAws()).length, 2);
    assert.equal(work().now?.id, id);
  }

  it("stops at a full disk with the old key in the files, goes on when there is room, and leaves no temporary file", async function () {
    const rotation = work();
    const { id } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    const disk = mountSmallDisk(this, rotation.account.in(".aws"));
    try {
      disk.fill();
      const error = await failure(rotation.rotator.goOn(id));
      assert.equal(error.hint, "The disk is full: make room on it, then try again.");
      await assertStopped(id, error.message);
      assert.equal(await rotation.profileWorks(), true);
      assert.deepEqual(files(), ["config", "credentials"]);
      disk.free();
      await rotation.assertEndsWell(id);
      assert.deepEqual(files(), ["config", "credentials"]);
    } finally {
      disk.end();
    }
  });

  it("stops at a full disk, and rolls back without a file being written", async function () {
    const rotation = work();
    const { id, newKeyId } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    const disk = mountSmallDisk(this, rotation.account.in(".aws"));
    try {
      disk.fill();
      await failure(rotation.rotator.goOn(id));
      const watching = await rotation.rotator.rollBack(id);
      assert.deepEqual([watching?.step, watching?.oldKeyId, watching?.newKeyId, watching?.isRolledBack], ["watching", newKeyId, own(), true]);
      assert.equal(await rotation.profileWorks(), true);
      await rotation.rotator.deactivate(id);
      await rotation.rotator.deleteOldKey(id);
      await rotation.assertOnlyKey(own());
    } finally {
      disk.end();
    }
  });

  it("stops when one of several files cannot be written, with none of them changed", async function () {
    const rotation = work();
    const elsewhere = rotation.account.in("elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(path.join(elsewhere, "credentials"), rotation.read());
    rotation.rotations.otherSets = [{ config: path.join(elsewhere, "config"), credentials: path.join(elsewhere, "credentials") }];
    const { id } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    const before = rotation.read();
    const disk = mountSmallDisk(this, elsewhere);
    try {
      disk.fill();
      const error = await failure(rotation.rotator.goOn(id));
      assert.ok(error.message.includes(path.join(elsewhere, "credentials")), error.message);
      await assertStopped(id, error.message);
      assert.equal(rotation.read(), before);
      disk.free();
      await rotation.assertEndsWell(id);
      assert.ok(readFileSync(path.join(elsewhere, "credentials"), "utf8").includes(rotation.keyOf() ?? "?"));
    } finally {
      disk.end();
    }
  });

  it("stops when a folder is in the place of a file, and goes on when the file is back", async () => {
    const rotation = work();
    const { id } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    const { credentials } = rotation.account.paths;
    renameSync(credentials, `${credentials}.aside`);
    mkdirSync(credentials);
    const error = await failure(rotation.rotator.goOn(id));
    assert.equal(error.message, `This file cannot be read: ${credentials}`);
    rmSync(credentials, { recursive: true });
    renameSync(`${credentials}.aside`, credentials);
    assert.equal(await rotation.profileWorks(), true);
    await rotation.assertEndsWell(id);
  });

  it("stops when the file is not UTF-8 any more, and does not touch it", async () => {
    const rotation = work();
    const { id } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    appendFileSync(rotation.account.paths.credentials, Buffer.from("# caf\xe9\n", "latin1"));
    const before = readFileSync(rotation.account.paths.credentials);
    const error = await failure(rotation.rotator.goOn(id));
    assert.match(error.message, /^This file is not UTF-8 text from line \d+ on, and is left as it is/);
    assert.deepEqual(readFileSync(rotation.account.paths.credentials), before);
    assert.equal(await rotation.profileWorks(), true);
    assert.equal(work().now?.step, "switching");
  });

  it("keeps what another program writes meanwhile", async () => {
    const rotation = work();
    const { id, newKeyId } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    // Written at the last moment before the files are read for the change.
    rotation.rotations.steps.length = 0;
    rotation.rotations.onStep = ({ step }) => {
      if (step === "switching") appendFileSync(rotation.account.paths.credentials, OTHER);
    };
    await rotation.rotator.goOn(id);
    assert.ok(rotation.read().endsWith(OTHER));
    assert.equal(rotation.keyOf(), newKeyId);
    assert.equal(rotation.keyOf("other"), "AKIAIOSFODNN7EXAMPLE");
  });

  it("leaves a profile alone that was given another key by hand, and can be rolled back", async () => {
    const rotation = work();
    const { id, newKeyId } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    const byHand = rotation.read().replace(own(), "AKIAIOSFODNN7EXAMPLE").replace(rotation.ownPair.secretAccessKey.reveal(), "typed-by-hand");
    writeFileSync(rotation.account.paths.credentials, byHand);
    const error = await failure(rotation.rotator.goOn(id));
    assert.match(error.message, new RegExp(`^No AWS file holds the new key ${newKeyId}`));
    assert.match(error.hint ?? "", new RegExp(`The old key ${own()} is as it was\\.$`));
    const kept = await failure(rotation.rotator.rollBack(id));
    assert.equal(kept.message, `Profile work holds another key now, and stays as it is. No AWS file holds ${own()}, or the key that was to take its place.`);
    assert.equal(kept.hint, `To go back to ${own()}, take the other key out of the profile, then roll back again. To end the rotation, delete ${own()}.`);
    assert.equal(rotation.read(), byHand);
    assert.equal(rotation.rotations.stored.size, 1, "the only copy of both secrets");
    // What the hint says, one way and the other.
    writeFileSync(rotation.account.paths.credentials, "[stranger]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
    await rotation.rotator.rollBack(id);
    assert.equal(rotation.keyOf(), own());
    assert.equal(await rotation.profileWorks(), true);
    assert.equal(rotation.keyOf("stranger"), "AKIAIOSFODNN7EXAMPLE");
  });

  it("ends when the key that a profile was given by hand is to stay, and the old one is deleted", async () => {
    const rotation = work();
    const { id } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    const { ownPair } = rotation;
    writeFileSync(rotation.account.paths.credentials, rotation.read().replace(own(), "AKIAIOSFODNN7EXAMPLE").replace(ownPair.secretAccessKey.reveal(), "typed-by-hand"));
    await failure(rotation.rotator.rollBack(id));
    await (await rotation.elsewhere(ownPair)).deleteAccessKey("alice", own());
    const error = await failure(rotation.rotator.rollBack(id));
    assert.equal(error.message, `AWS does not accept the key ${own()} any more, and profile work holds another one: the rotation is over.`);
    assert.deepEqual([rotation.now, rotation.rotations.stored.size, rotation.keyOf()], [undefined, 0, "AKIAIOSFODNN7EXAMPLE"]);
  });

  it("finds the account by another profile when its own was given another name", async () => {
    const rotation = work();
    const { id } = await stopBeforeSwitch(rotation);
    await letItWork(rotation);
    for (const file of Object.values(rotation.account.paths)) writeFileSync(file, readFileSync(file, "utf8").replace("work]", "job]"));
    const watching = await rotation.rotator.goOn(id);
    assert.equal(watching?.step, "watching");
    assert.equal(rotation.keyOf("job"), watching.newKeyId);
    assert.equal(await rotation.profileWorks("job"), true);
    await rotation.rotator.deactivate(id);
    assert.equal(await rotation.rotator.deleteOldKey(id), undefined);
  });

  it("goes on when the secret storage takes nothing more: the files hold the new key, and the way back stays where it was", async () => {
    const rotation = work();
    rotation.rotations.beforeStore = (_key, value) => {
      if (rotation.now?.step === "watching" && value !== "1") throw new Error("the keyring is locked");
    };
    const { id, step } = await rotation.begin();
    assert.equal(step, "watching");
    assert.equal(await rotation.profileWorks(), true);
    rotation.rotations.beforeStore = () => undefined;
    assert.equal((await rotation.rotator.rollBack(id))?.isRolledBack, true);
    assert.equal(rotation.keyOf(), own());
    assert.equal(await rotation.profileWorks(), true);
  });

  it("works where the config file is none, as with AWS_CONFIG_FILE=/dev/null", async () => {
    const rotation = work();
    rotation.rotations.otherSets = [{ config: "/dev/null", credentials: rotation.account.paths.credentials }];
    const { id } = await rotation.begin();
    await rotation.rotator.deactivate(id);
    assert.equal(await rotation.rotator.deleteOldKey(id), undefined);
    await rotation.assertOnlyKey(rotation.keyOf() ?? "");
  });
});
