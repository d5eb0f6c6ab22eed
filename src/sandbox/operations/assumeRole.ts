import { callerArn, type Caller, type Role } from "../account.js";
import { decide, reason } from "../authorization.js";
import { accessDenied, validationError } from "../errors.js";
import * as field from "../fields.js";
import type { XmlObject } from "../xml.js";
import { on, type Call, type Operation } from "./operation.js";
import { giveKey, mfaInput, provesMfa } from "./session.js";

/** Default duration, and the most for a role assumed with a role's own keys (STS API reference, AssumeRole). */
const hour = 3600;

function assumeRole(call: Call): XmlObject {
  const { account, caller, input } = call;
  if (caller.kind === "user" && caller.user.kind === "root") throw accessDenied("Roles may not be assumed by root accounts.");
  const proven = provesMfa(call);
  const role = account.roles.find(({ arn }) => arn === input.text("RoleArn"));
  requireTrust(caller, role, proven || (caller.kind === "user" && caller.session?.mfa === true), input.text("RoleArn"));
  const seconds = duration(caller, role, input.integer("DurationSeconds") ?? hour);
  const sessionName = input.text("RoleSessionName");
  const session = {
    kind: "role",
    arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${sessionName}`,
    userId: `${role.id}:${sessionName}`,
    policies: role.policies,
  } as const;
  return { ...giveKey(call, session, seconds), AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn } };
}

/**
 * Every role here trusts the users of the account by their ARNs, and the account as a whole. Naming a user in a
 * resource-based policy of the same account is permission enough; trusting the account leaves it to the caller's own
 * policies, as for a role that calls; an explicit deny wins over both (IAM User Guide, "Policy evaluation logic"). MFA
 * counts when it is proven with this very call, or was for the session that signs it; the keys of an assumed role carry
 * none ("Secure API access with MFA").
 * @throws `AccessDenied`, with the same sentence for a role that does not exist, so that nobody can look for roles.
 */
function requireTrust(caller: Caller, role: Role | undefined, mfa: boolean, roleArn: string): asserts role is Role {
  const action = "sts:AssumeRole";
  const decision = decide(caller, action, roleArn, mfa ? true : undefined);
  const { effect } = decision;
  const permitted = effect === "allowed" || (effect === "implicitDeny" && caller.kind === "user");
  if (role && permitted && (mfa || !role.trustNeedsMfa)) return;
  const why = effect === "explicitDeny" ? ` ${reason(decision, action)}` : "";
  throw accessDenied(`User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${roleArn}${why}`);
}

/** @throws `ValidationError` for longer than the role's own maximum, or than an hour when a role calls. */
function duration(caller: Caller, { maxSession }: Role, seconds: number): number {
  if (caller.kind === "role" && seconds > hour) {
    throw validationError("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  }
  if (seconds > maxSession) throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  return seconds;
}

/** Sessions as a role, for profiles with `role_arn`. Session policies and tags are not understood, and so refused. */
export const assumeRoleOperations = {
  AssumeRole: {
    input: {
      RoleArn: field.required(field.arn),
      RoleSessionName: field.required(field.boundedText(2, 64, String.raw`[\w+=,.@-]*`)),
      DurationSeconds: field.integer(900, 43_200),
      // No role here asks for one; STS then ignores what is sent.
      ExternalId: field.boundedText(2, 1224, String.raw`[\w+=,.@:\/-]*`),
      ...mfaInput,
    },
    resource: on.everything,
    permission: "none",
    run: assumeRole,
  },
} satisfies Record<string, Operation>;
