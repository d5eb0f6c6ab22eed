import assert from "node:assert/strict";
import { attendRotations } from "../../src/commands/rotation/attend";
import { workAlone } from "../../src/rotation/workAlone";
import { fencedIn } from "./failure";
import { ask, confirm, type Step } from "./scriptedUi";
import { useRotation } from "./useRotation";

/** Shorter than the old key has not been used for, in the sandbox. */
const SPAN = 600_000;

describe("Looking after rotations", () => {
  const work = useRotation();
  const account = () => work().account;
  const own = () => account().sandbox.ready.accessKeyId;
  const notices = () => account().ui.notices;

  async function attend(...steps: readonly Step[]): Promise<void> {
    await account().run(attendRotations, steps);
  }

  /** A rotation whose watch is over. */
  async function watched(byItself: boolean, restMs = SPAN): Promise<string> {
    const { id } = await work().begin({ graceMs: SPAN, restMs, byItself });
    await work().letTimePass(2 * SPAN);
    return id;
  }

  it("asks nothing as long as nothing is due", async () => {
    await work().begin();
    await attend();
    assert.deepEqual(notices(), []);
    assert.equal((await work().keysAtAws()).filter((key) => key.endsWith(" Active")).length, 2);
  });

  it("asks once when the watch is over, not again in the same words, and does what the user chooses", async () => {
    const id = await watched(false);
    await attend(ask(new RegExp(`^Access key ${own()} has been replaced by AKIA\\w+, and `), undefined));
    await attend();
    assert.equal(work().now?.step, "watching");
    // The rest is another matter.
    await work().rotator.deactivate(id);
    await work().letTimePass(2 * SPAN);
    await attend(ask(/and is switched off, /, "Delete old key…"), confirm(/^Delete the old key/, "Delete old key"));
    await work().assertOnlyKey(work().keyOf() ?? "");
  });

  it("rolls back if the user prefers", async () => {
    await watched(false);
    await attend(ask(/has been replaced by/, "Roll back…"), confirm(/^Go back to access key/, "Roll back"));
    assert.equal(work().keyOf(), own());
  });

  it("finishes by itself when it is due, and says so", async () => {
    await watched(true);
    await attend();
    assert.equal(work().now?.step, "resting");
    assert.match(notices().at(-1) ?? "", new RegExp(`^Access key ${own()} has been replaced by AKIA\\w+ and is switched off\\.`));
    assert.equal(account().ui.action?.title, "Roll back…");
    await attend();
    assert.equal((await work().keysAtAws()).length, 2, "it rests first");
    await work().letTimePass(2 * SPAN);
    await attend();
    const next = work().keyOf() ?? "";
    assert.deepEqual(notices().slice(1), [`Finished: ${own()} is deleted, and ${next} is the key that your files hold.`]);
    await work().assertOnlyKey(next);
  });

  it("asks where AWS does not let it finish by itself, and says what AWS said to the user who tries", async () => {
    await watched(true);
    await account().sandbox.control.faults({ action: "UpdateAccessKey", ...fencedIn("UpdateAccessKey"), times: 2 });
    await attend(ask(/has been replaced by/, "Deactivate old key…"));
    assert.match(notices().at(-1) ?? "", /^Access key .* has been replaced by .*AWS has fenced in your user.*Tell your administrator now/);
    assert.equal(work().now?.step, "watching");
    assert.equal(await work().profileWorks(), true);
  });

  it("says that something still uses the old key, and leaves it switched on", async () => {
    const first = await work().begin();
    await work().rotator.deactivate(first.id);
    await work().rotator.deleteOldKey(first.id);
    const old = work().pairOf();
    const plan = await work().plan(old.accessKeyId);
    Object.assign(work().rotations, { graceMs: SPAN });
    await work().beginWith(plan);
    await work().letTimePass(2 * SPAN);
    await (await work().elsewhere(old)).getCaller();
    await attend();
    assert.match(notices()[0] ?? "", new RegExp(`^Something still uses the old access key ${old.accessKeyId}: it was used .*, sts us-east-1, after ${work().keyOf() ?? ""} took its place\\. It stays active for longer\\.$`));
    await attend();
    assert.equal(notices().length, 1, "the same use is said once");
    assert.ok((await work().keysAtAws()).includes(`${old.accessKeyId} Active`));
  });

  it("says of a use that AWS shows only after the key was switched off that the program fails now", async () => {
    const first = await work().begin();
    await work().rotator.deactivate(first.id);
    await work().rotator.deleteOldKey(first.id);
    const old = work().pairOf();
    const { id } = await work().beginWith(await work().plan(old.accessKeyId));
    await (await work().elsewhere(old)).getCaller();
    await work().rotator.deactivate(id);
    await work().letTimePass(SPAN);
    await attend();
    assert.match(notices()[0] ?? "", new RegExp(`^Something still had the old access key ${old.accessKeyId} before it was switched off: it was used .*, sts us-east-1\\. If a program fails now, roll back\\.$`));
    assert.equal(work().now?.step, "resting");
  });

  it("leaves a key alone that somebody has switched on again, says so, and asks from then on", async () => {
    const id = await watched(true);
    await work().rotator.deactivate(id);
    await (await work().elsewhere(work().pairOf())).updateAccessKey("alice", own(), "Active");
    await work().letTimePass(2 * SPAN);
    await attend();
    assert.match(notices().at(-1) ?? "", new RegExp(`^${own()}, which was replaced, has been switched on again\\.`));
    assert.equal(work().now?.step, "watching");
    await work().letTimePass(2 * SPAN);
    await attend(ask(/It can be switched off\.$/, undefined));
    assert.ok((await work().keysAtAws()).includes(`${own()} Active`));
  });

  it("asks, although it is to finish by itself, about a key that was used since", async () => {
    const first = await work().begin();
    await work().rotator.deactivate(first.id);
    await work().rotator.deleteOldKey(first.id);
    const old = work().pairOf();
    Object.assign(work().rotations, { graceMs: SPAN });
    const { id } = await work().beginWith(await work().plan(old.accessKeyId), { byItself: true });
    await work().letTimePass(SPAN / 2);
    await (await work().elsewhere(old)).getCaller();
    await work().rotator.look(id);
    await work().letTimePass(4 * SPAN);
    await attend(ask(/something else still has it: it was used/, undefined));
    assert.ok((await work().keysAtAws()).includes(`${old.accessKeyId} Active`));
  });

  it("asks to go on with what stopped, and does", async () => {
    const start = await work().start();
    work().rotations.pace = { ...work().rotations.pace, limitMs: 0 };
    await account().sandbox.control.propagation(60);
    await assert.rejects(work().rotator.begin(start));
    await account().sandbox.control.clock(61);
    await attend(ask(/^The replacement of access key AKIA\w+ stopped: the new key .* which works as before/, "Go on…"), confirm(/^Go on with the replacement/, "Go on"));
    assert.equal(work().now?.step, "watching");
    assert.equal(await work().profileWorks(), true);
  });

  it("says that the new key was switched off, with the way back", async () => {
    const { newKeyId = "" } = await work().begin();
    await (await work().elsewhere()).updateAccessKey("alice", newKeyId, "Inactive");
    await attend(ask(new RegExp(`AWS does not accept the new key ${newKeyId}, which your files hold`), "Roll back…"), confirm(/^Go back to access key/, "Roll back"));
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
  });

  it("keeps still without a network, and while another window is at work", async () => {
    await watched(true);
    await account().sandbox.control.faults({ action: "ListAccessKeys", kind: "drop", times: 8 });
    await attend(ask(/has been replaced by/, undefined));
    assert.equal(work().now?.step, "watching");
    await work().useUpFaults("ListAccessKeys");
    const [busy] = work().tools.journal.list();
    assert.ok(busy);
    await workAlone(work().tools.journal.fileOf(busy), "alice", () => attend());
    assert.equal(work().now?.step, "watching");
  });
});
