import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { isWorkedOn, workAlone } from "../../../src/rotation/workAlone";
import { useTemporaryFolder } from "../files/temporaryFolder";

describe("Working on a rotation alone", () => {
  const folder = useTemporaryFolder();
  const file = () => folder("rotations", "alice.json");
  /** Another window takes over, as it may when this one has slept. */
  const takeOver = () => {
    rmdirSync(`${file()}.lock`);
    mkdirSync(`${file()}.lock`);
    writeFileSync(`${file()}.owner`, "another window");
  };

  it("leaves nothing behind", async () => {
    const answer = await workAlone(file(), "alice", async (checkAlone) => {
      checkAlone();
      assert.equal(await isWorkedOn(file()), true);
      return "done";
    });
    assert.deepEqual([answer, await isWorkedOn(file()), readdirSync(folder("rotations"))], ["done", false, []]);
  });

  it("keeps others out meanwhile, and not after a failure", async () => {
    const failing = workAlone(file(), "alice", async () => {
      await assert.rejects(workAlone(file(), "alice", () => Promise.resolve()), { code: "RotationBusy", message: "Another window is at work on the access keys of alice." });
      throw new Error("failed");
    });
    await assert.rejects(failing, /^Error: failed$/);
    assert.equal(await workAlone(file(), "alice", () => Promise.resolve(1)), 1);
  });

  it("ends when another window has taken over, whose lock stays", async () => {
    const work = workAlone(file(), "alice", (checkAlone) => {
      checkAlone();
      takeOver();
      checkAlone();
      return Promise.resolve();
    });
    await assert.rejects(work, { code: "RotationBusy" });
    assert.equal(await isWorkedOn(file()), true);
    assert.ok(existsSync(`${file()}.owner`));
  });

  it("does not begin where its name cannot be written, and leaves no lock", async () => {
    mkdirSync(`${file()}.owner`, { recursive: true });
    await assert.rejects(workAlone(file(), "alice", () => Promise.reject(new Error("begun"))), { name: "UserError" });
    assert.equal(await isWorkedOn(file()), false);
  });
});
