import assert from "node:assert/strict";
import { readdirSync, utimesSync } from "node:fs";
import { openSession } from "../../src/iam/session";
import { Rotator } from "../../src/rotation/rotator";
import { RotationProcess, type RotationOrder } from "./rotationProcess";
import { journalIn, RotationWindow } from "./rotationWindow";
import { useRotation } from "./useRotation";
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

describe("A window that slept in the middle of its work, while another took over", () => {
  const work = useRotation();
  const own = () => work().account.sandbox.ready.accessKeyId;

  /** Sleeps so long that its lock is old. */
  async function letOthers(act: () => Promise<unknown>): Promise<void> {
    const { journal } = work().tools;
    const longAgo = new Date(Date.now() - 60_000);
    for (const rotation of journal.list()) utimesSync(`${journal.fileOf(rotation)}.lock`, longAgo, longAgo);
    await act();
  }

  /** Falls asleep when it signs in for the nth time, until the other one has done its work. */
  function sleepAt(signIn: number, other: () => Promise<unknown>): Rotator {
    let signIns = 0;
    const { tools } = work();
    return new Rotator({
      ...tools,
      signIn: async (wish) => {
        if (++signIns === signIn) await letOthers(other);
        return tools.signIn(wish);
      },
    });
  }

  it("does not delete the old key that was put back", async () => {
    const { id, newKeyId = "" } = await work().begin();
    await work().rotator.deactivate(id);
    const sleeper = sleepAt(2, () => work().rotator.rollBack(id));
    await assert.rejects(sleeper.deleteOldKey(id), { code: "RotationBusy" });
    assert.equal(work().keyOf(), own());
    assert.ok(await work().profileWorks());
    assert.deepEqual([work().now?.step, work().now?.oldKeyId, work().now?.problem], ["watching", newKeyId, undefined]);
  });

  it("gives up the key that it created, and keeps no secret, where the other has created one meanwhile", async () => {
    const { tools } = work();
    const start = await work().start();
    const sleeper = new Rotator({
      ...tools,
      signIn: async (wish) => {
        const signedIn = await tools.signIn(wish);
        const sleepAfter = async (call: Promise<unknown>) => {
          const created = await call;
          await letOthers(() => work().rotator.goOn(work().now?.id ?? ""));
          return created;
        };
        const client = new Proxy(signedIn.client, {
          get: (target, name) => {
            // With the client itself as `this`: it has private parts.
            const member: unknown = Reflect.get(target, name, target);
            if (typeof member !== "function") return member;
            const call = member.bind(target) as (...args: unknown[]) => Promise<unknown>;
            return name === "createAccessKey" ? (...args: unknown[]) => sleepAfter(call(...args)) : call;
          },
        });
        return { ...signedIn, client };
      },
    });
    await assert.rejects(sleeper.begin(start), { code: "RotationBusy" });
    assert.deepEqual([work().now?.step, work().keyOf()], ["watching", work().now?.newKeyId]);
    assert.equal((await work().keysAtAws()).length, 2);
    await work().rotator.rollBack(work().now?.id ?? "");
    assert.equal(work().keyOf(), own());
    assert.ok(await work().profileWorks());
  });

  it("does not switch off the old key that was put back", async () => {
    const { id } = await work().begin();
    const sleeper = sleepAt(2, () => work().rotator.rollBack(id));
    await assert.rejects(sleeper.deactivate(id), { code: "RotationBusy" });
    assert.equal(work().keyOf(), own());
    assert.ok(await work().profileWorks());
  });

  it("does not create a second new key", async () => {
    const sleeper = sleepAt(1, () => work().rotator.goOn(work().now?.id ?? ""));
    await assert.rejects(sleeper.begin(await work().start()), { code: "RotationBusy" });
    assert.equal((await work().keysAtAws()).length, 2);
    assert.equal(work().now?.step, "watching");
    assert.ok(await work().profileWorks());
  });

  it("does not roll back what was rolled back", async () => {
    const { id, newKeyId } = await work().begin();
    const sleeper = sleepAt(1, () => work().rotator.rollBack(id));
    await assert.rejects(sleeper.rollBack(id), { code: "RotationBusy" });
    assert.equal(work().keyOf(), own());
    assert.deepEqual([work().now?.step, work().now?.oldKeyId, work().now?.problem], ["watching", newKeyId, undefined]);
    assert.ok(await work().profileWorks());
  });
});
