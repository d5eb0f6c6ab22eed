import { AwsError } from "../../../src/iam/errors";
import type { AccessKey, AccessKeyLastUse, Caller, MfaDevice, PasswordPolicy } from "../../../src/iam/model";
import { EMPTY_SNAPSHOT, type Part, type PartName, type PartValues, type Snapshot } from "../../../src/iam/snapshot";
import type { Node } from "../../../src/tree/node";
import type { SessionView } from "../../../src/tree/identityNodes";
import type { RemoteView, RepositoryView } from "../../../src/tree/repositoryNodes";
import type { Rotation } from "../../../src/rotation/rotation";
import type { Moment } from "../../../src/words/time";

export const NOW = new Date("2026-11-23T12:00:00Z");
export const MOMENT: Moment = { now: NOW, locale: "en" };
export const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000);

export const KEY_ID = "AKIAIOSFODNN7EXAMPLE";
export const SPARE_ID = "AKIAI44QH8DHBEXAMPLE";
const HOST = "git-codecommit.us-east-1.amazonaws.com";
export const SSH_FINGERPRINT = "0b:c1:5e:a4:6f:9d:33:7e:21:48:f0:d2:8c:55:b7:19";
/** A remote of a repository in the window. */
export const REMOTE: RemoteView = {
  remote: { name: "origin", url: `https://${HOST}/v1/repos/payments`, form: "https", host: HOST, region: "us-east-1", repositoryName: "payments", profileName: undefined },
  signIn: { kind: "profile", profileName: "work", scope: "repository" },
  lastSignInAt: undefined,
  problem: undefined,
};
export const REPOSITORY: RepositoryView = { folder: "/home/alice/payments", remotes: [REMOTE] };
export const SESSION: SessionView = { profileName: "work", endpoint: undefined, accessKeyId: KEY_ID, temporary: false, expiresAt: undefined, hasMfa: false, passwordChangedAt: undefined, repositories: [REPOSITORY], sshKeysHere: new Map([[SSH_FINGERPRINT, "~/.ssh/id_rsa"]]), gitHostsOf: () => [], maximumKeyAgeDays: 90, rotations: [] };

/** The key of the session is being replaced by the spare one. */
export const ROTATION: Rotation = {
  id: "rotation-1",
  step: "watching",
  user: { arn: "arn:aws:iam::123456789012:user/alice", accountId: "123456789012", userName: "alice" },
  profileName: "work",
  paths: { config: "/home/alice/.aws/config", credentials: "/home/alice/.aws/credentials" },
  sets: [{ config: "/home/alice/.aws/config", credentials: "/home/alice/.aws/credentials" }],
  oldKeyId: KEY_ID,
  newKeyId: SPARE_ID,
  keysBefore: [KEY_ID],
  startedAt: NOW.getTime() - 60_000,
  byItself: false,
  switchedAt: NOW.getTime() - 30_000,
  waitUntil: NOW.getTime() + 86_370_000,
  graceMs: 86_400_000,
  restMs: 604_800_000,
  lateUse: undefined,
  problem: undefined,
  isUseHidden: false,
  isUseUnknown: false,
  isRolledBack: false,
};

const common = { accountId: "123456789012", partition: "aws" };
export const CALLERS = {
  user: { ...common, kind: "user", arn: "arn:aws:iam::123456789012:user/alice", userName: "alice" },
  root: { ...common, kind: "root", arn: "arn:aws:iam::123456789012:root" },
  role: { ...common, kind: "assumedRole", arn: "arn:aws:sts::123456789012:assumed-role/Developer/alice", roleName: "Developer", sessionName: "alice" },
  sso: { ...common, kind: "assumedRole", arn: "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123/alice", roleName: "AWSReservedSSO_Admin_0123", sessionName: "alice" },
  federated: { ...common, kind: "federated", arn: "arn:aws:sts::123456789012:federated-user/alice", name: "alice" },
} as const satisfies Record<string, Caller>;

export const ok = <Value>(value: Value): Part<Value> => ({ state: "ok", value });
export const ABSENT = { state: "absent" } as const;
export const LOADING = { state: "loading" } as const;

/** Refused for want of a permission, or by a policy. */
export function denied(action: string, explicit = false): { readonly state: "denied"; readonly error: AwsError } {
  const denial = { action, resource: "user alice", explicit, mayWantMfa: explicit, policyArn: undefined, quarantined: false };
  return { state: "denied", error: new AwsError(`AWS refused: your user may not do this (${action}).`, { denial, code: "AccessDenied", hint: "Ask your administrator." }) };
}
export function failed<Value>(previous?: Value): Part<Value> {
  return { state: "failed", error: new AwsError("Nothing answers at http://*example*.", { code: "ECONNREFUSED", hint: "Check the network." }), previous };
}

export const POLICY: PasswordPolicy = {
  minimumLength: 14,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercase: true,
  requireLowercase: true,
  usersMayChange: true,
  maximumAgeDays: 180,
  hardExpiry: false,
  reusePrevention: 5,
};
export const KEY: AccessKey = { id: KEY_ID, status: "Active", createdAt: daysAgo(400) };
export const SPARE: AccessKey = { id: SPARE_ID, status: "Inactive", createdAt: daysAgo(20) };
export const PASSKEY: MfaDevice = { serialNumber: "arn:aws:iam::123456789012:u2f/user/alice/yubikey-5-ABCDEFGHIJKLMNOP", kind: "securityKey", name: "yubikey-5", enabledAt: daysAgo(60) };
export const DEVICE: MfaDevice = { serialNumber: "arn:aws:iam::123456789012:mfa/alice", kind: "virtual", name: "alice", enabledAt: daysAgo(390) };

/** Everything a user can have. */
export const FULL: Snapshot = {
  caller: ok<Caller>(CALLERS.user),
  user: ok({ userName: "alice", arn: CALLERS.user.arn, createdAt: daysAgo(400), passwordLastUsedAt: daysAgo(1), tags: new Map([[KEY_ID, "laptop"]]) }),
  accountAlias: ok("acme-dev"),
  loginProfile: ok({ createdAt: daysAgo(400), resetRequired: false }),
  passwordPolicy: ok(POLICY),
  passwordReport: ok({ lastChangedAt: daysAgo(121), generatedAt: daysAgo(0) }),
  accessKeys: ok([KEY, SPARE]),
  mfaDevices: ok([DEVICE, PASSKEY, { serialNumber: "GAHT12345678", kind: "hardware", name: "GAHT12345678", enabledAt: undefined }]),
  unassignedMfaDevices: ok([{ ...DEVICE, serialNumber: "arn:aws:iam::123456789012:mfa/alice-2", name: "alice-2", enabledAt: undefined }, { ...DEVICE, serialNumber: "arn:aws:iam::123456789012:mfa/bob", name: "bob", enabledAt: undefined }]),
  serviceSpecificCredentials: ok([
    { id: "ACCAGIT", serviceName: "codecommit.amazonaws.com", signInName: "alice-at-123456789012", isApiKey: false, status: "Active", createdAt: daysAgo(340), expiresAt: undefined },
    { id: "ACCABEDROCK", serviceName: "bedrock.amazonaws.com", signInName: "BedrockAPIKey-x", isApiKey: true, status: "Expired", createdAt: daysAgo(40), expiresAt: daysAgo(10) },
  ]),
  sshPublicKeys: ok([{ id: "APKASSH", status: "Active", uploadedAt: daysAgo(350) }]),
  signingCertificates: ok([{ id: "CERT", status: "Inactive", uploadedAt: daysAgo(350) }]),
  lastUses: new Map<string, Part<AccessKeyLastUse>>([
    [KEY_ID, ok({ at: new Date(NOW.getTime() - 2 * 60 * 60 * 1000), serviceName: "ec2", region: "us-east-1" })],
    [SPARE_ID, ok({ at: undefined, serviceName: undefined, region: undefined })],
  ]),
  certifications: new Map([[PASSKEY.serialNumber, ok(new Map([["FIDO", "FIDO L1"], ["FIPS 140-2", "Level 1"]]))]]),
  sshFingerprints: new Map([["APKASSH", ok(SSH_FINGERPRINT)]]),
};

const LISTS = ["accessKeys", "mfaDevices", "unassignedMfaDevices", "serviceSpecificCredentials", "sshPublicKeys", "signingCertificates"] as const;

export function withParts(changes: { readonly [Name in PartName]?: Part<PartValues[Name]> }, base = FULL): Snapshot {
  return { ...base, ...changes };
}

/** All parts but the caller in one state. */
export function allParts(make: (name: PartName) => Part<never>): Snapshot {
  const names = Object.keys(EMPTY_SNAPSHOT).filter((name): name is PartName => name !== "lastUses" && name !== "certifications" && name !== "sshFingerprints" && name !== "caller");
  return { ...FULL, ...(Object.fromEntries(names.map((name) => [name, make(name)])) as object), lastUses: new Map(), certifications: new Map(), sshFingerprints: new Map() };
}

/** What the sandbox's scenarios, and faults, make of a tree. */
export const SNAPSHOTS: Readonly<Record<string, Snapshot>> = {
  full: FULL,
  loading: EMPTY_SNAPSHOT,
  "caller known, the rest loading": withParts({ caller: ok<Caller>(CALLERS.user) }, EMPTY_SNAPSHOT),
  empty: { ...FULL, ...Object.fromEntries(LISTS.map((name) => [name, ok([])])), loginProfile: ABSENT, accountAlias: ABSENT, passwordPolicy: ABSENT, passwordReport: ok({ lastChangedAt: undefined, generatedAt: NOW }), lastUses: new Map(), certifications: new Map(), sshFingerprints: new Map() },
  denied: allParts((name) => denied(`iam:${name}`)),
  forbidden: allParts((name) => denied(`iam:${name}`, true)),
  "forbidden, and no device": { ...allParts((name) => denied(`iam:${name}`, true)), mfaDevices: ok([]), unassignedMfaDevices: ok([]) },
  failed: allParts(() => failed<never>()),
  "failed again": { ...FULL, ...Object.fromEntries(LISTS.map((name) => [name, failed((FULL[name] as { value: unknown }).value)])) },
  "nothing at all": { ...allParts(() => failed<never>()), caller: failed<Caller>() },
  "no credentials": { ...EMPTY_SNAPSHOT, caller: failed<Caller>() },
  "switched off": withParts({
    serviceSpecificCredentials: ok((FULL.serviceSpecificCredentials as { value: PartValues["serviceSpecificCredentials"] }).value.map((credential) => ({ ...credential, status: "Inactive" as const }))),
    sshPublicKeys: ok([{ id: "APKASSH", status: "Inactive", uploadedAt: daysAgo(350) }]),
  }),
  root: withParts({ caller: ok<Caller>(CALLERS.root) }),
  role: withParts({ caller: ok<Caller>(CALLERS.role) }, EMPTY_SNAPSHOT),
  sso: withParts({ caller: ok<Caller>(CALLERS.sso) }, EMPTY_SNAPSHOT),
  federated: withParts({ caller: ok<Caller>(CALLERS.federated) }, EMPTY_SNAPSHOT),
};

/** A tree's rows, from top to bottom. */
export function flatten(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children ?? [])]);
}

/** The row with an id. */
export function find(nodes: readonly Node[], id: string): Node {
  const found = flatten(nodes).find((node) => node.id === id);
  if (found === undefined) throw new Error(`There is no row ${id}, only: ${flatten(nodes).map((node) => node.id).join(", ")}`);
  return found;
}

/** Which rows there are. */
export const ids = (nodes: readonly Node[] | undefined): readonly string[] => (nodes ?? []).map(({ id }) => id);
