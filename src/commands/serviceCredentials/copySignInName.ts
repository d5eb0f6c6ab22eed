import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { pickServiceCredential } from "./pickServiceCredential.js";

/** Copies the user name that goes with a password, which is no secret. An API key is sent without its name. */
export const copySignInName: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const { signInName } = await pickServiceCredential(context, user, argument, l10n.t("Copy user name"), ({ isApiKey }) => !isApiKey);
  await context.ui.copy(signInName);
};
