/**
 * The entry of `dist/commands.js`: all that commands do. Loaded when a command first runs, or an account is first opened,
 * never at activation.
 */
import * as l10n from "@vscode/l10n";

/** @param bundle the translations of the editor's language: this bundle holds its own copy of l10n */
export function useTranslations(bundle: Record<string, string>): void {
  l10n.config({ contents: bundle });
}

export { findGit } from "../git/findGit.js";
export { installHelper, launcherIn } from "../git/installHelper.js";
export { openSessionChannel } from "../git/sessionChannel.js";
export { readRepositories } from "../git/workspaceRepositories.js";
export { findTrackedLines } from "../scan/gitGrep.js";
export { planProfileReference } from "../scan/profileReference.js";
export { offerGitSetUp } from "./git/offerSetUp.js";
export { deleteLeftDevicesOf } from "./mfaDevices/leftDevices.js";
export { openMfaSession } from "./mfaSession/openMfaSession.js";
export { attendRotations } from "./rotation/attend.js";
export { COMMAND_TABLE } from "./table.js";
