import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { CreatedServiceSpecificCredential, ServiceSpecificCredential } from "../../iam/model.js";
import { nameServiceCredential } from "../../words/services.js";
import type { CommandContext, UserAccount } from "../context.js";
import { findLost, type LostCreation } from "../lostCreation.js";
import { deleteCredential } from "./delete.js";
import { resetCredential } from "./reset.js";

/**
 * The answer to CreateServiceSpecificCredential was lost. If the credential exists, its password is gone, but a reset gives
 * another: says which it is, and offers that, or to delete it.
 * @param list those of the service
 * @throws UserError if there is nothing to go on with
 */
export async function clearUpLostCredential(
  context: CommandContext,
  user: UserAccount,
  { before, startedAt, cause }: LostCreation<ServiceSpecificCredential>,
  list: () => Promise<readonly ServiceSpecificCredential[]>,
): Promise<CreatedServiceSpecificCredential> {
  const options = { cause, ...(cause.code === undefined ? {} : { code: cause.code }) };
  const now = await list().catch(() => undefined);
  if (now === undefined || before === undefined) {
    throw new UserError(l10n.t("The answer from AWS was lost, and it cannot be asked now whether it created the credentials."), {
      hint: l10n.t("When the network is back, refresh: what is new in the list then has a password that nobody has. Reset or delete it."),
      ...options,
    });
  }
  const lost = findLost(before, now, startedAt);
  if (lost === undefined) {
    // IAM's lists lag behind by some seconds.
    throw new UserError(l10n.t("The answer from AWS was lost; nothing was created, as far as AWS shows now."), {
      hint: l10n.t("Refresh in a minute: what is new in the list then has a password that nobody has. Reset or delete it. Otherwise try again."),
      ...options,
    });
  }
  const name = nameServiceCredential(lost);
  const answer = await context.ui.confirm(
    lost.isApiKey ? l10n.t("AWS created the API key {0}, but it was lost on the way.", name) : l10n.t("AWS created {0}, but the password was lost on the way.", name),
    l10n.t("The connection broke before the answer came, so nobody has it. A reset gives another."),
    [
      { title: lost.isApiKey ? l10n.t("Reset API key") : l10n.t("Reset password"), value: "reset" as const },
      { title: l10n.t("Delete"), value: "delete" as const },
      { title: l10n.t("Keep it"), value: "keep" as const },
    ],
  );
  if (answer === "reset") return resetCredential(context, user, lost);
  if (answer === "delete") await deleteCredential(user, lost.id);
  const sentence = answer === "delete" ? l10n.t("No credentials were created.") : l10n.t("{0} exists, but nobody has its password.", name);
  throw new UserError(sentence, { hint: answer === "delete" ? l10n.t("Try again.") : l10n.t("“Reset Password or API Key…” gives another."), ...options });
}
