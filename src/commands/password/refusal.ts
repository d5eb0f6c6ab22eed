import * as l10n from "@vscode/l10n";
import { CancelledError, UserError } from "../../errors.js";
import type { AwsError } from "../../iam/errors.js";
import type { PasswordRules } from "../../iam/passwordRules.js";
import type { CommandContext, UserAccount } from "../context.js";
import { ensureMfa } from "../mfaSession/openMfaSession.js";
import { copyPermissionRequest } from "../permissions.js";
import type { Draft } from "./draft.js";

/** Refusals of the new password itself: its box comes again. */
const REFUSED_PASSWORD = ["PasswordPolicyViolation", "PasswordReused", "ValidationError"];
/** No other try can help. */
const FINAL = ["InvalidUserType", "NoSuchEntity"];

/**
 * Says why AWS did not change the password, and makes the draft ready for another try: only what was wrong is asked again.
 * @throws UserError if no other try can help; CancelledError if the user wants none
 */
export async function askAfterRefusal(context: CommandContext, user: UserAccount, error: AwsError, draft: Draft, rules: PasswordRules): Promise<void> {
  const code = error.code ?? "";
  const isPasswordRefused = REFUSED_PASSWORD.includes(code);
  if (draft.mayBeDone && (isPasswordRefused || code === "WrongPassword")) throw explainSecondRefusal();
  if (FINAL.includes(code) || error.denial?.quarantined === true) throw error;
  if (code === "WrongPassword") {
    draft.current = undefined;
    draft.problem = error.message;
  } else if (isPasswordRefused) {
    if (draft.wanted !== undefined) draft.refused.push(draft.wanted);
    draft.wanted = undefined;
    draft.problem = describeRefusedPassword(error, rules);
  } else if (error.denial !== undefined) {
    await askAfterDenial(context, user, error, draft);
  } else if (error.outcomeUnknown) {
    await askAfterLostAnswer(context, error);
    draft.mayBeDone = true;
  } else {
    const detail = [error.hint, describeState(draft)].filter(Boolean).join(" ");
    await context.ui.confirm(error.message, detail, [{ title: l10n.t("Try again"), value: undefined }]);
  }
}

function describeState({ mayBeDone }: Draft): string {
  return mayBeDone
    ? l10n.t("Whether the try before this one has changed the password is still not known; what you typed is kept until you cancel.")
    : l10n.t("The password was not changed; what you typed is kept until you cancel.");
}

/** AWS gives no reason. What could be judged here was met, so it is likely to be what could not. */
function describeRefusedPassword({ code, message }: AwsError, rules: PasswordRules): string {
  switch (rules.kind) {
    case "own": {
      const { reusePrevention } = rules.policy;
      if (reusePrevention === undefined || code === "ValidationError") return message;
      return code === "PasswordReused"
        ? l10n.t("AWS refused the new password: it is one of your last {0}.", reusePrevention)
        : l10n.t("AWS refused the new password: it meets all rules that can be checked here, so it is most likely one of your last {0}.", reusePrevention);
    }
    case "default":
      return [message, l10n.t("It may be the account's name or e-mail address.")].join(" ");
    case "unknown":
      return message;
  }
}

/**
 * AWS words some violations of the policy as a want of permission (issue reports; AWS re:Post, "IAM user password error"), so
 * both causes are named. A policy can also allow it with MFA only, which AWS does not say; a policy that forbids it without
 * MFA has had the user sign in by now.
 */
async function askAfterDenial(context: CommandContext, user: UserAccount, error: AwsError, draft: Draft): Promise<void> {
  const { denial } = error;
  const mayWantMfa = user.session.mfa === undefined && !(await user.session.ownKeys()).temporary;
  const causes = [
    denial?.explicit === true
      ? l10n.t("a policy forbids your user to change its password (iam:ChangePassword)")
      : l10n.t("your user may not change its password (iam:ChangePassword); your administrator can allow it"),
    l10n.t("the new password breaks the account's policy, which AWS at times words in the same way"),
    ...(mayWantMfa ? [l10n.t("a policy allows it only after a sign-in with MFA")] : []),
  ];
  const detail = [l10n.t("AWS does not say which of these it is:"), ...causes.map((cause, index) => `${index + 1}. ${cause}`), describeState(draft)].join("\n");
  const answer = await context.ui.confirm(l10n.t("AWS refused to change your password."), detail, [
    { title: l10n.t("Change the new password"), value: "edit" as const },
    ...(mayWantMfa ? [{ title: l10n.t("Sign in with MFA"), value: "mfa" as const }] : []),
    { title: l10n.t("Copy request"), value: "request" as const },
  ]);
  if (answer === "request") {
    await copyPermissionRequest(context, { denial });
    throw new CancelledError();
  }
  if (answer === "mfa") await ensureMfa(context, user);
  else draft.wanted = undefined;
}

/** Nobody knows what happened, but the same call made again finds out: the password can be changed from the current one only once. */
async function askAfterLostAnswer({ ui }: CommandContext, error: AwsError): Promise<void> {
  const detail = [
    error.message,
    l10n.t("Keep both passwords until you know. To find out, try the same change again: if AWS then does not accept the current password, the first try has gone through. Or sign in to the console with the new password."),
  ].join("\n\n");
  await ui.confirm(l10n.t("Nobody knows whether your password was changed."), detail, [{ title: l10n.t("Try again"), value: undefined }]);
}

function explainSecondRefusal(): UserError {
  return new UserError(l10n.t("AWS does not accept the same change a second time, so the first try has most likely changed your password."), {
    hint: l10n.t("Sign in to the console with the new password to be sure; if it is not accepted there, the old one still counts."),
    code: "OutcomeUnknown",
  });
}
