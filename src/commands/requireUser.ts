import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import { UserError } from "../errors.js";
import { valueOf } from "../iam/snapshot.js";
import type { CommandContext, UserAccount } from "./context.js";

/** @throws UserError for callers that have no credentials of their own: roles, federated users, root */
export async function requireUser({ account }: CommandContext): Promise<UserAccount> {
  const open = await account.open();
  const [caller, signer] = await Promise.all([valueOf(open.loader.snapshot.caller) ?? open.client.getCaller(), open.session.signer()]);
  if (caller.kind === "user") return { ...open, caller, signingKeyId: signer.accessKeyId };
  const sentence =
    caller.kind === "root"
      ? l10n.t("The root user's credentials are managed in the AWS console only.")
      : l10n.t("You are signed in with a role, which has no credentials of its own to manage.");
  throw new UserError(sentence, {
    hint: l10n.t("Switch to the profile of an IAM user."),
    action: { title: l10n.t("Switch profile"), command: COMMANDS.switchProfile },
  });
}
