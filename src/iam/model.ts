import type { Secret } from "../secret.js";

/**
 * What is shown, in this project's words. Plain readonly values: the SDK's optional fields were narrowed by the client.
 */

/** The part of AWS an account lives in: `aws`, `aws-cn`, `aws-us-gov`, … */
export type Partition = string;

/** Who signs the calls, read from the ARN of STS GetCallerIdentity. */
export type Caller =
  | { readonly kind: "user"; readonly arn: string; readonly accountId: string; readonly partition: Partition; readonly userName: string }
  | { readonly kind: "root"; readonly arn: string; readonly accountId: string; readonly partition: Partition }
  | {
      readonly kind: "assumedRole";
      readonly arn: string;
      readonly accountId: string;
      readonly partition: Partition;
      readonly roleName: string;
      readonly sessionName: string;
    }
  | { readonly kind: "federated"; readonly arn: string; readonly accountId: string; readonly partition: Partition; readonly name: string };

/** The status of an access key, SSH public key, service-specific credential or signing certificate. */
export type CredentialStatus = "Active" | "Inactive" | "Expired";

/** The caller's own user. */
export interface User {
  readonly userName: string;
  readonly arn: string;
  readonly createdAt: Date | undefined;
  /** The last sign-in to the console with the password; `undefined`: never, or not since October 2014. */
  readonly passwordLastUsedAt: Date | undefined;
  /** The console keeps an access key's description as a tag whose key is the access key's id. */
  readonly tags: ReadonlyMap<string, string>;
}

export interface AccessKey {
  readonly id: string;
  readonly status: CredentialStatus;
  readonly createdAt: Date | undefined;
}

/** When, and for what, an access key last signed a request. IAM lags behind by some minutes, at times by hours. */
export interface AccessKeyLastUse {
  /** `undefined`: never since April 2015, when IAM began to record it. */
  readonly at: Date | undefined;
  readonly serviceName: string | undefined;
  readonly region: string | undefined;
}

export interface LoginProfile {
  /** When the user first got a password: not when it was last changed (IAM, LoginProfile). */
  readonly createdAt: Date | undefined;
  readonly resetRequired: boolean;
}

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly usersMayChange: boolean;
  /** Days until a password expires; `undefined`: never. */
  readonly maximumAgeDays: number | undefined;
  readonly reusePrevention: number | undefined;
  /** Once it has expired, only an administrator can set a new one. */
  readonly hardExpiry: boolean;
}

/** What the account's credential report says of the caller's own password. */
export interface PasswordReport {
  readonly lastChangedAt: Date | undefined;
  /** When AWS made the report; a change since then is not in it. */
  readonly generatedAt: Date | undefined;
}

/** How a device proves presence; told apart by its serial number, as IAM does. */
export type MfaDeviceKind = "virtual" | "securityKey" | "hardware";

export interface MfaDevice {
  readonly serialNumber: string;
  readonly kind: MfaDeviceKind;
  readonly name: string;
  readonly enabledAt: Date | undefined;
}

/** A new virtual device, before it is anybody's: the only moment at which its seed exists outside of AWS and the app. */
export interface CreatedMfaDevice {
  readonly serialNumber: string;
  /** Base32, as an authenticator app takes it. */
  readonly seed: Secret;
}

export interface ServiceSpecificCredential {
  readonly id: string;
  /** `codecommit.amazonaws.com` for Git credentials, others for API keys. */
  readonly serviceName: string;
  /** The user name (Git, Keyspaces) or the alias (API keys) that signs in. */
  readonly signInName: string;
  /** It has an alias and a secret in place of a user name and a password, and may expire. */
  readonly isApiKey: boolean;
  readonly status: CredentialStatus;
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

/** A service-specific credential that was just created or reset: the only moment at which its secret exists outside of AWS. */
export interface CreatedServiceSpecificCredential {
  readonly credential: ServiceSpecificCredential;
  /** The password, or the API key. */
  readonly secret: Secret;
}

export interface SshPublicKey {
  readonly id: string;
  readonly status: CredentialStatus;
  readonly uploadedAt: Date | undefined;
}

export interface SigningCertificate {
  readonly id: string;
  readonly status: CredentialStatus;
  readonly uploadedAt: Date | undefined;
}

/** A repository in CodeCommit. */
export interface Repository {
  readonly name: string;
  readonly description: string | undefined;
  readonly lastModifiedAt: Date | undefined;
}

/** A call that was signed with an access key, as CloudTrail has it. */
export interface KeyCall {
  readonly operation: string;
  /** `s3`, `iam`. */
  readonly serviceName: string;
  readonly at: Date | undefined;
  /** An IP address, or the name of an AWS service that called for the user. */
  readonly sourceAddress: string | undefined;
  /** `undefined`: AWS carried it out. */
  readonly errorCode: string | undefined;
}
