/**
 * The entry of `dist/aws.js`: all that needs the AWS SDK. Loaded when a view is first shown or a command first runs,
 * never at activation; and by the Git credential helper for profiles without keys of their own.
 */
import * as l10n from "@vscode/l10n";
import { openSession as open, type Session, type SessionOptions } from "./session.js";

/** @param bundle the translations of the editor's language, if there are any: this bundle holds its own copy of l10n */
export function openSession(options: SessionOptions, bundle?: Record<string, string>): Promise<Session> {
  if (bundle !== undefined) l10n.config({ contents: bundle });
  return open(options);
}

export { resolveKeys } from "../git/sdkKeys.js";
export type { Session } from "./session.js";
