import { CreateVirtualMFADeviceCommand, DeactivateMFADeviceCommand, DeleteVirtualMFADeviceCommand, EnableMFADeviceCommand, ListMFADevicesCommand } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { codeIn, deviceOf, mfaSession, refused, startInProcess, type InProcess } from "./inProcess";

const used = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const notYours = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";

describe("The sandbox's MFA devices", () => {
  let sandbox: InProcess;
  afterEach(() => sandbox.stop());

  const signIn = (TokenCode: string, SerialNumber = "arn:aws:iam::123456789012:mfa/alice") =>
    sandbox.sts().send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));

  it("accept a code once, then none of its step or an earlier one, then the next", async () => {
    sandbox = await startInProcess("mfa-required");
    const device = deviceOf(sandbox, "alice");
    await signIn(codeIn(sandbox, device, 0));
    await refused(signIn(codeIn(sandbox, device, 0)), "AccessDenied", 403, used);
    await refused(signIn(codeIn(sandbox, device, -1)), "AccessDenied", 403, used);
    await signIn(codeIn(sandbox, device, 1));
  });

  it("accept the code before and after the clock's, and none further away", async () => {
    sandbox = await startInProcess("mfa-required");
    const device = deviceOf(sandbox, "alice");
    await refused(signIn(codeIn(sandbox, device, -3)), "AccessDenied", 403, used);
    await refused(signIn(codeIn(sandbox, device, 3)), "AccessDenied", 403, used);
    await signIn(codeIn(sandbox, device, 0));
    sandbox.world.clock.advance(60);
    await signIn(codeIn(sandbox, device, 0));
  });

  it("are refused for a session when they are another's, a security key or not there", async () => {
    sandbox = await startInProcess("default");
    const fido = sandbox.world.account.mfaDevices.find(({ kind }) => kind === "fido")?.serial;
    const root = deviceOf(sandbox, "root-account-mfa-device");
    await refused(signIn("123456", fido), "AccessDenied", 403, notYours);
    await refused(signIn(codeIn(sandbox, root, 0), root.serial), "AccessDenied", 403, notYours);
    await refused(signIn("123456", "arn:aws:iam::123456789012:user/alice"), "AccessDenied", 403, notYours);
  });

  it("are enabled by two consecutive codes in their order, which are then used up", async () => {
    sandbox = await startInProcess("mfa-none");
    const SerialNumber = "arn:aws:iam::123456789012:mfa/phone";
    const { VirtualMFADevice } = await sandbox.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }));
    const device = deviceOf(sandbox, "phone");
    assert.equal(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString(), device.seed);
    const enable = (first: string, second: string) =>
      sandbox.iam().send(new EnableMFADeviceCommand({ UserName: "alice", SerialNumber, AuthenticationCode1: first, AuthenticationCode2: second }));
    const wrong = "Authentication code for device is not valid.";
    await refused(enable(codeIn(sandbox, device, 0), codeIn(sandbox, device, -1)), "InvalidAuthenticationCode", 403, wrong);
    await refused(enable(codeIn(sandbox, device, -60), codeIn(sandbox, device, -59)), "InvalidAuthenticationCode", 403, wrong);
    await refused(enable(codeIn(sandbox, device, 0), codeIn(sandbox, device, 0)), "InvalidAuthenticationCode", 403, wrong);
    await enable(codeIn(sandbox, device, -1), codeIn(sandbox, device, 0));
    await refused(signIn(codeIn(sandbox, device, 0), SerialNumber), "AccessDenied", 403, used);
    sandbox.world.clock.advance(30);
    await signIn(codeIn(sandbox, device, 0), SerialNumber);
  });

  it("block their name when abandoned, and only another name helps without more permissions", async () => {
    sandbox = await startInProcess("orphan-mfa");
    const create = (VirtualMFADeviceName: string) => sandbox.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
    await refused(create("alice"), "EntityAlreadyExists", 409, "MFADevice entity at the same path and name already exists.");
    const remove = sandbox.iam().send(new DeleteVirtualMFADeviceCommand({ SerialNumber: "arn:aws:iam::123456789012:mfa/alice" }));
    await refused(remove, "AccessDenied", 403, /iam:DeleteVirtualMFADevice on resource: arn:aws:iam::123456789012:mfa\/alice with an explicit deny in an identity-based policy: arn:/);
    assert.ok((await create("alice-2")).VirtualMFADevice);
  });

  it("stay in the account when deactivated, unless they are security keys", async () => {
    sandbox = await startInProcess("default");
    const client = sandbox.iam(await mfaSession(sandbox, deviceOf(sandbox, "alice")));
    for (const { serial } of sandbox.world.account.mfaDevices.filter(({ owner }) => owner?.name === "alice")) {
      await client.send(new DeactivateMFADeviceCommand({ UserName: "alice", SerialNumber: serial }));
    }
    assert.deepEqual((await client.send(new ListMFADevicesCommand({ UserName: "alice" }))).MFADevices, []);
    assert.deepEqual(
      sandbox.world.account.mfaDevices.map(({ serial }) => serial.split(":mfa/")[1]),
      ["root-account-mfa-device", "alice"],
    );
  });
});
