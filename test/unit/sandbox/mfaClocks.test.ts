import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, ResyncMFADeviceCommand } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import type { MfaDevice } from "../../../src/sandbox/account";
import { codeIn, deviceOf, refused, startInProcess, tell, toMiddleOfStep, type InProcess } from "./inProcess";

const outOfStep = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const wrongPair = "Authentication code for device is not valid.";

describe("The clocks of the sandbox's MFA devices", () => {
  let sandbox: InProcess;
  let device: MfaDevice;
  beforeEach(async () => {
    sandbox = await startInProcess("mfa-required");
    toMiddleOfStep(sandbox);
    device = deviceOf(sandbox, "alice");
  });
  afterEach(() => sandbox.stop());

  const signIn = (TokenCode: string, of = device) => sandbox.sts().send(new GetSessionTokenCommand({ SerialNumber: of.serial, TokenCode }));
  const resync = (first: string, second: string) =>
    sandbox
      .iam()
      .send(new ResyncMFADeviceCommand({ UserName: "alice", SerialNumber: device.serial, AuthenticationCode1: first, AuthenticationCode2: second }));

  for (const [words, driftSeconds] of [["ahead", 300], ["behind", -300]] as const) {
    it(`are found by a resync when they are five minutes ${words}, and the codes of the resync are used up`, async () => {
      await tell(sandbox, "mfa", { serial: device.serial, driftSeconds });
      await refused(signIn(codeIn(sandbox, device, 0)), "AccessDenied", 403, outOfStep);
      const [first, second] = [codeIn(sandbox, device, -1), codeIn(sandbox, device, 0)];
      await resync(first, second);
      await refused(signIn(second), "AccessDenied", 403, outOfStep);
      await refused(resync(first, second), "InvalidAuthenticationCode", 403, wrongPair);
      await signIn(codeIn(sandbox, device, 1));
    });
  }

  it("are found again when they are set right, but a used code stays used", async () => {
    const used = codeIn(sandbox, device, 0);
    await signIn(used);
    await tell(sandbox, "mfa", { serial: device.serial, driftSeconds: 300 });
    await resync(codeIn(sandbox, device, -1), codeIn(sandbox, device, 0));
    await tell(sandbox, "mfa", { serial: device.serial, driftSeconds: 0 });
    await refused(resync(used, codeIn(sandbox, device, 1)), "InvalidAuthenticationCode", 403, wrongPair);
    await resync(codeIn(sandbox, device, -2), codeIn(sandbox, device, -1));
    await refused(signIn(used), "AccessDenied", 403, outOfStep);
    await signIn(codeIn(sandbox, device, 1));
  });

  it("are too far off for a resync beyond twenty minutes", async () => {
    await tell(sandbox, "mfa", { serial: device.serial, driftSeconds: 1300 });
    await refused(resync(codeIn(sandbox, device, 0), codeIn(sandbox, device, 1)), "InvalidAuthenticationCode", 403, wrongPair);
  });

  it("are taken to be late when a new device's codes come late, which leaves it out of step", async () => {
    await sandbox.stop();
    sandbox = await startInProcess("mfa-none");
    await sandbox.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }));
    const phone = deviceOf(sandbox, "phone");
    const [AuthenticationCode1, AuthenticationCode2] = [codeIn(sandbox, phone, -11), codeIn(sandbox, phone, -10)];
    await sandbox.iam().send(new EnableMFADeviceCommand({ UserName: "alice", SerialNumber: phone.serial, AuthenticationCode1, AuthenticationCode2 }));
    await refused(signIn(codeIn(sandbox, phone, 0), phone), "AccessDenied", 403, outOfStep);
    await signIn(codeIn(sandbox, phone, -9), phone);
  });

  it("and their codes are told to tests: shown, next, and the next that is not used up", async () => {
    const show = async () => ((await tell(sandbox, "mfa")) as { devices: Shown[] }).devices.find(({ serial }) => serial === device.serial);
    interface Shown {
      serial: string;
      kind: string;
      seed: string;
      user: string;
      code: string;
      codes: string[];
      secondsLeft: number;
      step: number;
      lastStep: number;
      nextUsable: { code: string; step: number; shownInSeconds: number };
    }
    const before = await show();
    assert.ok(before);
    assert.deepEqual([before.kind, before.seed, before.user, before.lastStep], ["virtual", device.seed, "alice", 0]);
    assert.deepEqual(before.codes, [-1, 0, 1, 2].map((steps) => codeIn(sandbox, device, steps)));
    assert.equal(before.code, before.codes[1]);
    assert.ok(before.secondsLeft >= 1 && before.secondsLeft <= 30);
    assert.deepEqual(before.nextUsable, { code: before.code, step: before.step, shownInSeconds: 0 });
    await signIn(before.code);
    const after = await show();
    assert.ok(after);
    assert.equal(after.nextUsable.code, before.codes[2]);
    assert.ok(after.nextUsable.shownInSeconds >= 1 && after.nextUsable.shownInSeconds <= 30);
    await signIn(after.nextUsable.code);
    await tell(sandbox, "mfa", { serial: device.serial, forgetUsedCodes: true });
    await signIn(before.code);
    await tell(sandbox, "mfa", { serial: device.serial, remove: true });
    assert.equal(await show(), undefined);
  });
});
