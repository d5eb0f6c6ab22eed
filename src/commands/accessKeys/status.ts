import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { pickAccessKey } from "./pickAccessKey.js";

/** Switches a key on again. */
export const activateAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Activate access key"), ({ status }) => status !== "Active");
  context.markStale("accessKeys");
  await user.client.updateAccessKey(user.caller.userName, key.id, "Active");
};

/**
 * Switches a key off. It can be taken back, so it is not asked twice, except for the key that this profile signs with:
 * once that is off, this profile cannot switch it on again.
 */
export const deactivateAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Deactivate access key"), ({ status }) => status === "Active");
  if (key.id === user.signingKeyId) {
    await context.ui.confirm(
      l10n.t("Deactivate {0}, the key that this profile signs with?", key.id),
      l10n.t("This profile stops working at once and cannot activate the key again. That takes another profile, the AWS console or an administrator."),
      [{ title: l10n.t("Deactivate key"), value: true }],
    );
  }
  context.markStale("accessKeys");
  await user.client.updateAccessKey(user.caller.userName, key.id, "Inactive");
};
