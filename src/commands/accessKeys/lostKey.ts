import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { AccessKey } from "../../iam/model.js";
import type { CommandContext, UserAccount } from "../context.js";
import { findLost, type LostCreation } from "../lostCreation.js";
import { deleteKey } from "./delete.js";

/**
 * The answer to CreateAccessKey was lost. If the key exists, its secret is gone for good: a key that nobody can use but
 * that fills the quota. Says which it is, and offers to delete it. Always throws: there is no key to go on with.
 */
export async function clearUpLostKey({ ui }: CommandContext, user: UserAccount, { before, startedAt, cause }: LostCreation<AccessKey>): Promise<never> {
  const options = { cause, ...(cause.code === undefined ? {} : { code: cause.code }) };
  const now = await user.client.listAccessKeys(user.caller.userName).catch(() => undefined);
  if (now === undefined || before === undefined) {
    throw new UserError(l10n.t("The answer from AWS was lost, and it cannot be asked now whether it created the key."), {
      hint: l10n.t("When the network is back, refresh: a key that is new in the list has a lost secret and should be deleted."),
      ...options,
    });
  }
  const lost = findLost(before, now, startedAt);
  if (lost === undefined) {
    // IAM's lists lag behind by some seconds.
    throw new UserError(l10n.t("The answer from AWS was lost; no key was created, as far as AWS shows now."), {
      hint: l10n.t("Refresh in a minute: a key that is new in the list then has a lost secret and should be deleted. Otherwise try again."),
      ...options,
    });
  }
  const answer = await ui.confirm(
    l10n.t("AWS created the key {0}, but its secret was lost on the way.", lost.id),
    l10n.t("The connection broke before the answer came. Nobody has the secret, so the key is of no use, but it counts towards your limit. Delete it, then try again."),
    [
      { title: l10n.t("Delete key"), value: "delete" as const },
      { title: l10n.t("Keep it"), value: "keep" as const },
    ],
  );
  if (answer === "delete") await deleteKey(user, lost.id);
  const sentence = answer === "delete" ? l10n.t("No access key was created.") : l10n.t("The key {0} exists, but its secret is lost.", lost.id);
  throw new UserError(sentence, { hint: l10n.t("Try again."), ...options });
}
