import * as l10n from "@vscode/l10n";
import { findDescriptionFault } from "../../iam/rules.js";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { pickAccessKey, readAccessKeyId } from "./pickAccessKey.js";

/** Changes a key's description, kept as the console keeps it: a tag of the user. */
export const describeAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Describe access key"));
  const { tags } = await user.client.getUser(user.caller.userName);
  const before = tags.get(key.id) ?? "";
  const description = await context.ui.input({
    title: l10n.t("Describe access key {0}", key.id),
    prompt: l10n.t("What the key is for and where it is kept. Empty removes the description."),
    value: before,
    validate: explainDescriptionFault,
  });
  if (description.trim() === before) return;
  context.markStale("user");
  await user.client.setAccessKeyDescription(user.caller.userName, key.id, description.trim());
};

/** What IAM would not take in a description, in a sentence. */
export function explainDescriptionFault(description: string): string | undefined {
  const fault = findDescriptionFault(description.trim());
  if (fault === undefined) return undefined;
  return "characters" in fault ? l10n.t("AWS does not take these characters in a description: {0}", fault.characters) : l10n.t("That is {0} characters too long.", fault.tooLong);
}

/** Copies a key's id, which is no secret. */
export const copyAccessKeyId: CommandHandler = async (context, argument) => {
  const id = readAccessKeyId(argument);
  if (id !== undefined) return context.ui.copy(id);
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, undefined, l10n.t("Copy access key ID"));
  await context.ui.copy(key.id);
};
