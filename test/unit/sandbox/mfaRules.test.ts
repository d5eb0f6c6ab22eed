import {
  CreateAccessKeyCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccountSummaryCommand,
  GetMFADeviceCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  ResyncMFADeviceCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import type { MfaDevice } from "../../../src/sandbox/account";
import { codeIn, deviceOf, keysOf, mfaSession, refused, startInProcess, tell, type InProcess } from "./inProcess";

describe("MFA in the sandbox", () => {
  let sandbox: InProcess;
  afterEach(() => sandbox.stop());

  const UserName = "alice";
  const enable = (client: IAMClient, device: MfaDevice) =>
    client.send(
      new EnableMFADeviceCommand({
        UserName,
        SerialNumber: device.serial,
        AuthenticationCode1: codeIn(sandbox, device, -1),
        AuthenticationCode2: codeIn(sandbox, device, 0),
      }),
    );
  const found = (serial: string): MfaDevice => {
    const device = sandbox.world.account.mfaDevices.find((candidate) => candidate.serial === serial);
    assert.ok(device);
    return device;
  };

  it("lets a session do what the policy wants MFA for, until the session expires by the sandbox's clock", async () => {
    sandbox = await startInProcess("mfa-required");
    await refused(sandbox.iam().send(new CreateAccessKeyCommand({ UserName })), "AccessDenied", 403, /explicit deny/);
    const session = await mfaSession(sandbox, deviceOf(sandbox, "alice"));
    await sandbox.iam(session).send(new CreateAccessKeyCommand({ UserName }));
    const later = 12 * 3600;
    sandbox.world.clock.advance(later - 60);
    await sandbox.iam(session, { systemClockOffset: later * 1000 }).send(new ListMFADevicesCommand({ UserName }));
    sandbox.world.clock.advance(60);
    const expired = sandbox.iam(session, { systemClockOffset: later * 1000 }).send(new ListMFADevicesCommand({ UserName }));
    await refused(expired, "ExpiredToken", 403, "The security token included in the request is expired");
  });

  it("gives sessions between 15 minutes and 36 hours", async () => {
    sandbox = await startInProcess("mfa-required");
    const ask = (DurationSeconds: number) => sandbox.sts().send(new GetSessionTokenCommand({ DurationSeconds }));
    await refused(ask(899), "ValidationError", 400, /'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900$/);
    await refused(ask(129_601), "ValidationError", 400, /Member must have value less than or equal to 129600$/);
    const { Credentials } = await ask(900);
    assert.equal(Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000 / 60), 15);
    const again = sandbox.sts(keysOf(Credentials)).send(new GetSessionTokenCommand({}));
    await refused(again, "AccessDenied", 403, "Cannot call GetSessionToken with session credentials");
  });

  it("wants a session with MFA for a second device, and to give a device up, but not for the first", async () => {
    sandbox = await startInProcess("default");
    await sandbox.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "alice-2" }));
    const second = deviceOf(sandbox, "alice-2");
    const sentence = (operation: string) =>
      `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:${operation} on resource: user alice with an explicit deny in an identity-based policy`;
    await refused(enable(sandbox.iam(), second), "AccessDenied", 403, sentence("EnableMFADevice"));
    const giveUp = (client: IAMClient, SerialNumber: string) => client.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
    const first = deviceOf(sandbox, "alice");
    await refused(giveUp(sandbox.iam(), first.serial), "AccessDenied", 403, sentence("DeactivateMFADevice"));
    const withoutMfa = keysOf((await sandbox.sts().send(new GetSessionTokenCommand({}))).Credentials);
    await refused(enable(sandbox.iam(withoutMfa), second), "InvalidClientTokenId", 403, /token/);
    const withMfa = sandbox.iam(await mfaSession(sandbox, first));
    await enable(withMfa, second);
    await giveUp(withMfa, first.serial);
    await refused(giveUp(withMfa, first.serial), "NoSuchEntity", 404, "MFA Device invalid for user.");
  });

  it("takes a hardware token that was shipped, by its codes, and no other", async () => {
    sandbox = await startInProcess("mfa-none");
    const unknown = sandbox
      .iam()
      .send(new EnableMFADeviceCommand({ UserName, SerialNumber: "GAHT12345678", AuthenticationCode1: "123456", AuthenticationCode2: "654321" }));
    await refused(unknown, "NoSuchEntity", 404, "MFADevice with serial number GAHT12345678 doesn't exist.");
    const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert.equal((await tell(sandbox, "hardwareToken", { serial: "GAHT12345678", seed }))["seed"], seed);
    const token = found("GAHT12345678");
    await enable(sandbox.iam(), token);
    await refused(
      sandbox.sts().send(new GetSessionTokenCommand({ SerialNumber: token.serial, TokenCode: codeIn(sandbox, token, 0) })),
      "AccessDenied",
      403,
      /invalid MFA one time pass code/,
    );
    sandbox.world.clock.advance(30);
    const withMfa = sandbox.iam(await mfaSession(sandbox, token));
    const listed = (await withMfa.send(new ListMFADevicesCommand({ UserName }))).MFADevices;
    assert.deepEqual(listed?.map(({ SerialNumber }) => SerialNumber), ["GAHT12345678"]);
    const virtual = (await withMfa.send(new ListVirtualMFADevicesCommand({}))).VirtualMFADevices;
    assert.ok(!virtual?.some(({ SerialNumber }) => SerialNumber === "GAHT12345678"));
    await refused(withMfa.send(new GetMFADeviceCommand({ UserName, SerialNumber: "GAHT12345678" })), "AccessDenied", 403, /GetMFADevice/);
    sandbox.world.clock.advance(60);
    const [AuthenticationCode1, AuthenticationCode2] = [codeIn(sandbox, token, -1), codeIn(sandbox, token, 0)];
    await withMfa.send(new ResyncMFADeviceCommand({ UserName, SerialNumber: token.serial, AuthenticationCode1, AuthenticationCode2 }));
    await withMfa.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber: token.serial }));
    assert.equal(token.owner, undefined);
    await refused(withMfa.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: token.serial })), "AccessDenied", 403, /DeleteVirtualMFADevice/);
    sandbox.world.clock.advance(60);
    await enable(sandbox.iam(), token);
  });

  it("does not count a hardware token that nobody has enabled, and does not delete one", async () => {
    sandbox = await startInProcess("default");
    const count = async () => (await sandbox.iam().send(new GetAccountSummaryCommand({}))).SummaryMap?.MFADevices;
    const before = await count();
    await tell(sandbox, "hardwareToken", { serial: "GAHT87654321" });
    assert.equal(await count(), before);
    const remove = sandbox.iam().send(new DeleteVirtualMFADeviceCommand({ SerialNumber: "GAHT87654321" }));
    await refused(remove, "NoSuchEntity", 404, "MFADevice with serial number GAHT87654321 doesn't exist.");
  });

  it("offers three devices in mfa-two-devices, of which two have codes", async () => {
    sandbox = await startInProcess("mfa-two-devices");
    const serials = (await sandbox.iam().send(new ListMFADevicesCommand({}))).MFADevices?.map(({ SerialNumber = "" }) => SerialNumber) ?? [];
    assert.equal(serials.length, 3);
    const withCodes = serials.filter((serial) => !serial.includes(":u2f/"));
    assert.deepEqual(withCodes, ["arn:aws:iam::123456789012:mfa/alice", "GAHT12345678"]);
    for (const serial of withCodes) await sandbox.iam(await mfaSession(sandbox, found(serial))).send(new ListVirtualMFADevicesCommand({}));
  });

  it("has no codes in mfa-passkey-only", async () => {
    sandbox = await startInProcess("mfa-passkey-only");
    const [device] = (await sandbox.iam().send(new ListMFADevicesCommand({}))).MFADevices ?? [];
    assert.match(device?.SerialNumber ?? "", /:u2f\/user\/alice\/laptop-passkey-/);
    const try_ = sandbox.sts().send(new GetSessionTokenCommand({ SerialNumber: device?.SerialNumber, TokenCode: "123456" }));
    await refused(try_, "AccessDenied", 403, /unable to validate MFA code/);
  });

  it("answers nothing of IAM to the session without MFA of mfa-session-only, whose key is known too", async () => {
    sandbox = await startInProcess("mfa-session-only");
    assert.ok(sandbox.keys.sessionToken);
    assert.equal((await sandbox.sts().send(new GetCallerIdentityCommand({}))).Arn, "arn:aws:iam::123456789012:user/alice");
    const invalid = "The security token included in the request is invalid.";
    await refused(sandbox.iam().send(new ListMFADevicesCommand({ UserName })), "InvalidClientTokenId", 403, invalid);
    const { longLived } = sandbox.world.run.credentials;
    await sandbox.iam(longLived).send(new ListMFADevicesCommand({ UserName }));
  });

  it("lets alice delete her own abandoned set-ups in orphan-mfa-deletable, and nobody else's", async () => {
    sandbox = await startInProcess("orphan-mfa-deletable");
    const client = sandbox.iam();
    const orphans = (await client.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: "Unassigned" }))).VirtualMFADevices ?? [];
    const names = orphans.map(({ SerialNumber = "" }) => SerialNumber.split(":mfa/")[1] ?? "");
    assert.deepEqual(names, ["alice", "alice-2", "bob"]);
    const remove = (name: string) => client.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: `arn:aws:iam::123456789012:mfa/${name}` }));
    await refused(remove("bob"), "AccessDenied", 403, /iam:DeleteVirtualMFADevice on resource: arn:aws:iam::123456789012:mfa\/bob because no identity-based policy/);
    await remove("alice");
    await remove("alice-2");
  });
});
