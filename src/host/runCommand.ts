import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { CommandContext, CommandHandler } from "../commands/context.js";
import { COMMANDS, type CommandId } from "../contributions.js";
import { isCancelledError, isUserError, type UserError } from "../errors.js";
import { isAwsError } from "../iam/errors.js";
import type { PartName } from "../iam/snapshot.js";
import type { Log } from "./log.js";
import { withoutLinks } from "./notificationText.js";

/**
 * The one wrapper of all commands: runs the handler, shows what went wrong in the user's words, and loads again what
 * the handler said is out of date, however it ended.
 */
export async function runCommand(id: CommandId, handler: CommandHandler, context: Omit<CommandContext, "markStale">, log: Log, argument?: unknown): Promise<void> {
  const stale = new Set<PartName>();
  const markStale = (...parts: readonly PartName[]) => parts.forEach((part) => stale.add(part));
  try {
    await handler({ ...context, markStale }, argument);
  } catch (error) {
    report(id, error, log);
  } finally {
    if (stale.size > 0) await context.account.refresh([...stale]);
  }
}

/** Shows an error to the user; a cancelled command is no error. */
export function report(id: string, error: unknown, log: Log): void {
  if (isCancelledError(error)) return;
  if (isUserError(error)) {
    log.commandFailed(id, error.code ?? "UserError");
    void showUserError(error);
    return;
  }
  // A fault of this extension. Its text may hold anything, so neither the log nor the user gets it.
  log.commandFailed(id, error instanceof Error ? error.name : "Unknown");
  void showUnexpectedError(log);
}

async function showUserError(error: UserError): Promise<void> {
  const denied = isAwsError(error) ? error.denial : undefined;
  const action = error.action ?? (denied === undefined || denied.explicit ? undefined : { title: l10n.t("Copy request"), command: COMMANDS.copyRequest, arguments: [{ denial: denied }] });
  const text = withoutLinks([error.message, error.hint].filter(Boolean).join(" "));
  const picked = await vscode.window.showErrorMessage(text, ...(action === undefined ? [] : [action.title]));
  if (action !== undefined && picked === action.title) await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
}

async function showUnexpectedError(log: Log): Promise<void> {
  const showLog = l10n.t("Show log");
  const picked = await vscode.window.showErrorMessage(l10n.t("My Security Credentials ran into a fault of its own. Please try again, and report it if it happens again."), showLog);
  if (picked === showLog) log.show();
}
