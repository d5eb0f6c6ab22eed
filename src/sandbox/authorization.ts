import { callerArn, type Account, type Caller, type User } from "./account.js";
import { accessDenied } from "./errors.js";
import { evaluate, type Decision } from "./policy.js";

/** What an operation acts on: the ARN for the policies, and AWS's words for it in a refusal. */
export interface Resource {
  readonly arn: string;
  readonly wording: string;
}

/** Operations without a resource type of their own (Service Authorization Reference, "AWS Identity and Access Management"). */
export const everything: Resource = { arn: "*", wording: "*" };

/** A user as a resource; AWS words it `user alice` and root as `*`. */
export function userResource(account: Account, user: User | string): Resource {
  if (typeof user === "string") return { arn: `arn:aws:iam::${account.id}:user/${user}`, wording: `user ${user}` };
  return user.kind === "root" ? { arn: user.arn, wording: "*" } : { arn: user.arn, wording: `user ${user.name}` };
}

/** An MFA device, or another thing that AWS words by its ARN. */
export function arnResource(arn: string): Resource {
  return { arn, wording: arn };
}

/**
 * Lets a call pass or refuses it with AWS's words.
 * @throws `AccessDenied`
 */
export function authorize(account: Account, caller: Caller, action: string, resource: Resource): void {
  if (caller.kind === "user" && caller.user.kind === "root") return;
  const decision = decide(caller, action, resource.arn);
  if (decision.effect === "allowed") return;
  if (decision.effect === "implicitDeny" && grantedByAccount(account, caller, action, resource)) return;
  throw accessDenied(`User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource.wording} ${reason(decision, action)}`);
}

/**
 * For operations that need no permission but can be denied, as GetSessionToken (STS API reference).
 * @throws `AccessDenied` when a policy denies the action explicitly.
 */
export function authorizeUnlessDenied(caller: Caller, action: string, resource: Resource): void {
  const decision = decide(caller, action, resource.arn);
  if (decision.effect !== "explicitDeny") return;
  throw accessDenied(`User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource.wording} ${reason(decision, action)}`);
}

/**
 * What the caller's own policies say.
 * @param mfaProven whether the call itself proves MFA, as AssumeRole can; else what the session says of it counts
 */
export function decide(caller: Caller, action: string, resource: string, mfaProven?: true): Decision {
  if (caller.kind === "role") return evaluate(caller.policies, { action, resource, userName: undefined, mfaPresent: mfaProven ?? false });
  return evaluate(caller.user.policies, {
    action,
    resource,
    userName: caller.user.kind === "root" ? undefined : caller.user.name,
    mfaPresent: mfaProven ?? caller.session?.mfa,
  });
}

/** The end of a refusal's sentence. */
export function reason({ effect, policies }: Decision, action: string): string {
  if (effect === "implicitDeny") return `because no identity-based policy allows the ${action} action`;
  const arn = policies.find((policy) => policy.arn !== undefined)?.arn;
  return `with an explicit deny in an identity-based policy${arn === undefined ? "" : `: ${arn}`}`;
}

/**
 * "Allow users to change their own password" in the account's password policy gives ChangePassword on themselves and
 * GetAccountPasswordPolicy to all users, without any policy attached (IAM User Guide, "Permitting IAM users to change
 * their own passwords").
 */
function grantedByAccount(account: Account, caller: Caller, action: string, resource: Resource): boolean {
  if (caller.kind !== "user" || !account.passwordPolicy?.allowUsersToChange) return false;
  return action === "iam:GetAccountPasswordPolicy" || (action === "iam:ChangePassword" && resource.arn === caller.user.arn);
}
