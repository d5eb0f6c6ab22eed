import * as l10n from "@vscode/l10n";
import type { ServiceSpecificCredential } from "../iam/model.js";
import { EXPIRY_WARNING_DAYS } from "../iam/rules.js";
import { SERVICES } from "../iam/services.js";
import { formatDate, type Moment } from "./time.js";

const DAY = 24 * 60 * 60 * 1000;

/** A service as people call it; one that is not known here by the first part of its name. */
export function describeService(serviceName: string): string {
  switch (serviceName) {
    case SERVICES.codeCommit:
      return l10n.t("AWS CodeCommit");
    case SERVICES.keyspaces:
      return l10n.t("Amazon Keyspaces");
    case SERVICES.bedrock:
      return l10n.t("Amazon Bedrock");
    case SERVICES.cloudWatchLogs:
      return l10n.t("CloudWatch Logs");
    default:
      return serviceName.replace(/\.amazonaws\.com$/, "");
  }
}

/** What the user knows it by: what one signs in with, else its id. */
export function nameServiceCredential({ id, signInName }: ServiceSpecificCredential): string {
  return signInName === "" ? id : signInName;
}

/** When something ends, or ended, and whether that is worth a warning. */
export interface Expiry {
  readonly text: string;
  readonly isOver: boolean;
  /** Within the days in which an expiry is warned of. */
  readonly isSoon: boolean;
}

/** `undefined` for what has a password, which does not end by itself. */
export function describeExpiry({ expiresAt, isApiKey }: Pick<ServiceSpecificCredential, "expiresAt" | "isApiKey">, { now, locale }: Moment): Expiry | undefined {
  if (expiresAt === undefined) return isApiKey ? { text: l10n.t("never expires"), isOver: false, isSoon: false } : undefined;
  const days = Math.ceil((expiresAt.getTime() - now.getTime()) / DAY);
  if (days <= 0) return { text: l10n.t("expired on {0}", formatDate(expiresAt, locale)), isOver: true, isSoon: false };
  if (days > 2 * EXPIRY_WARNING_DAYS) return { text: l10n.t("expires on {0}", formatDate(expiresAt, locale)), isOver: false, isSoon: false };
  return { text: days === 1 ? l10n.t("expires within a day") : l10n.t("expires in {0} days", days), isOver: false, isSoon: days <= EXPIRY_WARNING_DAYS };
}
