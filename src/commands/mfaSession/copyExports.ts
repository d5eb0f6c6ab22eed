import * as l10n from "@vscode/l10n";
import { renderExports, type Shell } from "../../mfa/shells.js";
import type { Choice, CommandHandler } from "../context.js";
import { makeEnvironment, requireMfaSession } from "./environment.js";

/** Copies the commands that give a shell the session with MFA. */
export const copyMfaExports: CommandHandler = async (context) => {
  const account = await context.account.open();
  const mfa = await requireMfaSession(context, account);
  const choices: readonly Choice<Shell>[] = [
    { label: "bash, zsh", icon: "terminal-bash", value: "bash" },
    { label: "fish", icon: "terminal", value: "fish" },
    { label: "PowerShell", icon: "terminal-powershell", value: "powershell" },
    { label: "cmd", icon: "terminal-cmd", value: "cmd" },
  ];
  const shell = await context.ui.pick(choices, { title: l10n.t("Copy the session with MFA"), placeholder: l10n.t("For which shell?") });
  context.ui.notify(await context.copySecret(renderExports(shell, makeEnvironment(account.session, mfa)), l10n.t("Session")));
};
