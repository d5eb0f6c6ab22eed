import assert from "node:assert/strict";
import { isUserError, type UserError } from "../../src/errors";

/** What work that must fail throws: something for the user, without a hole in it. */
export async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => assert.fail("It should have failed"),
    (reason: unknown) => reason,
  );
  assert.ok(isUserError(error), String(error));
  assert.doesNotMatch(`${error.message} ${error.hint ?? ""}`, /undefined|null|NaN|\{\d\}|Error:/);
  return error;
}

/** A refusal for want of a permission, in AWS's words. */
export function notAllowed(action: string): { readonly kind: "error"; readonly code: string; readonly message: string } {
  return { kind: "error", code: "AccessDenied", message: `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:${action} on resource: user alice because no identity-based policy allows the iam:${action} action` };
}

/** A refusal by the policy that AWS attaches to a user whose key it has found in public. */
export function fencedIn(action: string): { readonly kind: "error"; readonly code: string; readonly message: string } {
  return { kind: "error", code: "AccessDenied", message: `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:${action} on resource: user alice with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3` };
}

/** A policy that says no. */
export function forbid(...actions: readonly string[]): object {
  return { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: actions.map((action) => `iam:${action}`), Resource: "*" }] };
}
