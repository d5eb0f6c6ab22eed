import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { openSession } from "../../src/iam/session";
import { RotationProcess, type RotationOrder } from "./rotationProcess";
import { journalIn, RotationWindow } from "./rotationWindow";
import { useTestAccount } from "./useTestAccount";

/** What the window that comes second is told. */
const TURNED_AWAY = ["RotationBusy", "RotationUnderWay"];

describe("Two windows at one rotation", function () {
  this.timeout(60_000);
  const account = useTestAccount("default");
  const pace = { pauseMs: 20, inARow: 2, limitMs: 10_000 };

  /** Milliseconds a call: each of the two is at work long enough for the other to come across it. */
  const SLOW = 250;

  /** Lets both do the same at the same moment. @returns what each of them reported, the one that did it first */
  async function bothDo(steps: RotationOrder["steps"]): Promise<readonly [RotationProcess, RotationProcess]> {
    const order = { folder: account().folder, accessKeyId: account().sandbox.ready.accessKeyId, steps, pace, waitsForWord: true };
    const windows = [new RotationProcess(order), new RotationProcess(order)] as const;
    try {
      await Promise.all(windows.map((window) => window.ready()));
      for (const window of windows) window.go();
      await Promise.all(windows.map((window) => window.ended()));
    } finally {
      await Promise.all(windows.map((window) => window.kill()));
    }
    const [one, other] = windows;
    return one.failures.length === 0 ? [one, other] : [other, one];
  }

  function assertOneDid([did, didNot]: readonly [RotationProcess, RotationProcess]): void {
    assert.deepEqual(did.failures, []);
    assert.equal(didNot.failures.length, 1);
    assert.ok(TURNED_AWAY.includes(String(didNot.failures[0])), String(didNot.failures[0]));
  }

  const newKeys = async () => (await account().calls(/CreateAccessKey/)).length;
  const journals = () => readdirSync(journalIn(account().folder)).filter((name) => name.endsWith(".json"));
  const window = () => new RotationWindow({ folder: account().folder, open: openSession, pace });

  async function assertOneRotation(): Promise<void> {
    assert.equal(await newKeys(), 1);
    assert.equal((await account().keyIds()).length, 2);
    assert.equal(journals().length, 1);
    assert.deepEqual(window().list().map(({ step }) => step), ["watching"]);
  }

  it("begin it once", async () => {
    await account().sandbox.control.latency(SLOW);
    assertOneDid(await bothDo(["begin"]));
    await assertOneRotation();
  });

  it("take up an interrupted one once", async () => {
    const { sandbox, folder } = account();
    // AWS does not accept the new key in time.
    await sandbox.control.propagation(3);
    const impatient = new RotationWindow({ folder, open: openSession, pace: { ...pace, limitMs: 0 } });
    await assert.rejects(impatient.begin(sandbox.ready.accessKeyId), { code: "KeyNotAccepted" });
    await sandbox.control.latency(SLOW);
    assertOneDid(await bothDo(["goOn"]));
    await assertOneRotation();
  });

  it("end it once", async () => {
    const { id } = await window().begin(account().sandbox.ready.accessKeyId);
    await account().sandbox.control.latency(SLOW);
    assertOneDid(await bothDo(["deactivate"]));
    assertOneDid(await bothDo(["deleteOldKey"]));
    assert.equal((await account().keyIds()).length, 1);
    assert.deepEqual(journals(), []);
    assert.equal(await window().rotator.goOn(id), undefined);
  });

  it("take up, once, what a window left that was killed, when its lock has grown old", async () => {
    const { folder, sandbox } = account();
    const killed = new RotationProcess({ folder, accessKeyId: sandbox.ready.accessKeyId, steps: ["begin"], pace, stopAt: "before rename: credentials" });
    await killed.ready();
    await killed.stopped();
    await killed.kill();
    await assert.rejects(window().rotator.goOn(window().list()[0]?.id ?? ""), { code: "RotationBusy" }, "its lock counts for some seconds more");
    window().ageLocks();
    await sandbox.control.latency(SLOW);
    assertOneDid(await bothDo(["goOn"]));
    assert.equal((await account().keyIds()).length, 2);
    assert.deepEqual(window().list().map(({ step }) => step), ["watching"]);
  });
});
