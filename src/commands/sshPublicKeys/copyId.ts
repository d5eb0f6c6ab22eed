import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { pickSshPublicKey, readSshPublicKeyId } from "./pickSshPublicKey.js";

/** Copies a key's id, which Git over SSH gives as the user's name, and is no secret. */
export const copySshPublicKeyId: CommandHandler = async (context, argument) => {
  const known = readSshPublicKeyId(argument);
  if (known !== undefined) return context.ui.copy(known);
  const user = await requireUser(context);
  const { id } = await pickSshPublicKey(context, user, undefined, l10n.t("Copy SSH key ID"));
  await context.ui.copy(id);
};
