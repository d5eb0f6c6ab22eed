import assert from "node:assert/strict";
import { resyncMfaDevice } from "../../src/commands/mfaDevices/resync";
import { isCancelledError, isUserError } from "../../src/errors";
import { deviceNamed, serialOf, twoCodes } from "./mfaDevicesHelp";
import { dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const FIRST = /First code: the six digits that \S+ shows now/;
const SECOND = /Second code: wait until \S+ shows other digits/;

describe("Resynchronizing an MFA device", () => {
  const account = useTestAccount("mfa-two-devices");
  const argument = (name: string) => ({ serialNumber: serialOf(name) });
  const calls = () => account().calls(/Resync|GetSessionToken/);

  for (const [name, drift] of [["alice", 600], ["GAHT12345678", -600], ["alice", 0]] as const) {
    it(`tells AWS by two codes that ${name} is ${drift} seconds off, after which its codes count`, async () => {
      await account().sandbox.control.changeMfa({ serial: serialOf(name), driftSeconds: drift });
      const [first, second] = await twoCodes(account(), name);
      await account().run(resyncMfaDevice, [input(FIRST, first), input(SECOND, second)], argument(name));
      assert.deepEqual(await calls(), ["ResyncMFADevice ok"]);
      assert.match(account().ui.notices.join(), new RegExp(`AWS knows the clock of ${name} again`));
      await account().sandbox.control.changeMfa({ serial: serialOf(name), forgetUsedCodes: true });
      const { code } = await deviceNamed(account(), name);
      const { session } = await account().openAccount();
      await session.ownClient.getSessionToken({ serialNumber: serialOf(name), code, seconds: 3600, openedBy: "", openedFor: "" });
    });
  }

  it("takes six digits with spaces, and says what is wrong with anything else before any call", async () => {
    const [first, second] = await twoCodes(account(), "alice");
    const notDigits = ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"].map((text) => ({ text, why: /A code has six digits/ }));
    const spaced = (code: string) => ` ${code.slice(0, 3)}\u00a0${code.slice(3)} `;
    const steps = [input(FIRST, spaced(first), notDigits), input(SECOND, spaced(second), [...notDigits, { text: spaced(first), why: /That is the first code again\. Wait until it changes/ }])];
    await account().run(resyncMfaDevice, steps, argument("alice"));
    assert.deepEqual(await calls(), ["ResyncMFADevice ok"]);
  });

  it("knows both codes as used from then on, with the seconds until the next, by AWS’s clock", async () => {
    await account().sandbox.control.clock(7 * 60);
    const codes = await twoCodes(account(), "alice");
    await account().run(resyncMfaDevice, [input(FIRST, codes[0]), input(SECOND, codes[1])], argument("alice"));
    const refused = codes.map((text) => ({ text, why: /used already or just refused: check the digits\. The next one comes in \d+ s/ }));
    assert.ok(isCancelledError(await account().runToFailure(resyncMfaDevice, [input(FIRST, "000000", refused), dismiss(SECOND)], argument("alice"))));
    assert.equal(account().memory.lastMfaDevice("arn:aws:iam::123456789012:user/alice"), serialOf("alice"));
    assert.deepEqual(await calls(), ["ResyncMFADevice ok"]);
  });

  it("asks for two new codes when AWS does not accept them, without starting over", async () => {
    const [first, second] = await twoCodes(account(), "alice");
    const again = input(/AWS did not accept these codes: one was mistyped, or they were not two in a row\..*First code/, first, [{ text: second, why: /AWS has just refused this one/ }]);
    await account().run(resyncMfaDevice, [input(FIRST, second), input(SECOND, first), again, input(SECOND, second)], argument("alice"));
    assert.deepEqual(await calls(), ["ResyncMFADevice InvalidAuthenticationCode", "ResyncMFADevice ok"]);
  });

  it("is not for a passkey, and says why", async () => {
    const { client } = await account().openAccount();
    const passkey = (await client.listMfaDevices("alice")).find(({ kind }) => kind === "securityKey");
    const error = await account().runToFailure(resyncMfaDevice, [], { serialNumber: passkey?.serialNumber });
    assert.ok(isUserError(error) && error.message === "laptop-passkey is a passkey or security key: it gives no codes and has no clock that could drift.");
    assert.deepEqual(await calls(), []);
  });

  it("offers only devices that give codes when it comes from the palette", async () => {
    await account().runToFailure(resyncMfaDevice, [pick(/Resynchronize MFA device \| Which MFA device/, "alice"), dismiss(FIRST)]);
    assert.deepEqual(account().ui.rows.map(({ label, description }) => [label, description?.replace(/since .*/, "since")]), [["alice", "authenticator app · since"], ["GAHT12345678", "hardware token · since"]]);
  });

  it("says so when the device is not the user’s any more, before the question and after it", async () => {
    const gone = await account().runToFailure(resyncMfaDevice, [], argument("gone"));
    assert.ok(isUserError(gone) && gone.message === `The MFA device ${serialOf("gone")} is not yours any more.`);
    account().stale.clear();
    await account().sandbox.control.faults({ action: "ResyncMFADevice", kind: "error", code: "NoSuchEntity", message: "MFA Device invalid for user." });
    const removed = await account().runToFailure(resyncMfaDevice, [input(FIRST, "123456"), input(SECOND, "654321")], argument("alice"));
    assert.ok(isUserError(removed) && removed.message === `The MFA device ${serialOf("alice")} is not yours any more.`);
    assert.deepEqual([...account().stale], ["mfaDevices", "unassignedMfaDevices"]);
  });

  it("says that it is not known whether it was done when the answer is lost, never sends codes twice, and knows them as used", async () => {
    await account().sandbox.control.faults({ action: "ResyncMFADevice", kind: "drop", after: true });
    const [first, second] = await twoCodes(account(), "alice");
    const error = await account().runToFailure(resyncMfaDevice, [input(FIRST, first), input(SECOND, second)], argument("alice"));
    assert.ok(isUserError(error) && error.message.startsWith("Whether alice is resynchronized is not known: "));
    assert.deepEqual(error.action?.arguments, [argument("alice")]);
    assert.deepEqual(await calls(), ["ResyncMFADevice fault:drop after ok"]);
    await account().runToFailure(resyncMfaDevice, [input(FIRST, "000000", [{ text: first, why: /used already/ }]), dismiss(SECOND)], argument("alice"));
  });

  it("calls nothing when a question is dismissed", async () => {
    assert.ok(isCancelledError(await account().runToFailure(resyncMfaDevice, [dismiss(FIRST)], argument("alice"))));
    assert.ok(isCancelledError(await account().runToFailure(resyncMfaDevice, [input(FIRST, "123456"), dismiss(SECOND)], argument("alice"))));
    assert.deepEqual(await calls(), []);
  });
});

describe("Resynchronizing without a device that gives codes", () => {
  const account = useTestAccount("mfa-passkey-only");

  it("says that there is nothing to resynchronize", async () => {
    const error = await account().runToFailure(resyncMfaDevice, []);
    assert.ok(isUserError(error) && error.message === "You have no MFA device that gives codes: there is nothing to resynchronize.");
  });
});
