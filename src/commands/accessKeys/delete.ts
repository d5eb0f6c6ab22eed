import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import { formatTime } from "../../words/time.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { askKeyUse } from "./keyUse.js";
import { findProfilesOfKey } from "./profilesOfKey.js";
import { currentMoment, pickAccessKey } from "./pickAccessKey.js";

/** How a deletion ended. */
export type DeletionOutcome = "deleted" | "deactivated";

/** Deletes an access key, after saying what is known of its use; offers to switch it off first, as the console does. */
export const deleteAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Delete access key"));
  await confirmAndDelete(context, user, key);
};

/** Asks, then deletes or deactivates. @throws CancelledError, AwsError */
export async function confirmAndDelete(context: CommandContext, user: UserAccount, key: AccessKey): Promise<DeletionOutcome> {
  const { ui } = context;
  const [use, profiles] = await Promise.all([askKeyUse(context, user, key), findProfilesOfKey(user, key.id)]);
  const signs = key.id === user.signingKeyId;
  const isActive = key.status === "Active";
  const warnings = [
    signs ? l10n.t("This profile signs with this key: without it, this profile can do nothing any more, not even create another key.") : undefined,
    profiles.length > 0 ? l10n.t("These profiles on this computer hold it: {0}", profiles.join(", ")) : undefined,
    isActive && use.risky ? l10n.t("Programs that still use it stop working at once. Deactivating shows whether any do, and can be taken back.") : undefined,
  ];
  const age = key.createdAt === undefined ? undefined : l10n.t("Created {0}.", formatTime(key.createdAt, currentMoment(context)));
  const detail = [[age, use.sentence].filter(Boolean).join(" "), ...warnings, l10n.t("A deleted key cannot be brought back.")];
  const buttons = [
    ...(isActive ? [{ title: l10n.t("Deactivate key"), value: "deactivate" as const }] : []),
    { title: l10n.t("Delete key"), value: "delete" as const },
  ];
  const answer = await ui.confirm(l10n.t("Delete access key {0}?", key.id), detail.filter((line) => line !== undefined).join("\n\n"), buttons);
  context.markStale("accessKeys");
  if (answer === "deactivate") {
    await user.client.updateAccessKey(user.caller.userName, key.id, "Inactive");
    return "deactivated";
  }
  if (isActive && (signs || profiles.length > 0 || use.risky)) await confirmByTyping(context, key);
  await deleteKey(user, key.id);
  // The description is a tag that would outlive the key and count against the user's 50 tags.
  if (user.loader.snapshot.user.state !== "ok" || user.loader.snapshot.user.value.tags.has(key.id)) await removeDescription(context, user, key.id);
  return "deleted";
}

/** A key in use is deleted only by someone who read which one it is; the console asks the same. */
async function confirmByTyping({ ui }: CommandContext, key: AccessKey): Promise<void> {
  const ending = key.id.slice(-4);
  await ui.input({
    title: l10n.t("Delete access key {0}", key.id),
    prompt: l10n.t("Something may depend on this key. Type its last four characters to delete it: {0}", ending),
    validate: (value) => (value.trim().toUpperCase() === ending ? undefined : l10n.t("These are not the last four characters of the key.")),
  });
}

/** A key that is gone already is as good as deleted: that is what was asked for. */
export async function deleteKey({ client, caller }: Pick<UserAccount, "client" | "caller">, accessKeyId: string): Promise<void> {
  try {
    await client.deleteAccessKey(caller.userName, accessKeyId);
  } catch (error) {
    if (!(isAwsError(error) && error.code === "NoSuchEntity")) throw error;
  }
}

async function removeDescription(context: CommandContext, { client, caller }: UserAccount, accessKeyId: string): Promise<void> {
  try {
    await client.setAccessKeyDescription(caller.userName, accessKeyId, "");
    context.markStale("user");
  } catch {
    // Not worth a word: the key is deleted, and a tag that stays harms nobody. Many users may not change tags.
  }
}
