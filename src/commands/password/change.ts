import * as l10n from "@vscode/l10n";
import type { PasswordRules } from "../../iam/passwordRules.js";
import { isAwsError } from "../../iam/errors.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { askCurrentPassword, askNewPassword, confirmNewPassword, isSame } from "./ask.js";
import type { Draft } from "./draft.js";
import { findRules, requirePassword } from "./findRules.js";
import { askAfterRefusal } from "./refusal.js";

/** Changes the user's console password: everything is asked before the call, and kept until AWS has agreed to it. */
export const changePassword: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const [rules] = await Promise.all([findRules(user), requirePassword(context, user)]);
  const draft: Draft = { current: undefined, wanted: undefined, previous: undefined, refused: [], generated: [], problem: undefined, mayBeDone: false };
  do {
    await askForMissing(context, draft, rules);
  } while (!(await tryChange(context, user, draft, rules)));
  const changedAt = new Date(Date.now() + (user.client.clockSkewMs ?? 0));
  // The password is changed: that it cannot be remembered when is no failure of that.
  await context.memory.notePasswordChange(user.caller.arn, changedAt).catch(() => undefined);
  remindOfGenerated(context, draft);
};

/** A generated password may be nowhere but on the clipboard, which is about to be cleared. */
function remindOfGenerated({ ui, copySecret }: CommandContext, { wanted, generated }: Draft): void {
  if (wanted === undefined || !generated.some((made) => isSame(made, wanted))) return;
  ui.notify(l10n.t("Your new console password was generated: make sure that your password manager has it. The clipboard is cleared after a while."), "warning", {
    title: l10n.t("Copy it again"),
    run: async () => ui.notify(await copySecret(wanted, l10n.t("Password"))),
  });
}

async function askForMissing({ ui }: CommandContext, draft: Draft, rules: PasswordRules): Promise<void> {
  draft.current ??= await askCurrentPassword(ui, draft, rules);
  // The current password, typed anew, can turn out to be the one that was wanted.
  if (draft.wanted !== undefined && !isSame(draft.wanted, draft.current)) return;
  const confirmed = draft.previous;
  const wanted = await askNewPassword(ui, draft.current, draft, rules);
  if (!isSame(wanted, confirmed)) await confirmNewPassword(ui, wanted);
  draft.wanted = wanted;
  draft.previous = wanted;
}

/** @returns whether the password is changed; if it is not, the draft holds what is worth another try. @throws UserError if nothing is */
async function tryChange(context: CommandContext, user: UserAccount, draft: Draft, rules: PasswordRules): Promise<boolean> {
  const { current, wanted } = draft;
  if (current === undefined || wanted === undefined) return false;
  draft.problem = undefined;
  context.markStale("user", "loginProfile", "passwordPolicy", "passwordReport");
  try {
    await context.ui.withProgress(l10n.t("Changing the password…"), () => user.client.changePassword(current, wanted));
    return true;
  } catch (error) {
    if (!isAwsError(error)) throw error;
    await askAfterRefusal(context, user, error, draft, rules);
    return false;
  }
}
