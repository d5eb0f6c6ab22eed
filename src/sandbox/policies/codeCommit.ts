import type { PolicyDocument } from "../policy.js";

export const codeCommitPowerUserArn = "arn:aws:iam::aws:policy/AWSCodeCommitPowerUser";

/**
 * `AWSCodeCommitPowerUser` (AWS Managed Policy Reference), as far as CodeCommit goes: everything but deleting a repository.
 * Its statements for other services are left out, and so are those for a user's own SSH keys and Git credentials, since
 * each scenario says by itself what alice may do in IAM.
 */
export const codeCommitPowerUser: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: [
        "codecommit:AssociateApprovalRuleTemplateWithRepository",
        "codecommit:BatchAssociateApprovalRuleTemplateWithRepositories",
        "codecommit:BatchDisassociateApprovalRuleTemplateFromRepositories",
        "codecommit:BatchGet*",
        "codecommit:BatchDescribe*",
        "codecommit:Create*",
        "codecommit:DeleteBranch",
        "codecommit:DeleteFile",
        "codecommit:Describe*",
        "codecommit:DisassociateApprovalRuleTemplateFromRepository",
        "codecommit:EvaluatePullRequestApprovalRules",
        "codecommit:Get*",
        "codecommit:List*",
        "codecommit:Merge*",
        "codecommit:OverridePullRequestApprovalRules",
        "codecommit:Put*",
        "codecommit:Post*",
        "codecommit:TagResource",
        "codecommit:Test*",
        "codecommit:UntagResource",
        "codecommit:Update*",
        "codecommit:GitPull",
        "codecommit:GitPush",
      ],
      Resource: "*",
    },
  ],
};
