import type { PolicyDocument, PolicyStatement } from "../policy.js";

/**
 * The self-manage policies of the IAM User Guide (`reference_policies_examples_aws_my-sec-creds-self-manage` and
 * `...-no-mfa`), statement by statement under their documented names.
 */
const ownUser = "arn:aws:iam::*:user/${aws:username}";

const iam = (...operations: string[]) => operations.map((operation) => `iam:${operation}`);

const viewAccount: PolicyStatement = {
  Sid: "AllowViewAccountInfo",
  Effect: "Allow",
  Action: iam("GetAccountPasswordPolicy", "ListVirtualMFADevices"),
  Resource: "*",
};

const ownCredentials: readonly PolicyStatement[] = [
  { Sid: "AllowManageOwnPasswords", Effect: "Allow", Action: iam("ChangePassword", "GetUser"), Resource: ownUser },
  {
    Sid: "AllowManageOwnAccessKeys",
    Effect: "Allow",
    Action: iam("CreateAccessKey", "DeleteAccessKey", "ListAccessKeys", "UpdateAccessKey"),
    Resource: ownUser,
  },
  {
    Sid: "AllowManageOwnSigningCertificates",
    Effect: "Allow",
    Action: iam("DeleteSigningCertificate", "ListSigningCertificates", "UpdateSigningCertificate", "UploadSigningCertificate"),
    Resource: ownUser,
  },
  {
    Sid: "AllowManageOwnSSHPublicKeys",
    Effect: "Allow",
    Action: iam("DeleteSSHPublicKey", "GetSSHPublicKey", "ListSSHPublicKeys", "UpdateSSHPublicKey", "UploadSSHPublicKey"),
    Resource: ownUser,
  },
  {
    Sid: "AllowManageOwnGitCredentials",
    Effect: "Allow",
    Action: iam(
      "CreateServiceSpecificCredential",
      "DeleteServiceSpecificCredential",
      "ListServiceSpecificCredentials",
      "ResetServiceSpecificCredential",
      "UpdateServiceSpecificCredential",
    ),
    Resource: ownUser,
  },
];

const ownMfa: readonly PolicyStatement[] = [
  { Sid: "AllowManageOwnVirtualMFADevice", Effect: "Allow", Action: iam("CreateVirtualMFADevice"), Resource: "arn:aws:iam::*:mfa/*" },
  {
    Sid: "AllowManageOwnUserMFA",
    Effect: "Allow",
    Action: iam("DeactivateMFADevice", "EnableMFADevice", "ListMFADevices", "ResyncMFADevice"),
    Resource: ownUser,
  },
];

const denyWithoutMfa: PolicyStatement = {
  Sid: "DenyAllExceptListedIfNoMFA",
  Effect: "Deny",
  NotAction: [
    ...iam("CreateVirtualMFADevice", "EnableMFADevice", "GetUser", "ListMFADevices", "ListVirtualMFADevices", "ResyncMFADevice"),
    "sts:GetSessionToken",
  ],
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
};

/** "Allows MFA-authenticated IAM users to manage their own credentials". */
export const selfManageWithMfa: PolicyDocument = { Version: "2012-10-17", Statement: [viewAccount, ...ownCredentials, ...ownMfa, denyWithoutMfa] };

/** "Allows IAM users to manage their own credentials": the same without MFA devices and without the Deny. */
export const selfManageWithoutMfa: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ ...viewAccount, Action: iam("GetAccountPasswordPolicy") }, ...ownCredentials],
};

/** What the documentation mentions beside the policies: descriptions of keys, their last use, and what else a page can show. */
export const selfManageExtras: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AllowManageOwnDetails",
      Effect: "Allow",
      Action: iam("GetAccessKeyLastUsed", "TagUser", "UntagUser", "ListUserTags", "GetLoginProfile", "GetMFADevice", "ListAttachedUserPolicies", "SimulatePrincipalPolicy"),
      Resource: ownUser,
    },
    {
      Sid: "AllowManageOwnMFADevices",
      Effect: "Allow",
      Action: iam("DeleteVirtualMFADevice", "TagMFADevice", "ListMFADeviceTags"),
      Resource: "arn:aws:iam::*:mfa/*",
    },
    {
      Sid: "AllowViewMoreOfAccount",
      Effect: "Allow",
      Action: iam("ListVirtualMFADevices", "ListAccountAliases", "GetAccountSummary", "GenerateCredentialReport", "GetCredentialReport"),
      Resource: "*",
    },
  ],
};

/** The MFA statements of the documented policy, for users of the no-MFA policy who have devices all the same. */
export const selfManageMfaDevices: PolicyDocument = { Version: "2012-10-17", Statement: ownMfa };
