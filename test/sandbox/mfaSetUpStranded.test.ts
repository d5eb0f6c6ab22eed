import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { addMfaDevice } from "../../src/commands/mfaDevices/add";
import { deleteLeftDevices } from "../../src/commands/mfaDevices/leftDevices";
import { isUserError, type UserError } from "../../src/errors";
import { APP, assign, codesOf, devices, handOver, journal, lastPage, status } from "./mfaSetUpHelp";
import { confirm, dismiss, type Step } from "./scriptedUi";
import type { TestAccount } from "./openTestAccount";
import { useTestAccount } from "./useTestAccount";

const CREATE = "CreateVirtualMFADevice";
const ENABLE = "EnableMFADevice";
const DELETE = "DeleteVirtualMFADevice";

/** A process that lived and is gone. */
function deadProcess(): number {
  return Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
}

/** What the next window does when it opens the account. */
async function openAgain(account: TestAccount): Promise<boolean> {
  const { session } = await account.openAccount();
  const caller = await session.client.getCaller();
  assert.ok(caller.kind === "user");
  return deleteLeftDevices(account.context, { session, caller });
}

describe("A set-up of an authenticator app that goes wrong", () => {
  const account = useTestAccount("new-user");
  const faults = (fault: Parameters<TestAccount["sandbox"]["control"]["faults"]>[0]) => account().sandbox.control.faults(fault);
  const page = () => lastPage(account());

  async function fail(): Promise<UserError> {
    const error = await account().runToFailure(addMfaDevice, [APP]);
    assert.ok(isUserError(error), String(error));
    assert.deepEqual(account().setUps, []);
    return error;
  }

  describe("when the device is created", () => {
    for (const kind of ["drop", "serviceFailure", "garbage"] as const) {
      it(`deletes the one whose key was lost with the answer: ${kind}`, async () => {
        await faults({ action: CREATE, kind, after: true });
        const error = await fail();
        assert.equal(error.message, "The answer from AWS was lost, and with it the key of the device alice.");
        assert.deepEqual([error.hint, error.action?.title, await devices(account())], ["Nothing is left behind. Try again.", "Try again", []]);
        await account().run(addMfaDevice, [APP]);
        assert.deepEqual([page().deviceName, await devices(account()), journal(account())], ["alice", ["alice: nobody"], ["alice"]]);
        assert.equal(await page().end(), "ended");
      });
    }

    it("leaves that to later when the network is gone for good, and takes the same name then", async () => {
      await faults({ action: CREATE, kind: "drop", after: true });
      await faults({ action: DELETE, kind: "drop", times: 4 });
      const error = await fail();
      assert.match(error.hint ?? "", /deleted as soon as the network is back/);
      assert.deepEqual([await devices(account()), journal(account())], [["alice: nobody"], ["alice"]]);
      await account().run(addMfaDevice, [APP]);
      assert.deepEqual([page().deviceName, await devices(account())], ["alice", ["alice: nobody"]]);
      await assign(page());
      assert.deepEqual([await devices(account()), journal(account())], [["alice: alice"], []]);
    });

    it("takes another name as long as that does not succeed", async () => {
      await faults({ action: CREATE, kind: "drop", after: true });
      await faults({ action: DELETE, kind: "drop", times: 8 });
      await fail();
      await faults({ action: "ListVirtualMFADevices", kind: "error", code: "AccessDenied", message: "no" });
      await account().run(addMfaDevice, [APP]);
      assert.deepEqual([page().deviceName, [...journal(account())].sort()], ["alice-2", ["alice", "alice-2"]]);
      assert.equal(await openAgain(account()), true);
      assert.deepEqual([await devices(account()), journal(account())], [["alice-2: nobody"], ["alice-2"]]);
      assert.equal(await page().end(), "ended");
    });

    it("says so when AWS does not let it be deleted", async () => {
      await faults({ action: CREATE, kind: "drop", after: true });
      await faults({ action: DELETE, kind: "error", code: "AccessDenied", message: "not yours" });
      const error = await fail();
      assert.match(error.hint ?? "", /stays in the view, unfinished/);
      assert.deepEqual(journal(account()), []);
    });

    it("creates nothing when the journal cannot be written", async () => {
      writeFileSync(account().in("unfinished"), "a file in place of the folder");
      const error = await fail();
      assert.match(error.message, /^Nothing was created: this extension cannot write to its own folder/);
      assert.deepEqual(await account().calls(/Create/), []);
    });

    it("forgets a device that AWS refused", async () => {
      await faults({ action: CREATE, kind: "error", code: "AccessDenied", message: "not you" });
      const error = await fail();
      assert.match(error.message, /not you/);
      assert.deepEqual(journal(account()), []);
    });
  });

  describe("when it is assigned", () => {
    beforeEach(() => account().run(addMfaDevice, [APP]));

    it("finds out that it was assigned all the same when the answer is lost", async () => {
      await faults({ action: ENABLE, kind: "drop", after: true });
      const codes = await assign(page());
      assert.deepEqual([page().phase, await devices(account()), journal(account())], ["assigned", ["alice: alice"], []]);
      assert.notEqual(account().usedCodes.secondsUntilNext(page().serialNumber, codes[1], Date.now()), undefined);
    });

    it("stays when the network is lost before AWS did anything, and takes two new codes", async () => {
      await faults({ action: ENABLE, kind: "drop" });
      await assign(page());
      assert.deepEqual([page().phase, status(page())], ["entering", ["problem: The answer from AWS was lost, and the device is not assigned. Type two new codes."]]);
      await assign(page());
      assert.deepEqual(await devices(account()), ["alice: alice"]);
    });

    it("asks AWS first the next time when it could not be asked, and needs no sign-in for that", async () => {
      await faults({ action: ENABLE, kind: "drop", after: true });
      await faults({ action: "ListMFADevices", kind: "drop", times: 4 });
      await assign(page());
      assert.match(status(page())[0] ?? "", /it cannot be asked now whether the device was assigned/);
      await assign(page());
      assert.deepEqual([page().phase, await account().calls(/^EnableMFADevice/)], ["assigned", ["EnableMFADevice fault:drop after ok"]]);
    });

    it("tells at the end that it was assigned when it could not be asked before", async () => {
      await faults({ action: ENABLE, kind: "drop", after: true });
      await faults({ action: "ListMFADevices", kind: "drop", times: 4 });
      await assign(page());
      assert.equal(await page().end(), "ended");
      assert.deepEqual([await devices(account()), journal(account()), account().ui.notices], [["alice: alice"], [], ["The device alice was assigned after all: it is yours."]]);
    });

    it("says that the codes are wrong when AWS does", async () => {
      await faults({ action: ENABLE, kind: "error", code: "InvalidAuthenticationCode", message: "no" });
      await assign(page());
      assert.match(status(page())[0] ?? "", /AWS did not accept these codes/);
    });

    it("offers to start again when somebody deleted the device meanwhile", async () => {
      const gone = page();
      await account().sandbox.control.changeMfa({ serial: gone.serialNumber, remove: true });
      await assign(gone);
      assert.match(status(gone)[0] ?? "", /Somebody deleted the unfinished device alice meanwhile/);
      assert.deepEqual([gone.phase, gone.qr, journal(account())], ["gone", undefined, []]);
      await gone.startAgain();
      assert.notEqual(page(), gone);
      assert.deepEqual([page().deviceName, journal(account()), await gone.end()], ["alice", ["alice"], "ended"]);
      await assign(page());
      assert.deepEqual(await devices(account()), ["alice: alice"]);
    });
  });

  describe("when it is given up", () => {
    beforeEach(() => account().run(addMfaDevice, [APP]));

    it("deletes the device, without a word", async () => {
      page().enter(codesOf(page()));
      assert.equal(await page().end(), "ended");
      assert.deepEqual([await devices(account()), journal(account()), account().ui.notices], [[], [], []]);
      assert.deepEqual(account().refreshed.at(-1), ["mfaDevices", "unassignedMfaDevices"]);
    });

    it("is content when somebody else deleted it", async () => {
      await account().sandbox.control.changeMfa({ serial: page().serialNumber, remove: true });
      assert.equal(await page().end(), "ended");
      assert.deepEqual([journal(account()), account().ui.notices], [[], []]);
    });

    it("leaves it to the next start when the network is gone", async () => {
      await faults({ action: DELETE, kind: "drop", times: 4 });
      assert.equal(await page().end(), "ended");
      assert.deepEqual([await devices(account()), journal(account())], [["alice: nobody"], ["alice"]]);
      assert.match(account().ui.notices[0] ?? "", /could not be deleted now\. That is made up for at the next start/);
      assert.equal(await openAgain(account()), true);
      assert.deepEqual([await devices(account()), journal(account())], [[], []]);
    });

    it("deletes it when the window goes away in good order", async () => {
      await page().abandon();
      assert.deepEqual([await devices(account()), journal(account())], [[], []]);
    });
  });

  describe("when the window is killed", () => {
    beforeEach(() => account().run(addMfaDevice, [APP]));

    it("deletes the device at the next start, without a word", async () => {
      handOver(account(), deadProcess());
      assert.equal(await openAgain(account()), true);
      assert.deepEqual([await devices(account()), journal(account()), account().ui.notices], [[], [], []]);
      assert.equal(await openAgain(account()), false);
    });

    it("deletes it before the next set-up, so that its name is free", async () => {
      handOver(account(), deadProcess());
      await account().run(addMfaDevice, [APP]);
      assert.deepEqual([page().deviceName, await devices(account()), journal(account())], ["alice", ["alice: nobody"], ["alice"]]);
    });

    it("keeps one that was assigned in the last moment", async () => {
      await assign(page());
      account().context.unfinishedDevices.add(page().serialNumber, "work");
      handOver(account(), deadProcess());
      assert.equal(await openAgain(account()), false);
      assert.deepEqual([await devices(account()), journal(account())], [["alice: alice"], []]);
    });

    it("does not touch the device of a window that lives", async () => {
      assert.equal(await openAgain(account()), false);
      assert.deepEqual([await devices(account()), await account().calls(/Delete/)], [["alice: nobody"], []]);
    });

    it("tries again next time when the network is gone", async () => {
      handOver(account(), deadProcess());
      await faults({ action: DELETE, kind: "drop", times: 4 });
      assert.equal(await openAgain(account()), false);
      assert.deepEqual(journal(account()), ["alice"]);
      assert.equal(await openAgain(account()), true);
    });

    it("gives up what AWS does not let it delete", async () => {
      handOver(account(), deadProcess());
      await faults({ action: DELETE, kind: "error", code: "AccessDenied", message: "not yours" });
      assert.equal(await openAgain(account()), false);
      assert.deepEqual([await devices(account()), journal(account())], [["alice: nobody"], []]);
    });

    it("asks nothing of another account, nor of another profile", async () => {
      const { unfinishedDevices } = account().context;
      unfinishedDevices.add("arn:aws:iam::999999999999:mfa/alice", "work");
      unfinishedDevices.add("arn:aws:iam::123456789012:mfa/alice-9", "other");
      handOver(account(), deadProcess());
      await openAgain(account());
      assert.deepEqual([await account().calls(/Delete/), journal(account()).length], [["DeleteVirtualMFADevice ok"], 2]);
    });
  });
});

describe("An unfinished authenticator app that AWS does not let the user delete", () => {
  const account = useTestAccount("mfa-none");
  const page = () => lastPage(account());
  const QUESTION = /AWS does not let you delete the unfinished device alice/;
  beforeEach(() => account().run(addMfaDevice, [APP]));

  async function end(step: Step): Promise<string> {
    account().ui.expect(step);
    const ending = await page().end();
    account().ui.finish();
    return ending;
  }

  for (const step of [confirm(QUESTION, "Go on with the set-up"), dismiss(QUESTION)]) {
    it(`can be finished: ${step.kind}`, async () => {
      assert.equal(await end(step), "goOn");
      assert.deepEqual([journal(account()), page().phase], [["alice"], "entering"]);
      await assign(page());
      assert.deepEqual([await devices(account()), journal(account())], [["alice: alice"], []]);
    });
  }

  it("is left to an administrator, with the request on the clipboard, and not tried again", async () => {
    assert.equal(await end(confirm(QUESTION, "Leave it and copy a request for the administrator")), "ended");
    assert.match(account().ui.copied[0] ?? "", /aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::123456789012:mfa\/alice\n/);
    assert.deepEqual([await devices(account()), journal(account()), page().phase], [["alice: nobody"], [], "ended"]);
    await account().run(addMfaDevice, [APP]);
    assert.equal(page().deviceName, "alice-2");
  });

  it("is tried again as long as it may be for want of MFA only", async () => {
    handOver(account(), deadProcess());
    assert.equal(await openAgain(account()), false);
    assert.deepEqual([journal(account()), account().ui.notices], [["alice"], []]);
    await account().run(addMfaDevice, [APP]);
    assert.equal(page().deviceName, "alice-2");
  });

  it("asks for no code on the way", async () => {
    await page().abandon();
    assert.deepEqual([await account().calls(/GetSessionToken/), journal(account())], [[], ["alice"]]);
  });
});
