import assert from "node:assert/strict";
import { addHardwareToken } from "../../src/commands/mfaDevices/hardware";
import { requireUser } from "../../src/commands/requireUser";
import type { CommandHandler } from "../../src/commands/context";
import { isCancelledError, isUserError } from "../../src/errors";
import { twoCodes } from "./mfaDevicesHelp";
import { confirm, dismiss, input, pick, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const SERIAL = "GAHT87654321";
const NUMBER = /The serial number from the back of the token/;
const FIRST = /First code/;
const SECOND = /Second code/;
const add: CommandHandler = async (context) => addHardwareToken(context, await requireUser(context));

describe("Adding a hardware token", () => {
  const account = useTestAccount("mfa-none");
  const calls = () => account().calls(/^Enable/);
  const ship = () => account().sandbox.control.hardwareToken(SERIAL);
  const own = async () => (await (await account().openAccount()).session.client.listMfaDevices("alice")).map(({ serialNumber }) => serialNumber);

  async function codes(...before: readonly Step[]): Promise<readonly Step[]> {
    const [first, second] = await twoCodes(account(), SERIAL);
    return [...before, input(FIRST, first), input(SECOND, second)];
  }

  it("takes the number on its back and two codes in a row, and shows it before it asks what next", async () => {
    await ship();
    await account().run(add, [...(await codes(input(NUMBER, ` ${SERIAL} `))), pick(new RegExp(`The token ${SERIAL} is yours now \\| What next`), "Done")]);
    assert.deepEqual(await own(), [SERIAL]);
    assert.deepEqual(account().refreshed, [["mfaDevices"]]);
    assert.equal(account().memory.lastMfaDevice("arn:aws:iam::123456789012:user/alice"), SERIAL);
    const [, second] = await twoCodes(account(), SERIAL);
    assert.ok(account().usedCodes.secondsUntilNext(SERIAL, second, Date.now()) !== undefined);
  });

  it("can be recorded in the profile right away", async () => {
    await ship();
    await account().run(add, [...(await codes(input(NUMBER, SERIAL))), pick(/What next/, "Use it for profile work"), confirm(new RegExp(`mfa_serial = ${SERIAL}`), "Write lines")]);
    assert.match(account().read(".aws", "config"), new RegExp(`mfa_serial = ${SERIAL}\n`));
  });

  it("can be signed in with right away, with its next code", async () => {
    await ship();
    const [used] = await twoCodes(account(), SERIAL);
    const steps = await codes(input(NUMBER, SERIAL));
    await account().runToFailure(add, [...steps, pick(/What next/, "Sign in with MFA now"), input(/Sign in with MFA/, "000000", [{ text: used, why: /used already/ }]), dismiss(/did not accept/)]);
    assert.deepEqual(await account().calls(/GetSessionToken/), ["GetSessionToken AccessDenied"]);
  });

  it("is finished when the last question is dismissed", async () => {
    await ship();
    assert.ok(isCancelledError(await account().runToFailure(add, [...(await codes(input(NUMBER, SERIAL))), dismiss(/What next/)])));
    assert.deepEqual(await own(), [SERIAL]);
  });

  it("refuses what cannot be its number before any call", async () => {
    const refused = [
      { text: "", why: /9 characters or more/ },
      { text: "GAHT1234", why: /9 characters or more/ },
      { text: "GAHT-1234567é", why: /9 characters or more/ },
      { text: "x".repeat(257), why: /9 characters or more/ },
      { text: "arn:aws:iam::123456789012:mfa/alice", why: /This is an ARN.*stands on its back/ },
    ];
    assert.ok(isCancelledError(await account().runToFailure(add, [input(NUMBER, ` ${SERIAL.slice(0, 4)} ${SERIAL.slice(4)} `, refused), dismiss(FIRST)])));
    assert.deepEqual(await calls(), []);
  });

  it("asks for two new codes when AWS does not accept them", async () => {
    await ship();
    await account().run(add, [input(NUMBER, SERIAL), input(FIRST, "000000"), input(SECOND, "111111"), ...(await codes()), pick(/What next/, "Done")]);
    assert.deepEqual(await calls(), ["EnableMFADevice InvalidAuthenticationCode", "EnableMFADevice ok"]);
  });

  for (const [what, code, message, hint] of [
    ["AWS does not know", "NoSuchEntity", /AWS knows no token with the serial number GAHT87654321/, /bought for IAM.*GovCloud and China/],
    ["is in use", "EntityAlreadyExists", /The token GAHT87654321 is in use already/, /Remove it there first/],
    ["is one too many", "LimitExceeded", /as many MFA devices as AWS allows, usually 8/, /Remove one/],
    ["comes too soon after a change", "EntityTemporarilyUnmodifiable", /does not let your user be changed just now/, /few minutes, with new codes/],
  ] as const) {
    it(`says so of a token that ${what}`, async () => {
      await account().sandbox.control.faults({ action: "EnableMFADevice", kind: "error", code, message: "AWS's words" });
      const error = await account().runToFailure(add, [input(NUMBER, SERIAL), input(FIRST, "123456"), input(SECOND, "654321")]);
      assert.ok(isUserError(error));
      assert.match(error.message, message);
      assert.match(error.hint ?? "", hint);
      assert.equal(error.code, code);
    });
  }

  it("really is refused by AWS where it was never shipped", async () => {
    const error = await account().runToFailure(add, [input(NUMBER, SERIAL), input(FIRST, "123456"), input(SECOND, "654321")]);
    assert.ok(isUserError(error) && error.code === "NoSuchEntity");
  });

  it("looks at the list when AWS’s answer is lost, and goes on if the token is in it", async () => {
    await ship();
    await account().sandbox.control.faults({ action: "EnableMFADevice", kind: "drop", after: true });
    await account().run(add, [...(await codes(input(NUMBER, SERIAL))), pick(/What next/, "Done")]);
    assert.deepEqual(await calls(), ["EnableMFADevice fault:drop after ok"]);
  });

  it("says that it is not known, and does not try again by itself, where the list does not have it", async () => {
    await ship();
    await account().sandbox.control.faults({ action: "EnableMFADevice", kind: "drop" });
    const error = await account().runToFailure(add, await codes(input(NUMBER, SERIAL)));
    assert.ok(isUserError(error) && error.message.startsWith("Whether the token GAHT87654321 was added is not known: "));
    assert.deepEqual(await calls(), ["EnableMFADevice fault:drop"]);
    assert.ok(account().stale.has("mfaDevices"));
  });
});
