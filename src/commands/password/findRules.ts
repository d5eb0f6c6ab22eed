import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { PasswordPolicy } from "../../iam/model.js";
import type { PasswordRules } from "../../iam/passwordRules.js";
import { valueOf } from "../../iam/snapshot.js";
import type { CommandContext, UserAccount } from "../context.js";

/**
 * The rules as of now. Where a policy asks for MFA, this is the call that is refused without it: the user signs in before
 * typing anything. Any other refusal or fault leaves the judgement to AWS.
 */
export async function findRules({ client, loader, caller }: UserAccount): Promise<PasswordRules> {
  try {
    return toRules(await client.getPasswordPolicy(), [caller.accountId, valueOf(loader.snapshot.accountAlias)]);
  } catch (error) {
    if (!isAwsError(error) || error.denial?.quarantined === true) throw error;
    const known = valueOf(loader.snapshot.passwordPolicy);
    return known === undefined || error.denial !== undefined ? { kind: "unknown" } : { kind: "own", policy: known };
  }
}

function toRules(policy: PasswordPolicy | undefined, accountNames: readonly (string | undefined)[]): PasswordRules {
  if (policy === undefined) return { kind: "default", accountNames: accountNames.filter((name) => name !== undefined) };
  return { kind: "own", policy };
}

/** Before three passwords are typed in vain. @throws UserError if the user has no password */
export async function requirePassword(context: CommandContext, { client, loader, caller }: UserAccount): Promise<void> {
  const { loginProfile } = loader.snapshot;
  const isDenied = loginProfile.state === "denied" && loginProfile.error.denial?.mayWantMfa !== true;
  if (loginProfile.state === "ok" || isDenied) return;
  try {
    if ((await client.getLoginProfile(caller.userName)) !== undefined) return;
  } catch (error) {
    if (!isAwsError(error)) throw error;
    // Most may not see it; then AWS says it when it comes to the change.
    return;
  }
  context.markStale("loginProfile");
  throw new UserError(l10n.t("Your user has no console password that could be changed."), { hint: l10n.t("An administrator can give you one."), code: "NoSuchEntity" });
}
