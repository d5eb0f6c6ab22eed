import { newDevice, type AccessKey, type Account, type LastUsed, type MfaDevice, type PasswordPolicy, type Role, type Status, type User } from "../account.js";
import { plusDays } from "../clock.js";
import { codeCommitPowerUser, codeCommitPowerUserArn } from "../policies/codeCommit.js";
import { selfManageExtras } from "../policies/selfManage.js";
import { loadPolicy, type Policy, type PolicyDocument } from "../policy.js";
import { newId, newSecretAccessKey, newTotpSeed } from "../random.js";
import type { Run } from "../run.js";
import { newRepositories } from "./repositories.js";

/** A story to start from: who calls, what they own, what they may do. */
export interface Scenario {
  readonly name: string;
  /** One line for `--list-scenarios`. */
  readonly description: string;
  /** The `userName` of the ready line. */
  readonly callerName: string;
  /** Whether the caller signs with temporary credentials; then the ready line has a `sessionToken`. */
  readonly temporaryCaller?: boolean;
  /** Whether the ready line has the key behind the temporary credentials too. */
  readonly longLivedCallerToo?: boolean;
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
  return {
    id: accountId,
    alias: "acme-dev",
    passwordPolicy,
    root,
    users: [...users, colleague],
    roles: [role("Developer", { maxSession: 43_200, trustNeedsMfa: false }), role("DeveloperWithMfa", { maxSession: 3600, trustNeedsMfa: true })],
    mfaDevices: [rootDevice],
    temporaryKeys: [],
    ssoTokens: [],
    logins: [],
    repositories: newRepositories(now),
    report: undefined,
  };
}

/** A role that every user of the account may assume. */
function role(name: string, { maxSession, trustNeedsMfa }: Pick<Role, "maxSession" | "trustNeedsMfa">): Role {
  return {
    name,
    id: newId.role(),
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    maxSession,
    trustNeedsMfa,
    policies: developerPolicies(),
  };
}

/** What a role of the account lets people do: look at keys, and work with repositories. */
export function developerPolicies(): Policy[] {
  return [managedPolicy("DeveloperExtras", selfManageExtras), loadPolicy("AWSCodeCommitPowerUser", codeCommitPowerUserArn, codeCommitPowerUser)];
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
  return { ...newDevice("virtual", `arn:aws:iam::${accountId}:mfa/${name}`, { seed: newTotpSeed() }), owner, enabledAt: owner && enabledAt };
}

/** A hardware token that shows codes; without an owner it is one that was ordered and not yet enabled. */
export function hardwareToken(serial: string, owner: User | undefined, enabledAt: Date | undefined): MfaDevice {
  return { ...newDevice("hardware", serial, { seed: newTotpSeed() }), owner, enabledAt: owner && enabledAt };
}

/** A FIDO security key; only the console can add one. */
export function fidoDevice(name: string, owner: User, enabledAt: Date): MfaDevice {
  const certifications = new Map([
    ["FIDO", "FIDO L1"],
    ["FIPS 140-2", "Level 1"],
  ]);
  return { ...newDevice("fido", `arn:aws:iam::${accountId}:u2f/user/${owner.name}/${name}-${newId.fidoSuffix()}`, { certifications }), owner, enabledAt };
}

/** An inline policy: a refusal by it names no ARN. */
export function inlinePolicy(name: string, document: PolicyDocument): Policy {
  return loadPolicy(name, undefined, document);
}

/** A managed policy of this account: a refusal by it names its ARN. */
export function managedPolicy(name: string, document: PolicyDocument): Policy {
  return loadPolicy(name, `arn:aws:iam::${accountId}:policy/${name}`, document);
}
