import * as l10n from "@vscode/l10n";
import type { MfaDevice } from "../../iam/model.js";
import { givesCodes } from "./pickMfaDevice.js";
import type { WithoutMfa } from "./lockOut.js";

/** What is known of a removal before it is done. */
export interface Removal {
  readonly device: MfaDevice;
  /** The user's other devices. */
  readonly remaining: readonly MfaDevice[];
  /** The profiles whose `mfa_serial` names the device. */
  readonly profiles: readonly string[];
  /** When the session ends that this device opened and that signs the calls. */
  readonly sessionUntil: Date | undefined;
  /** Asked only if no other device does what this one does. */
  readonly withoutMfa: WithoutMfa | undefined;
}

/** What a removal means, in words: what stops working, what goes on, and what the user is locked out of. */
export function describeRemoval({ device, remaining, profiles, sessionUntil, withoutMfa }: Removal, locale: string): string {
  const lines = [
    withoutMfa === undefined ? undefined : describeLast(remaining, withoutMfa),
    givesCodes(device) ? l10n.t("AWS no longer accepts its codes, in the console or for sessions with MFA.") : l10n.t("It no longer opens the AWS console."),
    profiles.length > 0 ? l10n.t("These profiles name it as mfa_serial, and cannot open sessions with it then: {0}", profiles.join(", ")) : undefined,
    sessionUntil === undefined ? undefined : l10n.t("The session with MFA that it opened stays valid until {0}.", new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(sessionUntil)),
    describeRest(device),
  ];
  return lines.filter((line) => line !== undefined).join("\n\n");
}

function describeRest({ kind }: MfaDevice): string {
  switch (kind) {
    case "virtual":
      return l10n.t("Afterwards delete its entry in the authenticator app too: it can never be used again. Its name stays taken if your policies do not let you delete devices.");
    case "hardware":
      return l10n.t("The token can be added again later.");
    case "securityKey":
      return l10n.t("It can be added again in the AWS console.");
  }
}

function describeLast(remaining: readonly MfaDevice[], withoutMfa: WithoutMfa): string {
  const passkeys = remaining.map(({ name }) => name).join(", ");
  const isVeryLast = remaining.length === 0;
  switch (withoutMfa.kind) {
    case "lockedOut": {
      const lost = withoutMfa.lost.join(", ");
      return isVeryLast
        ? l10n.t("It is your last MFA device, and your policies demand MFA. Until another one is added, AWS refuses you in the console, here and in the AWS CLI, among others: {0}. If your policies do not let you add one then, only an administrator can help.", lost)
        : l10n.t("It is your last device that gives codes, and your policies demand MFA. Until another such device is added, AWS refuses you here and in the AWS CLI, among others: {0}. The AWS console goes on working with: {1}.", lost, passkeys);
    }
    case "free":
      return isVeryLast
        ? l10n.t("It is your last MFA device. Then whoever knows the password, or has an access key, needs nothing more.")
        : l10n.t("It is your last device that gives codes: then no session with MFA can be opened here or in the AWS CLI. The AWS console goes on working with: {0}.", passkeys);
    case "unknown":
      return isVeryLast
        ? l10n.t("It is your last MFA device. Whether your policies demand MFA is not known: {0}. If they do, you lock yourself out of the console, this view and the AWS CLI.", withoutMfa.reason)
        : l10n.t("It is your last device that gives codes. Whether your policies demand MFA is not known: {0}. If they do, you lock yourself out of this view and the AWS CLI; the AWS console goes on working with: {1}.", withoutMfa.reason, passkeys);
  }
}
