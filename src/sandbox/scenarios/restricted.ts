import { plusDays } from "../clock.js";
import { quarantine, quarantineArn } from "../policies/quarantine.js";
import { loadPolicy } from "../policy.js";
import { newId } from "../random.js";
import { employedAlice, plainAlice } from "./alice.js";
import { accountId, companyPasswordPolicy, developerPolicies, inlinePolicy, newAccount, type Scenario } from "./scenario.js";

/** Callers who may do less than they would like. */
export const restricted: readonly Scenario[] = [
  {
    name: "read-denied",
    description: "alice may list her access keys and otherwise see nothing, not even herself",
    callerName: "alice",
    build: (run, now) => {
      const own = "arn:aws:iam::*:user/${aws:username}";
      const policy = inlinePolicy("AccessKeysOnly", {
        Version: "2012-10-17",
        Statement: [{ Sid: "ListOwnAccessKeys", Effect: "Allow", Action: "iam:ListAccessKeys", Resource: own }],
      });
      return newAccount(now, [plainAlice(run, now, [policy])], { ...companyPasswordPolicy, allowUsersToChange: false });
    },
  },
  {
    name: "quarantined",
    description: "AWS found the key in public and attached AWSCompromisedKeyQuarantineV3",
    callerName: "alice",
    build: (run, now) => {
      const { account, alice } = employedAlice(run, now);
      alice.policies.push(loadPolicy("AWSCompromisedKeyQuarantineV3", quarantineArn, quarantine));
      return account;
    },
  },
  {
    name: "role",
    description: "an assumed role with temporary credentials: there is no user of its own",
    callerName: "alice",
    temporaryCaller: true,
    build: (run, now) => {
      const account = newAccount(now, [], companyPasswordPolicy);
      const { accessKeyId, secretAccessKey, sessionToken } = run.credentials;
      account.temporaryKeys.push({
        id: accessKeyId,
        secret: secretAccessKey,
        token: sessionToken ?? "",
        expiresAt: plusDays(now, 0.5),
        caller: {
          kind: "role",
          arn: `arn:aws:sts::${accountId}:assumed-role/Developer/alice`,
          userId: `${newId.role()}:alice`,
          policies: developerPolicies(),
        },
      });
      return account;
    },
  },
];
