import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isCancelledError } from "../../src/errors";
import { failure, forbid, notAllowed } from "./failure";
import type { SandboxFault } from "./sandboxProcess";
import { dismiss } from "./scriptedUi";
import { mountSmallDisk } from "./smallDisk";
import { useRotation, type RotationAtWork } from "./useRotation";

/** Nothing is left of the rotation, and the profile is as it was. */
async function assertNothingHappened(rotation: RotationAtWork): Promise<void> {
  assert.equal(await rotation.profileWorks(), true);
  await rotation.assertOnlyKey(rotation.account.sandbox.ready.accessKeyId);
}

describe("Before a rotation", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  for (const [what, action] of [["may not list the keys", "ListAccessKeys"], ["may not change them", "UpdateAccessKey"]] as const) {
    it(`a user who ${what} is told so, and nothing begins`, async () => {
      await work().account.sandbox.control.faults({ action, ...notAllowed(action) });
      const error = await failure(work().plan());
      assert.equal(error.message, `AWS refused: your user may not do this (iam:${action}).`);
      assert.equal(error.hint, "Ask your administrator for this permission.");
      await assertNothingHappened(work());
    });
  }

  for (const [kind, sentence] of [["throttle", /too many requests/], ["drop", /The connection was lost before the answer came/], ["html", /What answered is not AWS/]] as const) {
    it(`AWS does not answer as it should, and nothing begins: ${kind}`, async () => {
      await work().account.sandbox.control.faults({ action: "ListAccessKeys", kind, times: 4 });
      assert.match((await failure(work().plan())).message, sentence);
      await assertNothingHappened(work());
    });
  }

  it("that the last use may not be seen stops nothing", async () => {
    await work().account.sandbox.control.faults({ action: "GetAccessKeyLastUsed", ...notAllowed("GetAccessKeyLastUsed") });
    assert.deepEqual((await work().plan()).cautions, ["lastUseHidden"]);
  });

  it("a key that no file holds is none for a rotation", async () => {
    const error = await failure(work().plan("AKIAIOSFODNN7EXAMPLE"));
    assert.match(error.message, /^No AWS file on this computer holds the key AKIAIOSFODNN7EXAMPLE/);
    assert.match(error.hint ?? "", /Create another key, put it wherever this one is used/);
  });

  it("a key without its secret beside it is found out, with the place", async () => {
    writeFileSync(work().account.paths.credentials, `[work]\naws_access_key_id = ${own()}\n`);
    const error = await failure(work().plan());
    assert.match(error.message, /its secret is not beside it/);
    assert.equal(error.hint, `Look at profile work in ${work().account.paths.credentials}.`);
  });

  it("a folder in the place of the credentials file is found out", async () => {
    const elsewhere = work().account.in("elsewhere");
    mkdirSync(path.join(elsewhere, "credentials"), { recursive: true });
    work().rotations.otherSets = [{ config: path.join(elsewhere, "config"), credentials: path.join(elsewhere, "credentials") }];
    const error = await failure(work().plan());
    assert.ok(error.message.includes(path.join(elsewhere, "credentials")), error.message);
    await assertNothingHappened(work());
  });

  it("a full disk is found out, and leaves the files as they are", async function () {
    const rotation = work();
    const disk = mountSmallDisk(this, rotation.account.in(".aws"));
    try {
      disk.fill();
      const error = await failure(rotation.plan());
      assert.equal(error.message, `This file cannot be written, and is as it was before: ${rotation.account.paths.credentials}`);
      assert.equal(error.hint, "The disk is full: make room on it, then try again.");
      await assertNothingHappened(rotation);
    } finally {
      disk.end();
    }
  });

  it("a section that cannot be changed safely is found out", async () => {
    const { credentials } = work().account.paths;
    const [, ...lines] = work().read().trimEnd().split("\n");
    const before = `${work().read()}\n[ spaced ]\n${lines.join("\n")}\n`;
    writeFileSync(credentials, before);
    assert.match((await failure(work().plan())).message, /name cannot begin or end with a space/);
    assert.equal(work().read(), before);
    assert.deepEqual(await work().account.calls(/AccessKey/), []);
  });

  it("a secret storage that keeps nothing is found out", async () => {
    work().rotations.beforeStore = () => {
      throw new Error("no keyring");
    };
    const error = await failure(work().plan());
    assert.match(error.message, /^VS Code cannot keep secrets on this computer/);
    assert.deepEqual(await work().account.calls(/AccessKey/), []);
  });

  it("a journal whose folder cannot be made is found out before AWS is asked for anything", async () => {
    const start = await work().start();
    writeFileSync(work().account.in("rotations"), "a file in the place of the folder");
    const error = await failure(work().rotator.begin(start));
    assert.match(error.message, /^This file cannot be written, and is as it was before: /);
    assert.deepEqual(await work().account.calls(/CreateAccessKey/), []);
    assert.equal(await work().profileWorks(), true);
  });
});

describe("Before a rotation, a user whom AWS has fenced in", () => {
  const work = useRotation("quarantined");

  it("is told so, and nothing begins", async () => {
    const error = await failure(work().plan());
    assert.equal(error.message, "AWS has fenced in your user because one of its keys was found in public; iam:UpdateAccessKey is blocked.");
    assert.match(error.hint ?? "", /Tell your administrator now/);
    assert.deepEqual(await work().account.calls(/Create|Delete/), []);
    assert.equal(await work().profileWorks(), true);
  });
});

describe("Creating the new key", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;
  const faults = (fault: SandboxFault) => work().account.sandbox.control.faults(fault);

  const refusals: readonly (readonly [string, SandboxFault, RegExp])[] = [
    ["the user may not", notAllowed("CreateAccessKey"), /^AWS refused: your user may not do this \(iam:CreateAccessKey\)\.$/],
    ["AWS is asked too often", { kind: "throttle", times: 4 }, /too many requests/],
    ["the user is gone", { kind: "error", code: "NoSuchEntity", message: "The user with name alice cannot be found." }, /The user with name alice cannot be found/],
  ];
  for (const [what, fault, sentence] of refusals) {
    it(`is refused, and nothing is left of the rotation: ${what}`, async () => {
      const start = await work().start();
      await faults({ action: "CreateAccessKey", ...fault });
      assert.match((await failure(work().rotator.begin(start))).message, sentence);
      await assertNothingHappened(work());
    });
  }

  it("is forbidden by a policy, and the user who does not sign in with MFA has nothing left of the rotation", async () => {
    const start = await work().start();
    await work().account.sandbox.control.policy(forbid("CreateAccessKey"));
    work().account.ui.expect(dismiss(/AWS asks for MFA here/));
    await assert.rejects(work().rotator.begin(start), isCancelledError);
    work().account.ui.finish();
    await assertNothingHappened(work());
  });

  it("is refused because there is a second key by now", async () => {
    const start = await work().start();
    const { key } = await (await work().elsewhere()).createAccessKey("alice");
    const error = await failure(work().rotator.begin(start));
    assert.match(error.message, /^The limit is reached: /);
    assert.match(error.hint ?? "", /Delete one that is not needed/);
    assert.deepEqual(await work().keysAtAws(), [`${own()} Active`, `${key.id} Active`]);
    assert.equal(work().now, undefined);
    assert.equal(work().rotations.stored.size, 0);
  });

  it("waits while a key that was just deleted still counts", async () => {
    const start = await work().start();
    await faults({ action: "CreateAccessKey", kind: "error", code: "LimitExceeded", message: "Cannot exceed quota for AccessKeysPerUser: 2" });
    assert.equal((await work().rotator.begin(start)).step, "watching");
    assert.deepEqual(await work().account.calls(/^CreateAccessKey/), ["CreateAccessKey fault:error", "CreateAccessKey ok"]);
  });

  const losses: readonly (readonly [string, SandboxFault])[] = [
    ["the connection breaks", { kind: "drop" }],
    ["no answer comes", { kind: "hang" }],
    ["AWS has a fault", { kind: "serviceFailure" }],
    ["a sign-in page answers", { kind: "html" }],
  ];
  for (const [what, fault] of losses) {
    for (const after of [false, true]) {
      it(`is not known to have happened, ${after ? "and has" : "and has not"}: ${what}; it goes on, or rolls back`, async () => {
        const rotation = work();
        const lost: string[] = [];
        rotation.rotations.mayDeleteLost = ({ id }) => Promise.resolve(lost.push(id) > 0);
        const start = await rotation.start();
        await faults({ action: "CreateAccessKey", ...fault, after });
        const error = await failure(rotation.impatient.begin(start));
        assert.deepEqual([rotation.now?.step, rotation.now?.problem, rotation.now?.newKeyId], ["creating", error.message, undefined]);
        assert.equal(await rotation.profileWorks(), true);
        const [before, created] = (await rotation.keysAtAws()).map((key) => key.split(" ")[0]);
        assert.equal(before, own());
        assert.equal(created !== undefined, after);
        const id = rotation.now?.id ?? "";
        if (fault.kind === "hang" || fault.kind === "html") {
          assert.equal(await rotation.rotator.rollBack(id), undefined);
          await assertNothingHappened(rotation);
        } else {
          const watching = await rotation.rotator.goOn(id);
          assert.equal(watching?.step, "watching");
          assert.notEqual(watching.newKeyId, created);
          await rotation.assertEndsWell(id);
        }
        assert.deepEqual(lost, after ? [created] : [], "a key whose secret nobody has is deleted, after a question");
      });
    }
  }

  it("that lost its answer says why the lost key cannot be deleted, and goes on when it can", async () => {
    const rotation = work();
    const start = await rotation.start();
    await faults({ action: "CreateAccessKey", kind: "drop", after: true });
    await failure(rotation.rotator.begin(start));
    const [, lost] = await rotation.keysAtAws();
    await faults({ action: "DeleteAccessKey", ...notAllowed("DeleteAccessKey") });
    const error = await failure(rotation.rotator.goOn(rotation.now?.id ?? ""));
    assert.match(error.message, /iam:DeleteAccessKey/);
    assert.deepEqual([rotation.now?.step, rotation.now?.problem], ["creating", error.message]);
    assert.deepEqual((await rotation.keysAtAws())[1], lost);
    await rotation.assertEndsWell(rotation.now?.id ?? "");
  });

  it("that is not known to have happened takes no key for its own that a file holds", async () => {
    const rotation = work();
    const start = await rotation.start();
    await faults({ action: "CreateAccessKey", kind: "drop" });
    await failure(rotation.rotator.begin(start));
    const { key, secretAccessKey } = await (await rotation.elsewhere()).createAccessKey("alice");
    appendFileSync(rotation.account.paths.credentials, `[other]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${secretAccessKey.reveal()}\n`);
    assert.match((await failure(rotation.rotator.goOn(rotation.now?.id ?? ""))).message, /^The limit is reached: /);
    assert.deepEqual(await rotation.keysAtAws(), [`${own()} Active`, `${key.id} Active`]);
    assert.deepEqual([rotation.now, rotation.rotations.stored.size, await rotation.profileWorks()], [undefined, 0, true]);
  });

  it("whose secret cannot be kept takes the key back", async () => {
    const start = await work().start();
    work().rotations.beforeStore = (_key, value) => {
      if (value.includes('"new":{')) throw new Error("the keyring is locked");
    };
    assert.match((await failure(work().rotator.begin(start))).message, /^VS Code cannot keep secrets on this computer/);
    assert.deepEqual(await work().account.calls(/^(Create|Delete)AccessKey/), ["CreateAccessKey ok", "DeleteAccessKey ok"]);
    await assertNothingHappened(work());
  });

  it("whose secret cannot be kept, and that cannot be taken back either, is found and deleted when it goes on", async () => {
    const rotation = work();
    const start = await rotation.start();
    rotation.rotations.beforeStore = (_key, value) => {
      if (value.includes('"new":{')) throw new Error("the keyring is locked");
    };
    await faults({ action: "DeleteAccessKey", ...notAllowed("DeleteAccessKey") });
    await failure(rotation.rotator.begin(start));
    assert.equal(rotation.now?.step, "creating");
    assert.equal((await rotation.keysAtAws()).length, 2);
    rotation.rotations.beforeStore = () => undefined;
    await rotation.assertEndsWell(rotation.now.id);
  });

  it("that the journal has no room for goes on with the key that was kept", async function () {
    const rotation = work();
    const start = await rotation.start();
    const disk = mountSmallDisk(this, rotation.account.in("rotations"));
    try {
      rotation.rotations.beforeStore = (_key, value) => {
        if (value.includes('"new":{')) disk.fill();
      };
      const error = await failure(rotation.rotator.begin(start));
      assert.match(error.message, /^This file cannot be written, and is as it was before: /);
      assert.equal(rotation.now?.step, "creating");
      assert.equal(rotation.keyOf(), own());
      assert.equal(await rotation.profileWorks(), true);
      const created = (await rotation.keysAtAws())[1]?.split(" ")[0];
      assert.match((await failure(rotation.rotator.goOn(rotation.now.id))).hint ?? "", /The disk is full/);
      disk.free();
      assert.equal((await rotation.rotator.goOn(rotation.now.id))?.newKeyId, created, "no third key");
    } finally {
      disk.end();
    }
  });

  it("that is interrupted by the old key’s deletion says so until the profile has another key, and lets go then", async () => {
    const rotation = work();
    const start = await rotation.start();
    await faults({ action: "CreateAccessKey", kind: "drop" });
    await failure(rotation.rotator.begin(start));
    const id = rotation.now?.id ?? "";
    const administrator = await rotation.elsewhere();
    const { key, secretAccessKey } = await administrator.createAccessKey("alice");
    await administrator.deleteAccessKey("alice", own());
    assert.match((await failure(rotation.rotator.goOn(id))).message, /AWS does not know the access key of profile work/);
    assert.match((await failure(rotation.rotator.rollBack(id))).message, /AWS does not know the access key of profile work/);
    writeFileSync(rotation.account.paths.credentials, `[work]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${secretAccessKey.reveal()}\n`);
    const error = await failure(rotation.rotator.rollBack(id));
    assert.match(error.message, /^AWS does not accept the key AKIA\w+ any more, and profile work holds another one: the rotation is over\.$/);
    await rotation.assertOnlyKey(key.id);
  });
});
