import type { Caller, MfaDevice, MfaDeviceKind } from "./model.js";

/**
 * Reads who the caller is from the ARN of GetCallerIdentity: the only place that says so for every kind of credential.
 * Source: IAM User Guide, "IAM identifiers".
 */
export function readCaller(arn: string, accountId: string): Caller {
  const [, partition = "aws", , , , ...rest] = arn.split(":");
  const common = { arn, accountId, partition };
  const [type, ...names] = rest.join(":").split("/");
  switch (type) {
    case "root":
      return { ...common, kind: "root" };
    case "user":
      // A user may have a path: user/division/team/alice.
      return { ...common, kind: "user", userName: names.at(-1) ?? "" };
    case "assumed-role":
      return { ...common, kind: "assumedRole", roleName: names[0] ?? "", sessionName: names[1] ?? "" };
    default:
      return { ...common, kind: "federated", name: names.join("/") };
  }
}

/** The kind and name of an MFA device, from its serial number (an ARN, or `GAHT…` printed on a hardware token). */
export function readMfaDevice(serialNumber: string, enabledAt: Date | undefined): MfaDevice {
  const resource = serialNumber.startsWith("arn:") ? serialNumber.split(":").slice(5).join(":") : "";
  const segments = resource.split("/");
  const kinds: Readonly<Record<string, MfaDeviceKind>> = { mfa: "virtual", u2f: "securityKey" };
  const kind = kinds[segments[0] ?? ""] ?? "hardware";
  const name = kind === "hardware" ? serialNumber : (segments.at(-1) ?? serialNumber);
  // IAM adds an id of its own to a security key's name: u2f/user/alice/yubikey-5-ABCDEFGH….
  return { serialNumber, kind, name: kind === "securityKey" ? name.replace(/-[A-Z0-9]{16,}$/, "") : name, enabledAt };
}
