import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { askKeyUse } from "./keyUse.js";
import { pickAccessKey } from "./pickAccessKey.js";
import { findProfilesOfKey } from "./profilesOfKey.js";

/** Switches a key on again. */
export const activateAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Activate access key"), ({ status }) => status !== "Active");
  context.markStale("accessKeys");
  await user.client.updateAccessKey(user.caller.userName, key.id, "Active");
};

/**
 * Switches a key off. It can be taken back, so a key that nothing depends on is not asked about. One that was used lately
 * is, since programs stop at once; and the key that this profile signs with, since this profile cannot switch it on again.
 */
export const deactivateAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Deactivate access key"), ({ status }) => status === "Active");
  const [use, profiles] = await Promise.all([askKeyUse(context, user, key), findProfilesOfKey(user, key.id)]);
  const button = { title: l10n.t("Deactivate key"), value: true };
  if (key.id === user.signingKeyId) {
    await context.ui.confirm(
      l10n.t("Deactivate {0}, the key that this profile signs with?", key.id),
      l10n.t("This profile stops working at once and cannot activate the key again. That takes another profile, the AWS console or an administrator."),
      [button],
    );
  } else if (use.risky || profiles.length > 0) {
    const holders = profiles.length > 0 ? [l10n.t("These profiles on this computer hold it: {0}", profiles.join(", "))] : [];
    const detail = [use.sentence, ...holders, l10n.t("Programs that use it stop working at once, until you activate it again.")];
    await context.ui.confirm(l10n.t("Deactivate access key {0}?", key.id), detail.join("\n\n"), [button]);
  }
  context.markStale("accessKeys");
  await user.client.updateAccessKey(user.caller.userName, key.id, "Inactive");
};
