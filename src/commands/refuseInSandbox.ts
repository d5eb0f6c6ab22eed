import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import { UserError } from "../errors.js";
import type { CommandContext } from "./context.js";

/** For what concerns the real CodeCommit, or the user's own files. @throws UserError while the sandbox account is shown */
export function refuseInSandbox({ sandbox }: CommandContext, hint: string): void {
  if (!sandbox.isRunning()) return;
  throw new UserError(l10n.t("You are in the sandbox account, whose keys the real CodeCommit does not know."), {
    hint,
    action: { title: l10n.t("Leave the sandbox account"), command: COMMANDS.stopSandbox },
  });
}
