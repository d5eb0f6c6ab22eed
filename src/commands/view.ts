import * as l10n from "@vscode/l10n";
import { PART_NAMES, valueOf, type Part, type PartName, type Snapshot } from "../iam/snapshot.js";
import type { CommandContext, CommandHandler } from "./context.js";

export const refresh: CommandHandler = ({ account }) => account.refresh();

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

/** Copies a request that an administrator can act on: who, what for, and the statement to add. */
export const copyPermissionRequest: CommandHandler = async ({ ui, account }, argument) => {
  const action = (argument as { deniedAction?: unknown } | undefined)?.deniedAction;
  const { loader } = await account.open();
  const actions = typeof action === "string" && action !== "" ? [action] : findDeniedActions(loader.snapshot);
  if (actions.length === 0) {
    ui.notify(l10n.t("Nothing in the view is refused: there is nothing to request."));
    return;
  }
  const caller = valueOf(loader.snapshot.caller);
  await ui.copy(writeRequest(actions, caller?.arn ?? "", caller?.accountId ?? "", caller?.partition ?? "aws"));
  ui.notify(l10n.t("The request for {0} is on the clipboard. Send it to your administrator.", actions.join(", ")));
};

function findDeniedActions(snapshot: Snapshot): readonly string[] {
  const parts: readonly Part<unknown>[] = [...PART_NAMES.map((name) => snapshot[name]), ...snapshot.lastUses.values()];
  const actions = parts.flatMap((part) => (part.state === "denied" && part.error.denial !== undefined ? [part.error.denial.action] : []));
  return [...new Set(actions)].sort();
}

/** These actions know no single user: IAM authorizes them for the whole account (Service Authorization Reference, IAM). */
const ACCOUNT_WIDE = /^iam:(ListAccountAliases|GetAccountPasswordPolicy|ListVirtualMFADevices|GetCredentialReport|GenerateCredentialReport|GetAccountSummary)$/;

function writeRequest(actions: readonly string[], arn: string, accountId: string, partition: string): string {
  const own = actions.filter((action) => !ACCOUNT_WIDE.test(action));
  const wide = actions.filter((action) => ACCOUNT_WIDE.test(action));
  const statements = [
    ...(own.length > 0 ? [{ Sid: "ManageOwnCredentials", Effect: "Allow", Action: own, Resource: `arn:${partition}:iam::${accountId}:user/\${aws:username}` }] : []),
    ...(wide.length > 0 ? [{ Sid: "ReadAccountSettings", Effect: "Allow", Action: wide, Resource: "*" }] : []),
  ];
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2);
  return [l10n.t("Please allow {0} to manage their own credentials. This policy is enough:", arn), "", policy, ""].join("\n");
}
