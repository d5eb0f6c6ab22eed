import type { AccessKey, Account, LastUsed, MfaDevice, PasswordPolicy, Status, User } from "../account.js";
import { plusDays } from "../clock.js";
import { loadPolicy, type Policy, type PolicyDocument } from "../policy.js";
import { newId, newSecretAccessKey, newTotpSeed } from "../random.js";
import type { Run } from "../run.js";

/** A story to start from: who calls, what they own, what they may do. */
export interface Scenario {
  readonly name: string;
  /** One line for `--list-scenarios`. */
  readonly description: string;
  /** The `userName` of the ready line. */
  readonly callerName: string;
  /** Whether the caller signs with temporary credentials; then the ready line has a `sessionToken`. */
  readonly temporaryCaller?: boolean;
  /** At most this many items a page. */
  readonly pageCap?: number;
  readonly latencyMs?: number;
  /** Seconds for which a new access key stays unknown. */
  readonly propagationSeconds?: number;
  /** Makes the account as it is at the start; all dates are relative to `now`. */
  readonly build: (run: Run, now: Date) => Account;
}

/** The account number of AWS's own examples. */
export const accountId = "123456789012";
const daysOfAccount = 900;

/** An account policy that asks for all a policy can ask for, and lets passwords live 180 days. */
export const companyPasswordPolicy: PasswordPolicy = {
  minimumLength: 14,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercase: true,
  requireLowercase: true,
  allowUsersToChange: true,
  maxAge: 180,
  reusePrevention: 5,
  hardExpiry: false,
};

/** A user with nothing but a name, an id and an age. */
export function bareUser(name: string, now: Date, ageDays: number): User {
  return {
    kind: "user",
    name,
    path: "/",
    id: newId.user(),
    arn: `arn:aws:iam::${accountId}:user/${name}`,
    createdAt: plusDays(now, -ageDays),
    passwordLastUsed: undefined,
    password: undefined,
    policies: [],
    tags: [],
    accessKeys: [],
    sshKeys: [],
    certificates: [],
    serviceCredentials: [],
  };
}

/** The account `acme-dev` with these users, a colleague `bob`, and a root user who has a password and MFA. */
export function newAccount(now: Date, users: User[], passwordPolicy: PasswordPolicy | undefined): Account {
  const root: User = {
    ...bareUser("", now, daysOfAccount),
    kind: "root",
    id: accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    passwordLastUsed: plusDays(now, -200),
  };
  root.password = { value: newSecretAccessKey(), createdAt: root.createdAt, changedAt: root.createdAt, earlier: [], resetRequired: false };
  const rootDevice = virtualDevice("root-account-mfa-device", root, plusDays(now, -daysOfAccount));
  const colleague = bareUser("bob", now, 300);
  return { id: accountId, alias: "acme-dev", passwordPolicy, root, users: [...users, colleague], mfaDevices: [rootDevice], temporaryKeys: [], report: undefined };
}

/** The key with which the ready line's caller signs. */
export function callerKey(run: Run, now: Date, ageDays: number, lastUsed?: LastUsed): AccessKey {
  return oldKey(now, { id: run.credentials.accessKeyId, secret: run.credentials.secretAccessKey, ageDays, lastUsed });
}

/** A key from before this run. */
export function oldKey(
  now: Date,
  key: { id?: string; secret?: string; ageDays: number; status?: Status; lastUsed: LastUsed | undefined },
): AccessKey {
  const createdAt = plusDays(now, -key.ageDays);
  return {
    id: key.id ?? newId.accessKey(),
    secret: key.secret ?? newSecretAccessKey(),
    createdAt,
    usableFrom: createdAt,
    madeInThisRun: false,
    status: key.status ?? "Active",
    lastUsed: key.lastUsed,
  };
}

/** A console password as it was set `createdDays` ago and changed `changedDays` ago. */
export function setPassword(user: User, run: Run, now: Date, { createdDays, changedDays }: { createdDays: number; changedDays: number }): void {
  user.password = {
    value: run.credentials.password,
    createdAt: plusDays(now, -createdDays),
    changedAt: plusDays(now, -changedDays),
    earlier: [],
    resetRequired: false,
  };
}

/** An authenticator app; without an owner it is one that somebody began to set up and abandoned. */
export function virtualDevice(name: string, owner: User | undefined, enabledAt: Date | undefined): MfaDevice {
  return {
    kind: "virtual",
    serial: `arn:aws:iam::${accountId}:mfa/${name}`,
    seed: newTotpSeed(),
    certifications: new Map(),
    tags: [],
    owner,
    enabledAt: owner && enabledAt,
    lastStep: 0,
  };
}

/** A FIDO security key; only the console can add one. */
export function fidoDevice(name: string, owner: User, enabledAt: Date): MfaDevice {
  return {
    kind: "fido",
    serial: `arn:aws:iam::${accountId}:u2f/user/${owner.name}/${name}-${newId.fidoSuffix()}`,
    seed: undefined,
    certifications: new Map([
      ["FIDO", "FIDO L1"],
      ["FIPS 140-2", "Level 1"],
    ]),
    tags: [],
    owner,
    enabledAt,
    lastStep: 0,
  };
}

/** An inline policy: a refusal by it names no ARN. */
export function inlinePolicy(name: string, document: PolicyDocument): Policy {
  return loadPolicy(name, undefined, document);
}

/** A managed policy of this account: a refusal by it names its ARN. */
export function managedPolicy(name: string, document: PolicyDocument): Policy {
  return loadPolicy(name, `arn:aws:iam::${accountId}:policy/${name}`, document);
}
