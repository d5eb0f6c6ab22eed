import * as l10n from "@vscode/l10n";
import { isKeyQuotaFull } from "../../iam/rules.js";
import type { AccessKey } from "../../iam/model.js";
import type { RotationPlan } from "../../rotation/planRotation.js";
import { giveUpKey } from "../accessKeys/keyLimit.js";
import type { CommandContext, UserAccount } from "../context.js";

/**
 * A user has two access keys at most: the one that is not rotated has to go, if there is one. Asks, says what is known of its
 * use, and deletes it.
 * @returns the keys that remain @throws CancelledError
 */
export async function makeRoom(context: CommandContext, user: UserAccount, { userKeys, keys }: RotationPlan): Promise<readonly AccessKey[]> {
  const other = userKeys.find(({ id }) => id !== keys.accessKeyId);
  if (!isKeyQuotaFull(userKeys) || other === undefined) return userKeys;
  await context.ui.confirm(
    l10n.t("You have two access keys, as many as AWS allows. To replace {0}, the other one has to go first.", keys.accessKeyId),
    l10n.t("Before {0} is deleted, you see when it was last used and which profiles hold it.", other.id),
    [{ title: l10n.t("Look at {0}…", other.id), value: true }],
  );
  await giveUpKey(context, user, other);
  return userKeys.filter(({ id }) => id !== other.id);
}
