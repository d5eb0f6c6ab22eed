import type { Caller, User } from "../account.js";
import { userResource } from "../authorization.js";
import { accessDenied, invalidUserType, noSuchEntity, passwordPolicyViolation, type ServiceError } from "../errors.js";
import * as field from "../fields.js";
import { isRemembered, meetsDefaultPolicy, meetsPolicy } from "../passwordRules.js";
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

/**
 * The refusals' words: nobody has quoted AWS for a wrong current password or one used before; these are those of an
 * IAM-compatible server that repeats AWS's messages (CTYUN OOS). "Password does not conform …" is AWS's own.
 */
function change(call: Call): undefined {
  const { account, caller, input, now } = call;
  const user = ownUser(caller);
  const { password } = user;
  if (!password) throw noLoginProfile(user.name);
  if (password.value !== input.text("OldPassword")) throw accessDenied("The old password was incorrect.");
  const wanted = input.text("NewPassword");
  const { passwordPolicy } = account;
  const fits = passwordPolicy ? meetsPolicy(passwordPolicy, wanted) : meetsDefaultPolicy(wanted, [account.id, account.alias ?? account.id]);
  if (!fits) throw violation(call, user);
  if (passwordPolicy && isRemembered(passwordPolicy, wanted, [...password.earlier, password.value])) {
    throw passwordPolicyViolation("Policy constraint violation with password reuse prevention during password change.");
  }
  password.earlier.push(password.value);
  password.value = wanted;
  password.changedAt = now;
  password.resetRequired = false;
}

/**
 * AWS has worded a bad password as a missing permission too: "Either user is not authorized to perform iam:ChangePassword
 * or entered password does not comply with account password policy" (AWS re:Post, "iam-user-password-error"; edunham.net,
 * 2017-11-29). The API's sentence is not on record: this is the one for any missing permission, without its newer reason.
 */
function violation({ account, world }: Call, user: User): ServiceError {
  if (world.violationsAre === "PasswordPolicyViolation") return passwordPolicyViolation("Password does not conform to the account password policy.");
  return accessDenied(`User: ${user.arn} is not authorized to perform: iam:ChangePassword on resource: ${userResource(account, user).wording}`);
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
