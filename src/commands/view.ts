import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { PART_NAMES, valueOf, type PartName } from "../iam/snapshot.js";
import type { CommandContext, CommandHandler } from "./context.js";

export const refresh: CommandHandler = async ({ account, git }) => {
  await Promise.all([account.refresh(), git.refresh()]);
};

/** Loads the parts of one row again. */
export const retryPart: CommandHandler = ({ account }, argument) => {
  const parts = (argument as { parts?: readonly PartName[] } | undefined)?.parts?.filter((part) => PART_NAMES.includes(part));
  return account.refresh(parts);
};

export const showLog: CommandHandler = ({ showLog: show }) => {
  show();
  return Promise.resolve();
};

/** The console's page of the same name, in the caller's part of AWS. */
export const openConsole: CommandHandler = async (context) => {
  if (context.sandbox.isRunning()) throw new UserError(l10n.t("The sandbox account has no console."), { hint: l10n.t("With a profile of your own, this opens the AWS console.") });
  await context.ui.openUrl(`https://${await findConsoleHost(context)}/iam/home#/security_credentials`);
};

async function findConsoleHost({ account }: CommandContext): Promise<string> {
  const caller = valueOf((await account.open()).loader.snapshot.caller);
  switch (caller?.partition) {
    case "aws-cn":
      return "console.amazonaws.cn";
    case "aws-us-gov":
      return "console.amazonaws-us-gov.com";
    default:
      return "console.aws.amazon.com";
  }
}
