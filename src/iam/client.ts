import { setTimeout } from "node:timers/promises";
import * as iam from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { Secret } from "../secret.js";
import { findCallsOfKey } from "./cloudTrail.js";
import { CodeCommitClient } from "./codeCommit.js";
import { readCaller, readMfaDevice } from "./caller.js";
import { isAwsError } from "./errors.js";
import type { MfaSession } from "./mfaSession.js";
import type {
  AccessKey,
  AccessKeyLastUse,
  Caller,
  CreatedMfaDevice,
  CreatedServiceSpecificCredential,
  CredentialStatus,
  KeyCall,
  LoginProfile,
  MfaDevice,
  PasswordPolicy,
  PasswordReport,
  ServiceSpecificCredential,
  SigningCertificate,
  SshPublicKey,
  User,
} from "./model.js";
import { readOwnPassword } from "./passwordReport.js";
import type { Answered, CallOptions, Transport } from "./transport.js";

/** A key that was just created: the only moment at which its secret exists outside of AWS. */
export interface CreatedAccessKey {
  readonly key: AccessKey;
  readonly secretAccessKey: Secret;
}

/** IAM makes an account's report in some seconds, minutes in a large one; beyond half a minute nobody waits for it. */
const REPORT_PAUSES_MS = [300, 700, 1_500, 2_500, 5_000, 10_000, 10_000];
const REPORT_NOT_THERE = ["ReportNotPresent", "CredentialReportNotPresent", "ReportExpired", "CredentialReportExpired", "ReportInProgress", "CredentialReportNotReady"];

/** Surrounds a call: may make it again, as after a sign-in with MFA. */
export type Around = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

/** A page of any IAM list. */
interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/**
 * The one way to IAM and STS. Speaks this project's words, fetches all pages, and throws {@link AwsError} (denied,
 * refused, unreachable, …) or CancelledError.
 *
 * `userName` is left out only for a caller with long-lived keys, for whom IAM takes it from the signature; with
 * temporary keys IAM asks for it (IAM API, ListAccessKeys).
 */
export class IamClient {
  readonly #transport: Transport;
  readonly #around: Around;

  /** @param around what surrounds each call, as asking for MFA does */
  constructor(transport: Transport, around: Around = (call) => call()) {
    this.#transport = transport;
    this.#around = around;
  }

  /** The same client, with something around each of its calls. */
  with(around: Around): IamClient {
    return new IamClient(this.#transport, around);
  }

  /** CodeCommit in a region, which IAM has none of: signed, and surrounded, as the calls of this client are. */
  codeCommit(region: string): CodeCommitClient {
    return new CodeCommitClient(this.#transport, this.#around, region);
  }

  /** The last calls that a key has signed in a region, as CloudTrail knows them: see {@link findCallsOfKey}. */
  findCallsOfKey(accessKeyId: string, region: string, options?: CallOptions): Promise<readonly KeyCall[]> {
    return findCallsOfKey(this.#transport, this.#around, { region, accessKeyId }, options);
  }

  /** See {@link Transport.clockSkewMs}. */
  get clockSkewMs(): number | undefined {
    return this.#transport.clockSkewMs;
  }

  destroy(): void {
    this.#transport.destroy();
  }

  /** Needs no permission: the one call that every working credential may make. */
  async getCaller(options?: CallOptions): Promise<Caller> {
    const { sts } = this.#transport.clients;
    const answer = await this.#call("sts:GetCallerIdentity", (http) => sts.send(new GetCallerIdentityCommand({}), http), options);
    return readCaller(answer.Arn ?? "", answer.Account ?? "");
  }

  async getUser(userName?: string, options?: CallOptions): Promise<User> {
    const answer = await this.#send("GetUser", new iam.GetUserCommand(named(userName)), options);
    const user = answer.User;
    return {
      userName: user?.UserName ?? userName ?? "",
      arn: user?.Arn ?? "",
      createdAt: user?.CreateDate,
      passwordLastUsedAt: user?.PasswordLastUsed,
      tags: new Map((user?.Tags ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""])),
    };
  }

  /** @returns `undefined` if the account has no alias */
  async getAccountAlias(options?: CallOptions): Promise<string | undefined> {
    const answer = await this.#send("ListAccountAliases", new iam.ListAccountAliasesCommand({}), options);
    return answer.AccountAliases?.[0];
  }

  /** @returns `undefined` if the user has no console password */
  async getLoginProfile(userName?: string, options?: CallOptions): Promise<LoginProfile | undefined> {
    return absentWhen("NoSuchEntity", async () => {
      const answer = await this.#send("GetLoginProfile", new iam.GetLoginProfileCommand(named(userName)), options);
      return { createdAt: answer.LoginProfile?.CreateDate, resetRequired: answer.LoginProfile?.PasswordResetRequired ?? false };
    });
  }

  /** @returns `undefined` if the account keeps IAM's default policy */
  async getPasswordPolicy(options?: CallOptions): Promise<PasswordPolicy | undefined> {
    return absentWhen("NoSuchEntity", async () => {
      const answer = await this.#send("GetAccountPasswordPolicy", new iam.GetAccountPasswordPolicyCommand({}), options);
      const policy = answer.PasswordPolicy;
      return {
        minimumLength: policy?.MinimumPasswordLength ?? 6,
        requireSymbols: policy?.RequireSymbols ?? false,
        requireNumbers: policy?.RequireNumbers ?? false,
        requireUppercase: policy?.RequireUppercaseCharacters ?? false,
        requireLowercase: policy?.RequireLowercaseCharacters ?? false,
        usersMayChange: policy?.AllowUsersToChangePassword ?? false,
        maximumAgeDays: policy?.MaxPasswordAge,
        reusePrevention: policy?.PasswordReusePrevention,
        hardExpiry: policy?.HardExpiry ?? false,
      };
    });
  }

  /**
   * Reads the caller's own row of the account's credential report, the only place that knows when a password was last
   * changed. Asks for a report first: AWS makes one in some seconds, and at once says COMPLETE if there is one younger
   * than four hours. Some may read a report without being allowed to ask for one.
   * @param userName whose row; awaited after the report, so that both can be on their way at once
   * @returns `undefined` if the report does not come within half a minute
   */
  async getPasswordReport(userName: Promise<string>, options?: CallOptions): Promise<PasswordReport | undefined> {
    for (const pause of REPORT_PAUSES_MS) {
      if (await this.#requestReport(options)) {
        const report = await absentWhen(REPORT_NOT_THERE, () => this.#send("GetCredentialReport", new iam.GetCredentialReportCommand({}), options));
        return report && { lastChangedAt: readOwnPassword(new TextDecoder().decode(report.Content), await userName), generatedAt: report.GeneratedTime };
      }
      await setTimeout(pause, undefined, options?.signal === undefined ? {} : { signal: options.signal });
    }
    return undefined;
  }

  /** @returns whether it is worth asking for the report now */
  async #requestReport(options?: CallOptions): Promise<boolean> {
    try {
      const { State } = await this.#send("GenerateCredentialReport", new iam.GenerateCredentialReportCommand({}), options);
      return State === "COMPLETE";
    } catch (error) {
      if (isAwsError(error) && error.denial !== undefined) return true;
      throw error;
    }
  }

  async listAccessKeys(userName?: string, options?: CallOptions): Promise<readonly AccessKey[]> {
    const found = await this.#listAll("ListAccessKeys", (Marker) => new iam.ListAccessKeysCommand({ ...named(userName), ...from(Marker) }), (page) => page.AccessKeyMetadata, options);
    return found.map((key) => ({ id: key.AccessKeyId ?? "", status: readStatus(key.Status), createdAt: key.CreateDate }));
  }

  async getAccessKeyLastUse(accessKeyId: string, options?: CallOptions): Promise<AccessKeyLastUse> {
    const answer = await this.#send("GetAccessKeyLastUsed", new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }), options);
    const use = answer.AccessKeyLastUsed;
    const known = (value: string | undefined) => (value === "N/A" ? undefined : value);
    return { at: use?.LastUsedDate, serviceName: known(use?.ServiceName), region: known(use?.Region) };
  }

  /**
   * Never repeated once it may have been carried out. An {@link AwsError} with `outcomeUnknown` means that a key may
   * exist whose secret nobody has.
   */
  async createAccessKey(userName: string, options?: CallOptions): Promise<CreatedAccessKey> {
    const answer = await this.#sendOnce("CreateAccessKey", new iam.CreateAccessKeyCommand({ UserName: userName }), options);
    const key = answer.AccessKey;
    return {
      key: { id: key?.AccessKeyId ?? "", status: readStatus(key?.Status), createdAt: key?.CreateDate },
      secretAccessKey: new Secret(key?.SecretAccessKey ?? ""),
    };
  }

  async updateAccessKey(userName: string, accessKeyId: string, status: "Active" | "Inactive", options?: CallOptions): Promise<void> {
    await this.#send("UpdateAccessKey", new iam.UpdateAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId, Status: status }), options);
  }

  async deleteAccessKey(userName: string, accessKeyId: string, options?: CallOptions): Promise<void> {
    await this.#send("DeleteAccessKey", new iam.DeleteAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId }), options);
  }

  /** Describes an access key as the console does: by a tag of the user whose key is the access key's id. */
  async setAccessKeyDescription(userName: string, accessKeyId: string, description: string, options?: CallOptions): Promise<void> {
    if (description === "") {
      await this.#send("UntagUser", new iam.UntagUserCommand({ UserName: userName, TagKeys: [accessKeyId] }), options);
    } else {
      await this.#send("TagUser", new iam.TagUserCommand({ UserName: userName, Tags: [{ Key: accessKeyId, Value: description }] }), options);
    }
  }

  async listMfaDevices(userName?: string, options?: CallOptions): Promise<readonly MfaDevice[]> {
    const found = await this.#listAll("ListMFADevices", (Marker) => new iam.ListMFADevicesCommand({ ...named(userName), ...from(Marker) }), (page) => page.MFADevices, options);
    return found.map((device) => readMfaDevice(device.SerialNumber ?? "", device.EnableDate));
  }

  /** Virtual devices of the whole account that belong to nobody: set-ups that never finished. */
  async listUnassignedMfaDevices(options?: CallOptions): Promise<readonly MfaDevice[]> {
    const list = (Marker: string | undefined) => new iam.ListVirtualMFADevicesCommand({ AssignmentStatus: "Unassigned", ...from(Marker) });
    const found = await this.#listAll("ListVirtualMFADevices", list, (page) => page.VirtualMFADevices, options);
    return found.map((device) => readMfaDevice(device.SerialNumber ?? "", undefined));
  }

  /**
   * What a security key or passkey is certified for, such as `FIDO` → `FIDO L1`. IAM tells it of these devices only.
   */
  async getMfaDeviceCertifications(userName: string, serialNumber: string, options?: CallOptions): Promise<ReadonlyMap<string, string>> {
    const answer = await this.#send("GetMFADevice", new iam.GetMFADeviceCommand({ UserName: userName, SerialNumber: serialNumber }), options);
    return new Map(Object.entries(answer.Certifications ?? {}));
  }

  /** Never repeated: a second try would find the name taken, by a device whose seed is lost. */
  async createVirtualMfaDevice(name: string, options?: CallOptions): Promise<CreatedMfaDevice> {
    const answer = await this.#sendOnce("CreateVirtualMFADevice", new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }), options);
    const device = answer.VirtualMFADevice;
    // The bytes are the base32 text itself, not what it stands for (IAM API, VirtualMFADevice).
    return { serialNumber: device?.SerialNumber ?? "", seed: new Secret(new TextDecoder().decode(device?.Base32StringSeed)) };
  }

  /** Never repeated: the codes are used up by the first try. @param codes two in a row */
  async enableMfaDevice(userName: string, serialNumber: string, codes: readonly [string, string], options?: CallOptions): Promise<void> {
    const [AuthenticationCode1, AuthenticationCode2] = codes;
    await this.#sendOnce("EnableMFADevice", new iam.EnableMFADeviceCommand({ UserName: userName, SerialNumber: serialNumber, AuthenticationCode1, AuthenticationCode2 }), options);
  }

  /** Never repeated: the codes are used up by the first try. @param codes two in a row */
  async resyncMfaDevice(userName: string, serialNumber: string, codes: readonly [string, string], options?: CallOptions): Promise<void> {
    const [AuthenticationCode1, AuthenticationCode2] = codes;
    await this.#sendOnce("ResyncMFADevice", new iam.ResyncMFADeviceCommand({ UserName: userName, SerialNumber: serialNumber, AuthenticationCode1, AuthenticationCode2 }), options);
  }

  /** Takes a device from the user. A virtual one stays, as nobody's, until it is deleted; others are gone. */
  async deactivateMfaDevice(userName: string, serialNumber: string, options?: CallOptions): Promise<void> {
    await this.#send("DeactivateMFADevice", new iam.DeactivateMFADeviceCommand({ UserName: userName, SerialNumber: serialNumber }), options);
  }

  async deleteVirtualMfaDevice(serialNumber: string, options?: CallOptions): Promise<void> {
    await this.#send("DeleteVirtualMFADevice", new iam.DeleteVirtualMFADeviceCommand({ SerialNumber: serialNumber }), options);
  }

  /**
   * Opens a session with MFA; only long-lived keys can. Never repeated: AWS takes a code once.
   * @param mfa.openedBy the access key id that signs this call
   * @param mfa.openedFor the own access key id of the profile whose calls it will sign
   * @throws AwsError with the codes `InvalidAuthenticationCode` and `NoSuchMfaDevice` beside the usual ones
   */
  async getSessionToken(mfa: { readonly serialNumber: string; readonly code: string; readonly seconds: number; readonly openedBy: string; readonly openedFor: string }, options?: CallOptions): Promise<MfaSession> {
    const { serialNumber, code, seconds, openedBy, openedFor } = mfa;
    const { stsOnce } = this.#transport.clients;
    const command = new GetSessionTokenCommand({ SerialNumber: serialNumber, TokenCode: code, DurationSeconds: seconds });
    const { Credentials: keys } = await this.#call("sts:GetSessionToken", (http) => stsOnce.send(command, http), options);
    return {
      accessKeyId: keys?.AccessKeyId ?? "",
      secretAccessKey: new Secret(keys?.SecretAccessKey ?? ""),
      sessionToken: new Secret(keys?.SessionToken ?? ""),
      expiresAt: keys?.Expiration ?? new Date(),
      serialNumber,
      openedBy,
      openedFor,
    };
  }

  /**
   * Changes the caller's own password. Never repeated: after a success the current password would be a wrong one.
   * @throws AwsError with the code `WrongPassword` if the current one is not right
   */
  async changePassword(current: Secret, wanted: Secret, options?: CallOptions): Promise<void> {
    await this.#sendOnce("ChangePassword", new iam.ChangePasswordCommand({ OldPassword: current.reveal(), NewPassword: wanted.reveal() }), options);
  }

  async listServiceSpecificCredentials(userName?: string, options?: CallOptions): Promise<readonly ServiceSpecificCredential[]> {
    const list = (Marker: string | undefined) => new iam.ListServiceSpecificCredentialsCommand({ ...named(userName), ...from(Marker) });
    const found = await this.#listAll("ListServiceSpecificCredentials", list, (page) => page.ServiceSpecificCredentials, options);
    return found.map(readServiceSpecificCredential);
  }

  /**
   * Never repeated once it may have been carried out: the secret is seen once.
   * @param credentialAgeDays for API keys: they end after so many days (1 to 36,600); without it, never
   */
  async createServiceSpecificCredential(userName: string, serviceName: string, credentialAgeDays?: number, options?: CallOptions): Promise<CreatedServiceSpecificCredential> {
    const command = new iam.CreateServiceSpecificCredentialCommand({ UserName: userName, ServiceName: serviceName, ...(credentialAgeDays === undefined ? {} : { CredentialAgeDays: credentialAgeDays }) });
    const answer = await this.#sendOnce("CreateServiceSpecificCredential", command, options);
    return readCreatedCredential(answer.ServiceSpecificCredential);
  }

  /** Gives it another password, or secret; the old one ends at once. Never repeated, for the same reason as a creation. */
  async resetServiceSpecificCredential(userName: string, credentialId: string, options?: CallOptions): Promise<CreatedServiceSpecificCredential> {
    const command = new iam.ResetServiceSpecificCredentialCommand({ UserName: userName, ServiceSpecificCredentialId: credentialId });
    const answer = await this.#sendOnce("ResetServiceSpecificCredential", command, options);
    return readCreatedCredential(answer.ServiceSpecificCredential);
  }

  async updateServiceSpecificCredential(userName: string, credentialId: string, status: "Active" | "Inactive", options?: CallOptions): Promise<void> {
    await this.#send("UpdateServiceSpecificCredential", new iam.UpdateServiceSpecificCredentialCommand({ UserName: userName, ServiceSpecificCredentialId: credentialId, Status: status }), options);
  }

  async deleteServiceSpecificCredential(userName: string, credentialId: string, options?: CallOptions): Promise<void> {
    await this.#send("DeleteServiceSpecificCredential", new iam.DeleteServiceSpecificCredentialCommand({ UserName: userName, ServiceSpecificCredentialId: credentialId }), options);
  }

  /**
   * Never repeated: a second try would be refused as a duplicate of the first.
   * @param body `ssh-rsa AAAA…`, or PEM
   */
  async uploadSshPublicKey(userName: string, body: string, options?: CallOptions): Promise<SshPublicKey> {
    const answer = await this.#sendOnce("UploadSSHPublicKey", new iam.UploadSSHPublicKeyCommand({ UserName: userName, SSHPublicKeyBody: body }), options);
    const key = answer.SSHPublicKey;
    return { id: key?.SSHPublicKeyId ?? "", status: readStatus(key?.Status), uploadedAt: key?.UploadDate };
  }

  /** @returns the MD5 fingerprint in hexadecimal pairs, as IAM has it */
  async getSshPublicKeyFingerprint(userName: string, keyId: string, options?: CallOptions): Promise<string> {
    const answer = await this.#send("GetSSHPublicKey", new iam.GetSSHPublicKeyCommand({ UserName: userName, SSHPublicKeyId: keyId, Encoding: "SSH" }), options);
    return answer.SSHPublicKey?.Fingerprint ?? "";
  }

  async updateSshPublicKey(userName: string, keyId: string, status: "Active" | "Inactive", options?: CallOptions): Promise<void> {
    await this.#send("UpdateSSHPublicKey", new iam.UpdateSSHPublicKeyCommand({ UserName: userName, SSHPublicKeyId: keyId, Status: status }), options);
  }

  async deleteSshPublicKey(userName: string, keyId: string, options?: CallOptions): Promise<void> {
    await this.#send("DeleteSSHPublicKey", new iam.DeleteSSHPublicKeyCommand({ UserName: userName, SSHPublicKeyId: keyId }), options);
  }

  async listSshPublicKeys(userName?: string, options?: CallOptions): Promise<readonly SshPublicKey[]> {
    const found = await this.#listAll("ListSSHPublicKeys", (Marker) => new iam.ListSSHPublicKeysCommand({ ...named(userName), ...from(Marker) }), (page) => page.SSHPublicKeys, options);
    return found.map((key) => ({ id: key.SSHPublicKeyId ?? "", status: readStatus(key.Status), uploadedAt: key.UploadDate }));
  }

  async listSigningCertificates(userName?: string, options?: CallOptions): Promise<readonly SigningCertificate[]> {
    const list = (Marker: string | undefined) => new iam.ListSigningCertificatesCommand({ ...named(userName), ...from(Marker) });
    const found = await this.#listAll("ListSigningCertificates", list, (page) => page.Certificates, options);
    return found.map((certificate) => ({ id: certificate.CertificateId ?? "", status: readStatus(certificate.Status), uploadedAt: certificate.UploadDate }));
  }

  #send<Input extends iam.ServiceInputTypes, Output extends iam.ServiceOutputTypes>(
    operation: string,
    command: Parameters<typeof iam.IAMClient.prototype.send<Input, Output>>[0],
    options?: CallOptions,
  ): Promise<Output> {
    const client = this.#transport.clients.iam;
    return this.#call(`iam:${operation}`, (http) => client.send(command, http), options);
  }

  /** For what must not happen twice: never repeated once AWS may have carried it out. */
  #sendOnce<Input extends iam.ServiceInputTypes, Output extends iam.ServiceOutputTypes>(
    operation: string,
    command: Parameters<typeof iam.IAMClient.prototype.send<Input, Output>>[0],
    options?: CallOptions,
  ): Promise<Output> {
    const client = this.#transport.clients.iamOnce;
    return this.#call(`iam:${operation}`, (http) => client.send(command, http), options);
  }

  #call<Answer extends Answered>(action: string, call: (http: { abortSignal: AbortSignal }) => Promise<Answer>, options?: CallOptions): Promise<Answer> {
    return this.#around(() => this.#transport.send(action, call, options));
  }

  async #listAll<Input extends iam.ServiceInputTypes, Output extends iam.ServiceOutputTypes & Page, Item>(
    operation: string,
    command: (marker: string | undefined) => Parameters<typeof iam.IAMClient.prototype.send<Input, Output>>[0],
    read: (page: Output) => readonly Item[] | undefined,
    options?: CallOptions,
  ): Promise<readonly Item[]> {
    const found: Item[] = [];
    let marker: string | undefined;
    do {
      const page = await this.#send(operation, command(marker), options);
      found.push(...(read(page) ?? []));
      marker = page.IsTruncated === true ? page.Marker : undefined;
    } while (marker !== undefined);
    return found;
  }
}

function named(userName: string | undefined): { UserName?: string } {
  return userName === undefined ? {} : { UserName: userName };
}

function from(marker: string | undefined): { Marker?: string } {
  return marker === undefined ? {} : { Marker: marker };
}

function readServiceSpecificCredential(credential: iam.ServiceSpecificCredentialMetadata): ServiceSpecificCredential {
  return {
    id: credential.ServiceSpecificCredentialId ?? "",
    serviceName: credential.ServiceName ?? "",
    signInName: credential.ServiceUserName ?? credential.ServiceCredentialAlias ?? "",
    isApiKey: credential.ServiceUserName === undefined,
    status: readStatus(credential.Status),
    createdAt: credential.CreateDate,
    expiresAt: credential.ExpirationDate,
  };
}

/** User name and password (CodeCommit, Keyspaces), or alias and secret (API keys). */
function readCreatedCredential(created: iam.ServiceSpecificCredential | undefined): CreatedServiceSpecificCredential {
  return { credential: readServiceSpecificCredential(created ?? ({} as iam.ServiceSpecificCredentialMetadata)), secret: new Secret(created?.ServicePassword ?? created?.ServiceCredentialSecret ?? "") };
}

/** A status that this version does not know is shown as not active: the safer reading. */
function readStatus(status: string | undefined): CredentialStatus {
  return status === "Active" || status === "Expired" ? status : "Inactive";
}

async function absentWhen<Answer>(codes: string | readonly string[], call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isAwsError(error) && error.code !== undefined && codes.includes(error.code)) return undefined;
    throw error;
  }
}
