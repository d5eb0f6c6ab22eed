import type { AccessKey, AccessKeyLastUse, PasswordPolicy } from "./model.js";

/** IAM's default quotas a user (IAM User Guide, "IAM and AWS STS quotas"). The service may allow others: it has the last word. */
export const QUOTAS = {
  accessKeys: 2,
  mfaDevices: 8,
  sshPublicKeys: 5,
  signingCertificates: 2,
  serviceSpecificCredentialsPerService: 2,
} as const;

/** A use within this many days makes a key's deletion a risk: a monthly job would not have run in less. */
export const RECENT_USE_DAYS = 35;

/** IAM's record of a key's last use lags behind by hours: "never used" says nothing of a key that is younger than this. */
export const YOUNG_KEY_DAYS = 2;

/** A password that expires within this many days is worth a warning. */
export const EXPIRY_WARNING_DAYS = 14;

const DAY = 24 * 60 * 60 * 1000;

/** Whole days from `then` to `now`; never negative, since clocks differ. */
export function daysBetween(then: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - then.getTime()) / DAY));
}

/** Days until a password changed at `changedAt` expires; negative: expired; `undefined`: it does not expire. */
export function daysUntilExpiry(changedAt: Date, policy: PasswordPolicy, now: Date): number | undefined {
  if (policy.maximumAgeDays === undefined) return undefined;
  // Never more than the policy gives, since clocks differ.
  const changed = Math.min(changedAt.getTime(), now.getTime());
  return Math.ceil((changed + policy.maximumAgeDays * DAY - now.getTime()) / DAY);
}

/** @param maximumAgeDays from what age on a key is worth replacing; `Infinity`: from none */
export function isOldKey(key: AccessKey, now: Date, maximumAgeDays: number): boolean {
  return key.createdAt !== undefined && daysBetween(key.createdAt, now) > maximumAgeDays;
}

/** The keys to warn of: old ones that still open doors. */
export function findOldKeys(keys: readonly AccessKey[], now: Date, maximumAgeDays: number): readonly AccessKey[] {
  return keys.filter((key) => key.status === "Active" && isOldKey(key, now, maximumAgeDays));
}

export function isYoungKey(key: AccessKey, now: Date): boolean {
  return key.createdAt === undefined || daysBetween(key.createdAt, now) < YOUNG_KEY_DAYS;
}

export function wasUsedRecently(use: AccessKeyLastUse, now: Date): boolean {
  return use.at !== undefined && daysBetween(use.at, now) <= RECENT_USE_DAYS;
}

/** Whether another key fits. Inactive keys count too. */
export function isKeyQuotaFull(keys: readonly AccessKey[]): boolean {
  return keys.length >= QUOTAS.accessKeys;
}

/** Why one key rather than the other is to be given up. */
export type GiveUpReason = "inactive" | "neverUsed" | "notThisProfile" | "usedLongerAgo" | "older";

/** A key and what is known of its use; `use: undefined` is "not known", which is not "never". */
export interface KeyInUse {
  readonly key: AccessKey;
  readonly use: AccessKeyLastUse | undefined;
}

/**
 * Which of a full set of keys to give up, and why: one that is switched off already, else one that was never used, else
 * the one that this profile does not sign with, else the one that rested longest. Never the key that signs this
 * profile's calls, if there is another: giving it up would lock the user out in the middle of the change.
 */
export function chooseKeyToGiveUp(keys: readonly KeyInUse[], signingKeyId: string | undefined, now: Date): { key: AccessKey; reason: GiveUpReason } | undefined {
  const others = keys.filter(({ key }) => key.id !== signingKeyId);
  const candidates = others.length > 0 ? others : keys;
  const inactive = candidates.find(({ key }) => key.status !== "Active");
  if (inactive !== undefined) return { key: inactive.key, reason: "inactive" };
  const neverUsed = candidates.find(({ key, use }) => use !== undefined && use.at === undefined && !isYoungKey(key, now));
  if (neverUsed !== undefined) return { key: neverUsed.key, reason: "neverUsed" };
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1 && keys.length > 1) return { key: only.key, reason: "notThisProfile" };
  if (candidates.every(({ use }) => use?.at !== undefined)) {
    const [rested] = [...candidates].sort((a, b) => (a.use?.at?.getTime() ?? 0) - (b.use?.at?.getTime() ?? 0));
    return rested && { key: rested.key, reason: "usedLongerAgo" };
  }
  const [oldest] = [...candidates].sort((a, b) => (a.key.createdAt?.getTime() ?? 0) - (b.key.createdAt?.getTime() ?? 0));
  return oldest && { key: oldest.key, reason: "older" };
}

const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_VALUE_LENGTH = 256;

/** Which characters of a description IAM does not take in a tag's value; empty: all is well. */
export function findDescriptionFault(description: string): { characters: string } | { tooLong: number } | undefined {
  if (description.length > TAG_VALUE_LENGTH) return { tooLong: description.length - TAG_VALUE_LENGTH };
  const characters = [...new Set(Array.from(description).filter((character) => !TAG_VALUE.test(character)))].join(" ");
  return characters === "" ? undefined : { characters };
}
