import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { addMfaDevice } from "../../src/commands/mfaDevices/add";
import { isCancelledError, isUserError } from "../../src/errors";
import { APP, assign, devices, handOver, journal, lastPage } from "./mfaSetUpHelp";
import { dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const TAKEN = { action: "CreateVirtualMFADevice", kind: "error", code: "EntityAlreadyExists", message: "MFADevice entity at the same path and name already exists." } as const;
const DENIED = { kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:CreateVirtualMFADevice on resource: arn:aws:iam::123456789012:mfa/alice-2 because no identity-based policy allows the iam:CreateVirtualMFADevice action" } as const;

describe("The name of a new authenticator app", () => {
  describe("where an unfinished set-up blocks the user's own", () => {
    const account = useTestAccount("orphan-mfa");

    it("is the next free one", async () => {
      await account().run(addMfaDevice, [APP]);
      assert.equal(lastPage(account()).deviceName, "alice-2");
      await assign(lastPage(account()));
      assert.deepEqual(await devices(account()), ["alice: nobody", "alice-2: alice"]);
    });

    it("is explained when the policy allows only the user's own", async () => {
      await account().sandbox.control.faults({ action: "CreateVirtualMFADevice", ...DENIED });
      const error = await account().runToFailure(addMfaDevice, [APP]);
      assert.ok(isUserError(error));
      assert.match(error.message, /with the name alice-2: your policy may allow only one with your own name, alice\.$/);
      assert.match(error.hint ?? "", /The name alice is taken, perhaps by a set-up that was never finished: then an administrator can delete it/);
      assert.deepEqual([error.action?.title, journal(account())], ["Copy request", []]);
    });

    it("costs one click where the list is denied", async () => {
      await account().sandbox.control.faults({ action: "ListVirtualMFADevices", kind: "error", code: "AccessDenied", message: "no" });
      await account().run(addMfaDevice, [APP, pick(/The name alice is taken/, "Use the name alice-2")]);
      assert.deepEqual([lastPage(account()).deviceName, journal(account())], ["alice-2", ["alice-2"]]);
    });
  });

  describe("that is free as far as the lists say", () => {
    const account = useTestAccount("new-user");

    it("but taken says AWS, is asked for: the next one with one click, or another", async () => {
      await account().sandbox.control.faults({ ...TAKEN, times: 2 });
      const refused = [
        { text: "", why: /at least one/ },
        { text: "mein gerät", why: /without accents/ },
        { text: "a/b", why: /Only letters/ },
        { text: "x".repeat(130), why: /2 characters too long/ },
      ];
      await account().run(addMfaDevice, [APP, pick(/The name alice is taken/, "Use the name alice-2"), pick(/The name alice-2 is taken/, "Type another name…"), input(/A name for the device/, "phone", refused)]);
      assert.equal(account().ui.prefilled, "alice-3");
      assert.deepEqual([await devices(account()), journal(account())], [["phone: nobody"], ["phone"]]);
    });

    it("and creates nothing when the question is dismissed", async () => {
      await account().sandbox.control.faults(TAKEN);
      assert.ok(isCancelledError(await account().runToFailure(addMfaDevice, [APP, dismiss(/is taken/)])));
      assert.deepEqual([await devices(account()), journal(account())], [[], []]);
    });

    it("is left to the other window that is setting it up just now", async () => {
      const other = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
      try {
        await account().run(addMfaDevice, [APP]);
        const first = lastPage(account());
        assert.ok(other.pid !== undefined);
        handOver(account(), other.pid);
        await account().sandbox.control.faults({ action: "ListVirtualMFADevices", kind: "error", code: "AccessDenied", message: "no" });
        await account().run(addMfaDevice, [APP]);
        const second = lastPage(account());
        assert.deepEqual([first.deviceName, second.deviceName], ["alice", "alice-2"]);
        assert.deepEqual(await account().calls(/^CreateVirtualMFADevice/), ["CreateVirtualMFADevice ok", "CreateVirtualMFADevice ok"]);
        await assign(first);
        await second.end();
        assert.deepEqual(await devices(account()), ["alice: alice"]);
      } finally {
        other.kill();
      }
    });

    for (const [code, sentence] of [["LimitExceeded", /as many virtual MFA devices as AWS allows/], ["ConcurrentModification", /so AWS created nothing/]] as const) {
      it(`is of no use when AWS creates nothing: ${code}`, async () => {
        await account().sandbox.control.faults({ action: "CreateVirtualMFADevice", kind: "error", code, message: "no" });
        const error = await account().runToFailure(addMfaDevice, [APP]);
        assert.ok(isUserError(error));
        assert.match(error.message, sentence);
        assert.deepEqual([journal(account()), account().setUps], [[], []]);
      });
    }
  });
});
