import * as l10n from "@vscode/l10n";
import type { AccessKey } from "../iam/model.js";
import { daysBetween } from "../iam/rules.js";

/** What to be reminded of: old keys, and from what age on a key counts as one. */
export interface OldKeys {
  readonly keys: readonly AccessKey[];
  readonly maximumAgeDays: number;
}

/** "access key …MPLE is 400 days old": by the end of its id, where there is little room. */
export function describeOldKey(key: AccessKey, now: Date): string {
  return l10n.t("access key …{0} is {1} days old", key.id.slice(-4), ageOf(key, now));
}

/** "2 access keys are older than 90 days" */
export function countOldKeys({ keys, maximumAgeDays }: OldKeys): string {
  return keys.length === 1 ? l10n.t("1 access key is older than {0} days", maximumAgeDays) : l10n.t("{0} access keys are older than {1} days", keys.length, maximumAgeDays);
}

/** The reminder, which names the keys in full. */
export function describeReminder({ keys, maximumAgeDays }: OldKeys, now: Date): string {
  const [key] = keys;
  if (key !== undefined && keys.length === 1) return l10n.t("Access key {0} is {1} days old: time to replace it.", key.id, ageOf(key, now));
  const named = keys.map(({ id }) => id).join(", ");
  return l10n.t("{0}: {1}. Time to replace them.", countOldKeys({ keys, maximumAgeDays }), named);
}

function ageOf({ createdAt }: AccessKey, now: Date): number {
  return createdAt === undefined ? 0 : daysBetween(createdAt, now);
}
