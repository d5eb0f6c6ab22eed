import * as l10n from "@vscode/l10n";
import type { AccessKeyLastUse, CredentialStatus } from "../iam/model.js";
import { formatTime, type Moment } from "./time.js";

/** "1 of 2": the limit is known before it hurts. */
export function countOf(count: number, quota: number): string {
  return l10n.t("{0} of {1}", count, quota);
}

/** A status in words, since it must not be told by colour alone. */
export function describeStatus(status: CredentialStatus): string {
  switch (status) {
    case "Active":
      return l10n.t("active");
    case "Inactive":
      return l10n.t("inactive");
    case "Expired":
      return l10n.t("expired");
  }
}

/** "400 days old" */
export function describeAge(days: number): string {
  if (days === 0) return l10n.t("created today");
  return days === 1 ? l10n.t("1 day old") : l10n.t("{0} days old", days);
}

/** "used 2 hours ago, ec2 us-east-1"; "never used". */
export function describeLastUse(use: AccessKeyLastUse, moment: Moment): string {
  if (use.at === undefined) return l10n.t("never used");
  const where = [use.serviceName, use.region].filter(Boolean).join(" ");
  const when = formatTime(use.at, moment);
  return where === "" ? l10n.t("used {0}", when) : l10n.t("used {0}, {1}", when, where);
}
