import type { Policy } from "./policy.js";

/** `Expired` is for API keys past their age only; nobody may set it (IAM API, `statusType`). */
export type Status = "Active" | "Inactive" | "Expired";

export interface Tag {
  key: string;
  value: string;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: Date;
  /** New keys are unknown to the signature check until then: AWS's eventual consistency. */
  readonly usableFrom: Date;
  /** Whether the key was made during this run; only then do calls to the sandbox count as its use (see `noteUse`). */
  readonly madeInThisRun: boolean;
  status: Status;
  lastUsed: LastUsed | undefined;
}

export interface LastUsed {
  readonly at: Date;
  readonly service: string;
  readonly region: string;
}

export interface ConsolePassword {
  value: string;
  /** When the password was first set: GetLoginProfile's `CreateDate` stays there for ever. */
  readonly createdAt: Date;
  /** Only the credential report tells. */
  changedAt: Date;
  /** Earlier passwords, oldest first, for `PasswordReusePrevention`. */
  readonly earlier: string[];
  /** Set by an administrator; gone once the user has changed the password. */
  resetRequired: boolean;
}

export interface SshKey {
  readonly id: string;
  /** The key in OpenSSH form, without comment. */
  readonly body: string;
  readonly uploadedAt: Date;
  status: Status;
}

export interface SigningCertificate {
  readonly id: string;
  readonly body: string;
  readonly uploadedAt: Date;
  status: Status;
}

export interface ServiceCredential {
  readonly id: string;
  readonly service: string;
  /** `ServiceUserName`, or for API keys `ServiceCredentialAlias`. */
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  /** What Git signs in with; no list ever shows it. */
  secret: string;
  status: Status;
}

/** An IAM user, or the account's root user, which owns keys and devices too. */
export interface User {
  readonly kind: "user" | "root";
  /** Empty for root. */
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: Date;
  passwordLastUsed: Date | undefined;
  password: ConsolePassword | undefined;
  readonly policies: Policy[];
  tags: Tag[];
  accessKeys: AccessKey[];
  sshKeys: SshKey[];
  certificates: SigningCertificate[];
  serviceCredentials: ServiceCredential[];
}

export interface MfaDevice {
  readonly kind: "virtual" | "hardware" | "fido";
  readonly serial: string;
  /** Base32; security keys have none. */
  readonly seed: string | undefined;
  /** What GetMFADevice says of a FIDO key. */
  readonly certifications: ReadonlyMap<string, string>;
  tags: Tag[];
  /** Nobody, until EnableMFADevice assigns it. */
  owner: User | undefined;
  enabledAt: Date | undefined;
  /** Seconds by which the device's own clock is ahead of true time; only the device and the test's control know. */
  driftSeconds: number;
  /** Steps by which AWS takes the device's clock to be ahead, since it last saw two codes in a row. */
  offset: number;
  /** The last TOTP step whose code was accepted: no session for a code of it or before. */
  lastStep: number;
  /** Every step whose code was accepted: a resync that sets the clock back must not bring a used code back. */
  readonly used: Set<number>;
}

/** A role that users of this account can assume. */
export interface Role {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** The longest session, in seconds. */
  readonly maxSession: number;
  /** Whether the trust policy asks for `aws:MultiFactorAuthPresent`. */
  readonly trustNeedsMfa: boolean;
  readonly policies: readonly Policy[];
}

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly allowUsersToChange: boolean;
  /** Days. */
  readonly maxAge: number | undefined;
  /** How many earlier passwords may not come back. */
  readonly reusePrevention: number | undefined;
  readonly hardExpiry: boolean;
}

/** How temporary keys of a user came about: `token` is GetSessionToken, `login` the sign-in of `aws login`. */
export interface UserSession {
  readonly kind: "token" | "login";
  readonly mfa: boolean;
}

/** Who signed a request. */
export type Caller =
  | { readonly kind: "user"; readonly user: User; readonly session: UserSession | undefined }
  | { readonly kind: "role"; readonly arn: string; readonly userId: string; readonly policies: readonly Policy[] };

export interface TemporaryKey {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly expiresAt: Date;
  readonly caller: Caller;
}

/** A sign-in to IAM Identity Center, and what its tokens are good for. */
export interface SsoToken {
  readonly accessToken: string;
  /** Good once: a refresh gives another. */
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

/** A sign-in of a user by `aws login`. */
export interface Login {
  readonly user: User;
  readonly mfa: boolean;
  /** The public half of the key with which each refresh is signed (RFC 9449, DPoP), as `x.y`. */
  readonly proofKey: string;
  /** Good once: a refresh gives another. */
  refreshToken: string;
}

/** A commit that is in a repository before anybody pushes. */
export interface FirstCommit {
  readonly message: string;
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** A CodeCommit repository; its Git objects are on disk from the first time that Git asks for it. */
export interface Repository {
  /** Never used twice, unlike the name. */
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly description: string | undefined;
  readonly createdAt: Date;
  lastModifiedAt: Date;
  /** None until something is pushed. */
  defaultBranch: string | undefined;
  readonly firstCommits: readonly FirstCommit[];
}

export interface CredentialReport {
  readonly requestedAt: Date;
  readonly readyAt: Date;
  readonly content: string;
}

/** Everything that exists in the sandbox's one AWS account. */
export interface Account {
  readonly id: string;
  readonly alias: string | undefined;
  passwordPolicy: PasswordPolicy | undefined;
  readonly root: User;
  readonly users: User[];
  readonly roles: readonly Role[];
  mfaDevices: MfaDevice[];
  readonly temporaryKeys: TemporaryKey[];
  ssoTokens: SsoToken[];
  readonly logins: Login[];
  repositories: Repository[];
  report: CredentialReport | undefined;
}

/** The ARN by which policies and messages name the caller. */
export function callerArn(caller: Caller): string {
  return caller.kind === "user" ? caller.user.arn : caller.arn;
}

/** Root and every IAM user. */
export function owners(account: Account): User[] {
  return [account.root, ...account.users];
}

/** The user whose long-term key this is. */
export function ownerOfKey(account: Account, accessKeyId: string): { user: User; key: AccessKey } | undefined {
  for (const user of owners(account)) {
    const key = user.accessKeys.find(({ id }) => id === accessKeyId);
    if (key) return { user, key };
  }
  return undefined;
}

/** The devices a user has enabled, in the order in which they were made. */
export function devicesOf(account: Account, user: User): MfaDevice[] {
  return account.mfaDevices.filter(({ owner }) => owner === user);
}

/** A device that nobody has enabled, whose clock is right. */
export function newDevice(
  kind: MfaDevice["kind"],
  serial: string,
  { certifications = new Map(), seed, tags = [] }: { certifications?: ReadonlyMap<string, string>; seed?: string | undefined; tags?: Tag[] },
): MfaDevice {
  return { kind, serial, seed, certifications, tags, owner: undefined, enabledAt: undefined, driftSeconds: 0, offset: 0, lastStep: 0, used: new Set() };
}
