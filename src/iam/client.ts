import { setTimeout } from "node:timers/promises";
import * as iam from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { Secret } from "../secret.js";
import { readCaller, readMfaDevice } from "./caller.js";
import { isAwsError } from "./errors.js";
import type {
  AccessKey,
  AccessKeyLastUse,
  Caller,
  CredentialStatus,
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
import { Transport, type CallOptions, type Connection } from "./transport.js";

/** A key that was just created: the only moment at which its secret exists outside of AWS. */
export interface CreatedAccessKey {
  readonly key: AccessKey;
  readonly secretAccessKey: Secret;
}

/** IAM makes an account's report in some seconds, minutes in a large one; beyond half a minute nobody waits for it. */
const REPORT_PAUSES_MS = [300, 700, 1_500, 2_500, 5_000, 10_000, 10_000];
const REPORT_NOT_THERE = ["ReportNotPresent", "CredentialReportNotPresent", "ReportExpired", "CredentialReportExpired", "ReportInProgress", "CredentialReportNotReady"];

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

  constructor(connection: Connection) {
    this.#transport = new Transport(connection);
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
    const answer = await this.#transport.send("sts:GetCallerIdentity", (http) => sts.send(new GetCallerIdentityCommand({}), http), options);
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
    const { iamOnce } = this.#transport.clients;
    const command = new iam.CreateAccessKeyCommand({ UserName: userName });
    const answer = await this.#transport.send("iam:CreateAccessKey", (http) => iamOnce.send(command, http), options);
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

  async listServiceSpecificCredentials(userName?: string, options?: CallOptions): Promise<readonly ServiceSpecificCredential[]> {
    const list = (Marker: string | undefined) => new iam.ListServiceSpecificCredentialsCommand({ ...named(userName), ...from(Marker) });
    const found = await this.#listAll("ListServiceSpecificCredentials", list, (page) => page.ServiceSpecificCredentials, options);
    return found.map((credential) => ({
      id: credential.ServiceSpecificCredentialId ?? "",
      serviceName: credential.ServiceName ?? "",
      signInName: credential.ServiceUserName ?? credential.ServiceCredentialAlias ?? "",
      status: readStatus(credential.Status),
      createdAt: credential.CreateDate,
      expiresAt: credential.ExpirationDate,
    }));
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
    return this.#transport.send(`iam:${operation}`, (http) => client.send(command, http), options);
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
