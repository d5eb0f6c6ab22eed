import { plusDays } from "../clock.js";
import { employedAlice, plainAlice, selfManagePolicies } from "./alice.js";
import { bareUser, callerKey, companyPasswordPolicy, newAccount, oldKey, setPassword, type Scenario } from "./scenario.js";

/** Accounts in which alice may do what she wants to do. */
export const everyday: readonly Scenario[] = [
  {
    name: "default",
    description: "alice, whose 400-day-old key is in use and whose password expires in 59 days",
    callerName: "alice",
    build: (run, now) => employedAlice(run, now).account,
  },
  {
    name: "new-user",
    description: "a user with an access key made just now, and nothing else",
    callerName: "alice",
    build: (run, now) => {
      const alice = bareUser("alice", now, 0);
      alice.policies.push(...selfManagePolicies());
      alice.accessKeys = [callerKey(run, now, 0)];
      return newAccount(now, [alice], companyPasswordPolicy);
    },
  },
  {
    name: "two-keys",
    description: "both key slots taken: one old key in use, which signs, and one never used",
    callerName: "alice",
    build: (run, now) => {
      const { account, alice } = employedAlice(run, now);
      alice.accessKeys.push(oldKey(now, { ageDays: 200, lastUsed: undefined }));
      return account;
    },
  },
  {
    name: "default-password-policy",
    description: "an account without a password policy of its own",
    callerName: "alice",
    build: (run, now) => newAccount(now, [plainAlice(run, now, selfManagePolicies())], undefined),
  },
  {
    name: "password-expiring",
    description: "alice's password expires in 5 days, and an administrator wants her to change it",
    callerName: "alice",
    build: (run, now) => {
      const { account, alice } = employedAlice(run, now);
      setPassword(alice, run, now, { createdDays: 400, changedDays: 175 });
      if (alice.password) alice.password.resetRequired = true;
      return account;
    },
  },
  {
    name: "slow",
    description: "300 ms before every answer, and 12 seconds until a new key works",
    callerName: "alice",
    latencyMs: 300,
    propagationSeconds: 12,
    build: (run, now) => employedAlice(run, now).account,
  },
  {
    name: "root",
    description: "the account's root user, with an access key it should not have",
    callerName: "root",
    build: (run, now) => {
      const account = newAccount(now, [bareUser("alice", now, 400)], companyPasswordPolicy);
      account.root.accessKeys = [callerKey(run, now, 700, { at: plusDays(now, -1), service: "s3", region: "us-east-1" })];
      setPassword(account.root, run, now, { createdDays: 900, changedDays: 900 });
      return account;
    },
  },
];
