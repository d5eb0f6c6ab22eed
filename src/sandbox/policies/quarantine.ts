import type { PolicyDocument } from "../policy.js";

/** AWS attaches this to a user whose key it has found in public. */
export const quarantineArn = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

/**
 * `AWSCompromisedKeyQuarantineV3` (AWS Managed Policy Reference), as far as IAM and STS go: the actions of other services
 * are left out, since the sandbox has none of them.
 */
export const quarantine: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Action: [
        "cloudtrail:LookupEvents",
        "iam:AddUserToGroup",
        "iam:AttachGroupPolicy",
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:ChangePassword",
        "iam:CreateAccessKey",
        "iam:CreateInstanceProfile",
        "iam:CreateLoginProfile",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:CreateUser",
        "iam:DeleteAccessKey",
        "iam:DetachUserPolicy",
        "iam:PassRole",
        "iam:PutGroupPolicy",
        "iam:PutRolePolicy",
        "iam:PutUserPermissionsBoundary",
        "iam:PutUserPolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAccessKey",
        "iam:UpdateAccountPasswordPolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateLoginProfile",
        "iam:UpdateUser",
        "sts:GetSessionToken",
      ],
      Resource: ["*"],
    },
  ],
};
