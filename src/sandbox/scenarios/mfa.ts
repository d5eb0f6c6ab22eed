import { plusDays } from "../clock.js";
import { selfManageMfaDevices, selfManageWithMfa, selfManageWithoutMfa } from "../policies/selfManage.js";
import { mfaPolicies, plainAlice } from "./alice.js";
import { companyPasswordPolicy, fidoDevice, hardwareToken, inlinePolicy, managedPolicy, newAccount, virtualDevice, type Scenario } from "./scenario.js";

/** With the policies here, only an identity-based policy says who may change a password. */
const passwordPolicy = { ...companyPasswordPolicy, allowUsersToChange: false };

/** Accounts in which MFA is asked for, set up or left half done. */
export const mfa: readonly Scenario[] = [
  {
    name: "mfa-required",
    description: "the documented policy that denies nearly everything without MFA; alice has an authenticator app",
    callerName: "alice",
    build: (run, now) => {
      const alice = plainAlice(run, now, mfaPolicies());
      const account = newAccount(now, [alice], passwordPolicy);
      account.mfaDevices.push(virtualDevice("alice", alice, plusDays(now, -90)));
      return account;
    },
  },
  {
    name: "mfa-two-devices",
    description: "the same policy; alice has an authenticator app, a hardware token and a passkey to choose from",
    callerName: "alice",
    build: (run, now) => {
      const alice = plainAlice(run, now, mfaPolicies());
      const account = newAccount(now, [alice], passwordPolicy);
      account.mfaDevices.push(
        virtualDevice("alice", alice, plusDays(now, -90)),
        hardwareToken("GAHT12345678", alice, plusDays(now, -60)),
        fidoDevice("laptop-passkey", alice, plusDays(now, -30)),
      );
      return account;
    },
  },
  {
    name: "mfa-passkey-only",
    description: "the same policy, and alice's only device is a passkey, which has no codes",
    callerName: "alice",
    build: (run, now) => {
      const alice = plainAlice(run, now, mfaPolicies());
      const account = newAccount(now, [alice], passwordPolicy);
      account.mfaDevices.push(fidoDevice("laptop-passkey", alice, plusDays(now, -30)));
      return account;
    },
  },
  {
    name: "mfa-session-only",
    description: "the same policy; the caller is a session of alice's without MFA, to which IAM answers nothing",
    callerName: "alice",
    temporaryCaller: true,
    longLivedCallerToo: true,
    build: (run, now) => {
      const { accessKeyId, longLived, secretAccessKey, sessionToken } = run.credentials;
      const alice = plainAlice(run, now, mfaPolicies());
      alice.accessKeys = alice.accessKeys.map((key) => ({ ...key, id: longLived.accessKeyId, secret: longLived.secretAccessKey }));
      const account = newAccount(now, [alice], passwordPolicy);
      account.mfaDevices.push(virtualDevice("alice", alice, plusDays(now, -90)));
      account.temporaryKeys.push({
        id: accessKeyId,
        secret: secretAccessKey,
        token: sessionToken ?? "",
        expiresAt: plusDays(now, 0.5),
        caller: { kind: "user", user: alice, session: { kind: "token", mfa: false } },
      });
      return account;
    },
  },
  {
    name: "mfa-none",
    description: "the same policy, and alice has no MFA device yet",
    callerName: "alice",
    build: (run, now) => newAccount(now, [plainAlice(run, now, mfaPolicies())], passwordPolicy),
  },
  {
    name: "orphan-mfa",
    description: "an abandoned authenticator app set-up blocks the name mfa/alice, and alice may not delete it",
    callerName: "alice",
    build: (run, now) => {
      const alice = plainAlice(run, now, [managedPolicy("ManageOwnCredentialsWithMFA", selfManageWithMfa)]);
      const account = newAccount(now, [alice], companyPasswordPolicy);
      account.mfaDevices.push(virtualDevice("alice", undefined, undefined));
      return account;
    },
  },
  {
    name: "orphan-mfa-deletable",
    description: "abandoned set-ups alice and alice-2, which alice may delete, and bob, which she may not",
    callerName: "alice",
    build: (run, now) => {
      const alice = plainAlice(run, now, [
        managedPolicy("SelfManageCredentials", selfManageWithoutMfa),
        managedPolicy("SelfManageMFADevices", selfManageMfaDevices),
        inlinePolicy("DeleteOwnMFADevices", {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "iam:ListVirtualMFADevices", Resource: "*" },
            // As AWS's older self-manage policies had it, with room for a second device.
            { Effect: "Allow", Action: "iam:DeleteVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/${aws:username}*" },
          ],
        }),
      ]);
      const account = newAccount(now, [alice], companyPasswordPolicy);
      for (const name of ["alice", "alice-2", "bob"]) account.mfaDevices.push(virtualDevice(name, undefined, undefined));
      return account;
    },
  },
];
