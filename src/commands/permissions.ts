import * as l10n from "@vscode/l10n";
import type { Denial } from "../iam/denial.js";
import type { Caller } from "../iam/model.js";
import { PART_NAMES, valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import type { CommandHandler } from "./context.js";

/** Copies a request that an administrator can act on: for one refusal, or from the palette for all in the view. */
export const copyPermissionRequest: CommandHandler = async ({ ui, account }, argument) => {
  const denial = (argument as { denial?: Denial } | undefined)?.denial;
  const { loader } = await account.open();
  const denials = denial === undefined ? findDenials(loader.snapshot) : [denial];
  if (denials.length === 0) {
    ui.notify(l10n.t("Nothing in the view is refused: there is nothing to request."));
    return;
  }
  await ui.copy(writeRequest(denials, valueOf(loader.snapshot.caller)));
  ui.notify(l10n.t("The request is on the clipboard. Send it to your administrator."));
};

function findDenials(snapshot: Snapshot): readonly Denial[] {
  const parts: readonly Part<unknown>[] = [...PART_NAMES.map((name) => snapshot[name]), ...snapshot.lastUses.values(), ...snapshot.certifications.values(), ...snapshot.sshFingerprints.values()];
  return parts.flatMap((part) => (part.state === "denied" && part.error.denial !== undefined ? [part.error.denial] : []));
}

function writeRequest(all: readonly Denial[], caller: Caller | undefined): string {
  const arn = caller?.arn ?? "";
  const deletions = all.filter(({ action }) => action === DELETE_DEVICE);
  const denials = all.filter(({ action }) => action !== DELETE_DEVICE);
  const actionsOf = (wanted: (denial: Denial) => boolean) => [...new Set(denials.filter(wanted).map(({ action }) => action))].sort();
  const missing = actionsOf(({ explicit }) => !explicit);
  const forbidden = actionsOf(({ explicit }) => explicit);
  const policies = [...new Set(denials.map(({ policyArn }) => policyArn).filter((policy) => policy !== undefined))];
  return [
    ...(missing.length > 0 ? requestMissing(missing, arn) : []),
    ...(forbidden.length > 0 ? requestForbidden(forbidden, policies, arn) : []),
    ...(deletions.length > 0 ? requestDeletion(deletions, arn) : []),
  ].join("\n");
}

const DELETE_DEVICE = "iam:DeleteVirtualMFADevice";

/**
 * An unfinished device is a thing to do, not a permission to give: AWS wants an administrator to delete it, and warns
 * against letting users delete MFA devices without MFA (IAM User Guide, "Troubleshoot IAM").
 */
function requestDeletion(denials: readonly Denial[], arn: string): readonly string[] {
  const devices = [...new Set(denials.map(({ resource }) => resource).filter((resource) => resource?.includes(":mfa/") === true))];
  return [
    l10n.t("Please delete the virtual MFA device below. Its set-up never finished, so it belongs to nobody, and it keeps {0} from using its name:", arn),
    "",
    ...devices.map((device) => `aws iam delete-virtual-mfa-device --serial-number ${device ?? ""}`),
    "",
    l10n.t("Please do not loosen a policy for this: AWS warns against letting users delete MFA devices without MFA."),
    "",
  ];
}

/** These actions know no single user: IAM authorizes them for the whole account (Service Authorization Reference, IAM). */
const ACCOUNT_WIDE = /^iam:(ListAccountAliases|GetAccountPasswordPolicy|ListVirtualMFADevices|GetCredentialReport|GenerateCredentialReport|GetAccountSummary)$/;

function requestMissing(actions: readonly string[], arn: string): readonly string[] {
  const own = actions.filter((action) => !ACCOUNT_WIDE.test(action));
  const wide = actions.filter((action) => ACCOUNT_WIDE.test(action));
  const statements = [
    ...(own.length > 0 ? [{ Sid: "ManageOwnCredentials", Effect: "Allow", Action: own, Resource: arn }] : []),
    ...(wide.length > 0 ? [{ Sid: "ReadAccountSettings", Effect: "Allow", Action: wide, Resource: "*" }] : []),
  ];
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2);
  return [l10n.t("Please allow {0} to manage their own credentials with this policy:", arn), "", policy, ""];
}

/** Against a policy that forbids, no further permission helps. */
function requestForbidden(actions: readonly string[], policies: readonly string[], arn: string): readonly string[] {
  return [
    l10n.t("A policy forbids {0} to do the following. If it is meant to allow it after a sign-in with MFA, nothing needs to change; otherwise please look at the policy.", arn),
    "",
    ...actions.map((action) => `- ${action}`),
    ...(policies.length > 0 ? ["", l10n.t("AWS names these policies:"), ...policies.map((policy) => `- ${policy}`)] : []),
    "",
  ];
}
