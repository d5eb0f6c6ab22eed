import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { Git } from "./gitProgram.js";
import { quoteForShell } from "./launcher.js";

/**
 * Where Git refuses to work at all, every other answer of its would mislead.
 * @param folder a repository's, or one that is in none
 * @throws UserError if a configuration file cannot be read, or the folder is somebody else's
 */
export async function requireUsable(git: Git, folder: string): Promise<void> {
  const { code, stderr } = await git(["rev-parse", "--git-dir"], { cwd: folder }).catch(() => {
    throw new UserError(l10n.t("This folder is not there any more: {0}", folder), { hint: l10n.t("Refresh the view."), code: "ENOENT" });
  });
  if (code === 0) return;
  const said = stderr.reveal();
  const [, line, file] = /bad config line (\d+) in file (.+)$/m.exec(said) ?? [];
  if (line !== undefined && file !== undefined) {
    throw new UserError(l10n.t("Git cannot read its configuration: line {0} of {1}", line, file), { hint: l10n.t("Put that line right, then try again."), code: "BadConfig" });
  }
  if (/dubious ownership|unsafe repository/.test(said)) {
    throw new UserError(l10n.t("Git does not work in {0}: the folder belongs to another user.", folder), { hint: l10n.t("If you trust it, run: {0}", trustCommand(folder)), code: "DubiousOwnership" });
  }
}

/** For a terminal; Git on Windows reads forward slashes too, which no shell there takes for anything else. */
function trustCommand(folder: string): string {
  return `git config --global --add safe.directory ${quoteForShell(process.platform === "win32" ? folder.replaceAll("\\", "/") : folder)}`;
}
