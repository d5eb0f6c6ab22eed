import type { Caller, User } from "../account.js";
import { userResource } from "../authorization.js";
import { accessDenied, invalidUserType, noSuchEntity, passwordPolicyViolation } from "../errors.js";
import * as field from "../fields.js";
import { meetsDefaultPolicy, meetsPolicy } from "../passwordRules.js";
import type { XmlObject } from "../xml.js";
import { on, targetUser, type Call, type Operation } from "./operation.js";

/**
 * The IAM user who calls.
 * @throws `InvalidUserType` for roles and root, whatever their policies say: they have no password of this kind.
 */
function ownUser(caller: Caller): User {
  if (caller.kind === "user" && caller.user.kind === "user") return caller.user;
  throw invalidUserType("Only IAM Users can change their own password");
}

function change({ account, caller, input, now }: Call): undefined {
  const user = ownUser(caller);
  const { password } = user;
  if (!password) throw noLoginProfile(user.name);
  if (password.value !== input.text("OldPassword")) throw accessDenied("The old password was incorrect.");
  const wanted = input.text("NewPassword");
  const fits = account.passwordPolicy
    ? meetsPolicy(account.passwordPolicy, wanted, [...password.earlier, password.value])
    : meetsDefaultPolicy(wanted, [account.id, account.alias ?? account.id]);
  if (!fits) throw passwordPolicyViolation("Password does not conform to the account password policy.");
  password.earlier.push(password.value);
  password.value = wanted;
  password.changedAt = now;
}

const noLoginProfile = (name: string) => noSuchEntity(`Login Profile for User ${name} cannot be found.`);

function getLoginProfile(call: Call): XmlObject {
  const user = targetUser(call);
  if (user.kind === "root" || !user.password) throw noLoginProfile(user.name);
  const { createdAt, resetRequired } = user.password;
  return { LoginProfile: { UserName: user.name, CreateDate: createdAt, PasswordResetRequired: resetRequired } };
}

function getPolicy({ account }: Call): XmlObject {
  const policy = account.passwordPolicy;
  if (!policy) throw noSuchEntity(`The Password Policy with domain name ${account.id} cannot be found.`);
  return {
    PasswordPolicy: {
      MinimumPasswordLength: policy.minimumLength,
      RequireSymbols: policy.requireSymbols,
      RequireNumbers: policy.requireNumbers,
      RequireUppercaseCharacters: policy.requireUppercase,
      RequireLowercaseCharacters: policy.requireLowercase,
      AllowUsersToChangePassword: policy.allowUsersToChange,
      ExpirePasswords: policy.maxAge !== undefined,
      MaxPasswordAge: policy.maxAge,
      PasswordReusePrevention: policy.reusePrevention,
      HardExpiry: policy.maxAge === undefined ? undefined : policy.hardExpiry,
    },
  };
}

/** The console password and the rules for it. */
export const passwordOperations = {
  ChangePassword: {
    input: { OldPassword: field.required(field.password), NewPassword: field.required(field.password) },
    resource: ({ account, caller }) => userResource(account, ownUser(caller)),
    run: change,
  },
  GetLoginProfile: { input: { UserName: field.userName }, resource: on.user, run: getLoginProfile },
  GetAccountPasswordPolicy: { input: {}, resource: on.everything, run: getPolicy },
} satisfies Record<string, Operation>;
