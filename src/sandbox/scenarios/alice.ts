import type { Account, User } from "../account.js";
import { plusDays, plusSeconds } from "../clock.js";
import { codeCommitPowerUser, codeCommitPowerUserArn } from "../policies/codeCommit.js";
import { selfManageExtras, selfManageMfaDevices, selfManageWithMfa, selfManageWithoutMfa } from "../policies/selfManage.js";
import { loadPolicy, type Policy } from "../policy.js";
import { newId, newServicePassword } from "../random.js";
import type { Run } from "../run.js";
import { sshPublicKeys } from "./publicMaterial.js";
import { accountId, bareUser, callerKey, companyPasswordPolicy, fidoDevice, managedPolicy, newAccount, setPassword, virtualDevice } from "./scenario.js";

const twoHours = 2 * 3600;

/** The documented policy for users without MFA, with the extras a full page needs. */
export function selfManagePolicies(): Policy[] {
  return [
    managedPolicy("SelfManageCredentials", selfManageWithoutMfa),
    managedPolicy("SelfManageMFADevices", selfManageMfaDevices),
    managedPolicy("SelfManageExtras", selfManageExtras),
    codeCommitPolicy(),
  ];
}

/** The documented policy that denies nearly everything without MFA, Git included; for IAM nothing beside it. */
export function mfaPolicies(): Policy[] {
  return [managedPolicy("ManageOwnCredentialsWithMFA", selfManageWithMfa), codeCommitPolicy()];
}

function codeCommitPolicy(): Policy {
  return loadPolicy("AWSCodeCommitPowerUser", codeCommitPowerUserArn, codeCommitPowerUser);
}

/**
 * alice, employed for 400 days: one old key, described by a tag, which an instance used two hours ago; a password last
 * changed 121 days ago, which expires in 59; two MFA devices, an SSH key, a Git credential.
 */
export function employedAlice(run: Run, now: Date): { account: Account; alice: User } {
  const alice = bareUser("alice", now, 400);
  alice.policies.push(...selfManagePolicies());
  alice.passwordLastUsed = plusSeconds(now, -26 * 3600);
  setPassword(alice, run, now, { createdDays: 400, changedDays: 121 });
  alice.accessKeys = [callerKey(run, now, 400, { at: plusSeconds(now, -twoHours), service: "ec2", region: "us-east-1" })];
  alice.tags = [
    { key: run.credentials.accessKeyId, value: "laptop and build server" },
    { key: "team", value: "platform" },
  ];
  const [sshKey] = sshPublicKeys;
  alice.sshKeys = [{ id: newId.sshKey(), body: sshKey, uploadedAt: plusDays(now, -350), status: "Active" }];
  alice.serviceCredentials = [
    {
      id: newId.serviceCredential(),
      service: "codecommit.amazonaws.com",
      name: `alice-at-${accountId}`,
      createdAt: plusDays(now, -340),
      expiresAt: undefined,
      secret: newServicePassword(),
      status: "Active",
    },
  ];
  const account = newAccount(now, [alice], companyPasswordPolicy);
  account.mfaDevices.push(virtualDevice("alice", alice, plusDays(now, -390)), fidoDevice("yubikey-5", alice, plusDays(now, -60)));
  return { account, alice };
}

/** alice with a key used this morning, a password and these policies: what most scenarios begin with. */
export function plainAlice(run: Run, now: Date, policies: Policy[]): User {
  const alice = bareUser("alice", now, 400);
  alice.policies.push(...policies);
  setPassword(alice, run, now, { createdDays: 400, changedDays: 30 });
  alice.accessKeys = [callerKey(run, now, 100, { at: plusSeconds(now, -twoHours), service: "s3", region: "eu-central-1" })];
  return alice;
}
