import { devicesOf, newDevice, type MfaDevice, type User } from "../account.js";
import { arnResource, everything, userResource, type Resource } from "../authorization.js";
import { accessDenied, deleteConflict, entityAlreadyExists, invalidAuthenticationCode, noSuchEntity, quotaExceeded, type ServiceError } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import { qrPng } from "../qrPng.js";
import { newTotpSeed } from "../random.js";
import { usePair } from "../totp.js";
import type { XmlObject } from "../xml.js";
import { on, pageRules, shownName, targetUser, type Call, type Operation } from "./operation.js";
import { shownTag, shownUser, withTags } from "./users.js";

/** "up to eight MFA devices of any combination" (IAM User Guide, since November 2022). */
const devicesPerUser = 8;

/** AWS's words for a virtual device; for a hardware token they are a guess. */
function doesNotExist(serial: string): ServiceError {
  return noSuchEntity(`${serial.startsWith("arn:") ? "VirtualMFADevice" : "MFADevice"} with serial number ${serial} doesn't exist.`);
}

/**
 * "An IAM user using the SDK or CLI can enable an additional MFA device by calling EnableMFADevice or deactivate an
 * existing MFA device by calling DeactivateMFADevice. To do this successfully, they must first call GetSessionToken and
 * submit MFA codes with an existing MFA device" (IAM User Guide, "Assign MFA devices in the AWS CLI or AWS API"). It
 * binds users for themselves: an administrator may help somebody whose only device is lost.
 * @throws `AccessDenied`; its words are a guess, since nobody has quoted AWS's: those for any explicit deny.
 */
function requireMfaSession(call: Call, user: User, action: string): void {
  const { account, caller } = call;
  if (caller.kind !== "user" || caller.user !== user || user.kind === "root" || caller.session?.mfa) return;
  if (devicesOf(account, user).length === 0) return;
  throw accessDenied(
    `User: ${user.arn} is not authorized to perform: ${action} on resource: ${userResource(account, user).wording} with an explicit deny in an identity-based policy`,
  );
}

function newSerial({ account, input }: Call): string {
  return `arn:aws:iam::${account.id}:mfa${input.optionalText("Path") ?? "/"}${input.text("VirtualMFADeviceName")}`;
}

function createVirtual(call: Call): XmlObject {
  const { account, input } = call;
  const serial = newSerial(call);
  // Assigned or abandoned alike: a device that was never enabled keeps its name until someone deletes it.
  if (account.mfaDevices.some((device) => device.serial === serial)) {
    throw entityAlreadyExists("MFADevice entity at the same path and name already exists.");
  }
  const seed = newTotpSeed();
  const tags = withTags([], input.structures("Tags"), "TagsPerMFADevice");
  account.mfaDevices.push(newDevice("virtual", serial, { seed, tags }));
  // `otpauth://totp/$virtualMFADeviceName@$AccountName?secret=$Base32String` (API reference, VirtualMFADevice).
  const uri = `otpauth://totp/${encodeURIComponent(input.text("VirtualMFADeviceName"))}@${account.alias ?? account.id}?secret=${seed}`;
  return {
    VirtualMFADevice: {
      SerialNumber: serial,
      Base32StringSeed: Buffer.from(seed),
      QRCodePNG: qrPng(uri),
      Tags: tags.length > 0 ? tags.map(shownTag) : undefined,
    },
  };
}

function codes({ input }: Call): [string, string] {
  return [input.text("AuthenticationCode1"), input.text("AuthenticationCode2")];
}

function enable(call: Call): undefined {
  const user = targetUser(call);
  requireMfaSession(call, user, "iam:EnableMFADevice");
  const serial = call.input.text("SerialNumber");
  const device = call.account.mfaDevices.find((candidate) => candidate.kind !== "fido" && candidate.serial === serial);
  if (!device) throw doesNotExist(serial);
  if (device.owner) throw entityAlreadyExists("MFA Device is already in use.");
  if (devicesOf(call.account, user).length >= devicesPerUser) throw quotaExceeded("MFADevicesPerUser", devicesPerUser);
  if (!usePair(device, codes(call), call.now)) throw invalidAuthenticationCode("Authentication code for device is not valid.");
  device.owner = user;
  device.enabledAt = call.now;
}

function ownDevice(call: Call, user: User): MfaDevice {
  const serial = call.input.text("SerialNumber");
  const device = devicesOf(call.account, user).find((candidate) => candidate.serial === serial);
  if (!device) throw noSuchEntity("MFA Device invalid for user.");
  return device;
}

function resync(call: Call): undefined {
  const device = ownDevice(call, targetUser(call));
  if (!usePair(device, codes(call), call.now)) throw invalidAuthenticationCode("Authentication code for device is not valid.");
}

function deactivate(call: Call): undefined {
  const user = targetUser(call);
  requireMfaSession(call, user, "iam:DeactivateMFADevice");
  const device = ownDevice(call, user);
  device.owner = undefined;
  device.enabledAt = undefined;
  // A virtual device stays, unassigned, and blocks its name; a hardware token is again one that anybody may enable; a
  // security key exists only as somebody's.
  if (device.kind === "fido") call.account.mfaDevices = call.account.mfaDevices.filter((other) => other !== device);
}

function virtualDevice({ account, input }: Call): MfaDevice {
  const serial = input.text("SerialNumber");
  const device = account.mfaDevices.find((candidate) => candidate.kind === "virtual" && candidate.serial === serial);
  if (!device) throw doesNotExist(serial);
  return device;
}

function deleteVirtual(call: Call): undefined {
  const device = virtualDevice(call);
  if (device.owner) throw deleteConflict("MFA VirtualDevice in use. Must deactivate first.");
  call.account.mfaDevices = call.account.mfaDevices.filter((other) => other !== device);
}

function list(call: Call): XmlObject {
  const user = targetUser(call);
  return page(pageRules(call), call.input, "MFADevices", devicesOf(call.account, user), (device) => ({
    UserName: shownName(user),
    SerialNumber: device.serial,
    EnableDate: device.enabledAt,
  }));
}

function listVirtual(call: Call): XmlObject {
  const wanted = call.input.optionalText("AssignmentStatus") ?? "Any";
  const devices = call.account.mfaDevices.filter(
    ({ kind, owner }) => kind === "virtual" && (wanted === "Any" || (wanted === "Assigned") === (owner !== undefined)),
  );
  return page(pageRules(call), call.input, "VirtualMFADevices", devices, (device) => ({
    SerialNumber: device.serial,
    User: device.owner && shownUser(device.owner),
    EnableDate: device.enabledAt,
  }));
}

/** "For this API, we only accept FIDO security key ARNs" (API reference, GetMFADevice). */
function getFido(call: Call): XmlObject {
  const user = targetUser(call);
  const serial = call.input.text("SerialNumber");
  const device = devicesOf(call.account, user).find((candidate) => candidate.kind === "fido" && candidate.serial === serial);
  if (!device) throw noSuchEntity(`MFADevice with serial number ${serial} doesn't exist.`);
  return { UserName: shownName(user), SerialNumber: serial, EnableDate: device.enabledAt, Certifications: device.certifications };
}

function tag(call: Call): undefined {
  const device = virtualDevice(call);
  device.tags = withTags(device.tags, call.input.structures("Tags"), "TagsPerMFADevice");
}

function listTags(call: Call): XmlObject {
  return page(pageRules(call), call.input, "Tags", virtualDevice(call).tags, shownTag);
}

const deviceToBe = (call: Call): Resource => arnResource(newSerial(call));
const serial = { SerialNumber: field.required(field.serialNumber) };
const pair = {
  UserName: field.required(field.existingUserName),
  ...serial,
  AuthenticationCode1: field.required(field.authenticationCode),
  AuthenticationCode2: field.required(field.authenticationCode),
};

/** MFA devices. */
export const mfaOperations = {
  CreateVirtualMFADevice: {
    input: { Path: field.path, VirtualMFADeviceName: field.required(field.virtualMfaDeviceName), Tags: field.tags },
    resource: deviceToBe,
    run: createVirtual,
  },
  EnableMFADevice: { input: pair, resource: on.user, run: enable },
  ResyncMFADevice: { input: pair, resource: on.user, run: resync },
  DeactivateMFADevice: { input: { UserName: field.existingUserName, ...serial }, resource: on.user, run: deactivate },
  DeleteVirtualMFADevice: { input: serial, resource: on.device, run: deleteVirtual },
  ListMFADevices: { input: { UserName: field.existingUserName, ...field.paging }, resource: on.user, run: list },
  ListVirtualMFADevices: {
    input: { AssignmentStatus: field.assignmentStatus, ...field.paging },
    resource: () => everything,
    run: listVirtual,
  },
  GetMFADevice: { input: { ...serial, UserName: field.userName }, resource: on.user, run: getFido },
  TagMFADevice: { input: { ...serial, Tags: field.required(field.tags) }, resource: on.device, run: tag },
  ListMFADeviceTags: { input: { ...serial, ...field.paging }, resource: on.device, run: listTags },
} satisfies Record<string, Operation>;
