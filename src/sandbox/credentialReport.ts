import { devicesOf, owners, type AccessKey, type Account, type SigningCertificate, type User } from "./account.js";
import { isoSeconds, plusDays } from "./clock.js";

const absent = "N/A";

/** The report's dates look like `2026-11-23T10:00:00+00:00`. */
function written(date: Date | undefined): string {
  return date === undefined ? absent : isoSeconds(date).replace("Z", "+00:00");
}

function keyColumns(slot: 1 | 2, key: AccessKey | undefined): [string, string][] {
  const name = `access_key_${slot}`;
  return [
    [`${name}_active`, String(key?.status === "Active")],
    [`${name}_last_rotated`, written(key?.createdAt)],
    [`${name}_last_used_date`, written(key?.lastUsed?.at)],
    [`${name}_last_used_region`, key?.lastUsed?.region ?? absent],
    [`${name}_last_used_service`, key?.lastUsed?.service ?? absent],
  ];
}

function certificateColumns(slot: 1 | 2, certificate: SigningCertificate | undefined): [string, string][] {
  return [
    [`cert_${slot}_active`, String(certificate?.status === "Active")],
    [`cert_${slot}_last_rotated`, written(certificate?.uploadedAt)],
  ];
}

/** `not_supported` for root, `no_information` for a password never used (IAM User Guide, "Get credential reports"). */
function passwordColumns(account: Account, { kind, password, passwordLastUsed }: User): [string, string][] {
  const maxAge = account.passwordPolicy?.maxAge;
  const next = password && maxAge !== undefined ? plusDays(password.changedAt, maxAge) : undefined;
  const root = kind === "root";
  return [
    ["password_enabled", root ? "not_supported" : String(password !== undefined)],
    ["password_last_used", passwordLastUsed || !password ? written(passwordLastUsed) : "no_information"],
    ["password_last_changed", root ? "not_supported" : written(password?.changedAt)],
    ["password_next_rotation", root ? "not_supported" : written(next)],
  ];
}

function columns(account: Account, user: User): [string, string][] {
  const [firstKey, secondKey] = user.accessKeys;
  const [firstCertificate, secondCertificate] = user.certificates;
  return [
    ["user", user.kind === "root" ? "<root_account>" : user.name],
    ["arn", user.arn],
    ["user_creation_time", written(user.createdAt)],
    ...passwordColumns(account, user),
    ["mfa_active", String(devicesOf(account, user).length > 0)],
    ...keyColumns(1, firstKey),
    ...keyColumns(2, secondKey),
    ...certificateColumns(1, firstCertificate),
    ...certificateColumns(2, secondCertificate),
  ];
}

/** The credential report: CSV, one line for root and one for each user (IAM User Guide, "Get credential reports"). */
export function credentialReport(account: Account): string {
  const rows = owners(account).map((user) => columns(account, user));
  const header = (rows[0] ?? []).map(([name]) => name);
  return [header, ...rows.map((row) => row.map(([, value]) => value))].map((cells) => cells.join(",")).join("\n");
}
