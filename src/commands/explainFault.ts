import * as l10n from "@vscode/l10n";
import { isUserError } from "../errors.js";

/** What went wrong, and what to do, for a place that shows a text rather than an error. */
export function explainFault(error: unknown): string {
  if (!isUserError(error)) return l10n.t("My Security Credentials ran into a fault of its own.");
  return [error.message, error.hint].filter(Boolean).join(" ");
}
