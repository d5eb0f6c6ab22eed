import * as l10n from "@vscode/l10n";
import type { PasswordPolicy } from "../iam/model.js";
import { daysBetween, daysUntilExpiry, EXPIRY_WARNING_DAYS } from "../iam/rules.js";
import { valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { describeDenial, describeFailure, makeLoadingNode } from "./partNode.js";
import { escapeMarkdown, type Node } from "./node.js";
import { formatFully, formatTime, type Moment } from "../words/time.js";

const PARTS = ["user", "loginProfile", "passwordPolicy", "passwordReport"] as const;

/**
 * The console password. IAM does not say plainly how old it is: the credential report does, where one may read it; a
 * login profile only says since when there is a password at all. The row says which of the two it is.
 */
export function makePasswordNode(snapshot: Snapshot, moment: Moment): Node {
  const base: Node = { id: "password", label: l10n.t("Console password"), icon: "lock", kind: "password", parts: PARTS };
  const isLoading = snapshot.loginProfile.state === "loading" || (snapshot.passwordReport.state === "loading" && snapshot.loginProfile.state !== "ok");
  if (isLoading) return { ...base, icon: "loading~spin", description: l10n.t("loading…"), kind: "password.loading", children: [makeLoadingNode("password")] };
  if (hasNoPassword(snapshot)) {
    return { ...base, description: l10n.t("none"), tooltip: l10n.t("This user has no password and cannot sign in to the AWS console."), tone: "quiet", children: [makeNoneRow()] };
  }
  const failure = findFailure(snapshot);
  if (failure !== undefined) return { ...base, ...describeFailure(failure, "password", PARTS, [makeLastUsedRow(snapshot, moment), makePolicyRow(snapshot.passwordPolicy)]), description: l10n.t("could not be loaded") };
  const age = describeAge(snapshot, moment);
  const expiry = describeExpiry(snapshot, moment);
  const words = [valueOf(snapshot.loginProfile)?.resetRequired === true ? l10n.t("must be changed at the next sign-in") : undefined, age.short, expiry?.text];
  const description = words.filter((word) => word !== undefined).join(" · ");
  return {
    ...base,
    description,
    tone: expiry?.soon === true ? "warning" : undefined,
    tooltip: age.source,
    spoken: l10n.t("Console password, {0}. {1}", description, age.source),
    children: [makeAgeRow(age), makeLastUsedRow(snapshot, moment), makePolicyRow(snapshot.passwordPolicy), ...makeDeniedRows(snapshot)],
  };
}

function makeNoneRow(): Node {
  const label = l10n.t("None. With one you sign in to the AWS console; an administrator can give you one.");
  return { id: "password/none", label, icon: "info", tone: "quiet", kind: "note", tooltip: escapeMarkdown(label) };
}

interface Age {
  readonly short: string;
  readonly source: string;
}

function hasNoPassword({ loginProfile, passwordReport }: Snapshot): boolean {
  const changed = valueOf(passwordReport)?.lastChangedAt;
  return loginProfile.state === "absent" && changed === undefined;
}

/** Why neither source told of the password, if a fault stood in the way: that is not the same as not being allowed to. */
function findFailure({ loginProfile, passwordReport }: Snapshot): Error | undefined {
  if (valueOf(loginProfile) !== undefined || valueOf(passwordReport) !== undefined) return undefined;
  return [loginProfile, passwordReport].find((part) => part.state === "failed")?.error;
}

function describeAge(snapshot: Snapshot, moment: Moment): Age {
  const report = valueOf(snapshot.passwordReport);
  if (report?.lastChangedAt !== undefined) {
    const made = report.generatedAt === undefined ? "" : formatTime(report.generatedAt, moment);
    return { short: describeDays(daysBetween(report.lastChangedAt, moment.now)), source: l10n.t("According to the account's credential report, made {0}.", made) };
  }
  const createdAt = valueOf(snapshot.loginProfile)?.createdAt;
  if (createdAt !== undefined) {
    return {
      short: l10n.t("created {0}", formatTime(createdAt, moment)),
      source: l10n.t("AWS tells your user when the password was first set ({0}), not when it was last changed.", formatFully(createdAt, moment)),
    };
  }
  return { short: l10n.t("age not known"), source: l10n.t("Your user may not read how old the password is.") };
}

function describeDays(days: number): string {
  if (days === 0) return l10n.t("changed today");
  return days === 1 ? l10n.t("changed yesterday") : l10n.t("changed {0} days ago", days);
}

/** Only a known change date gives an expiry: one counted from the first password would be wrong. */
function describeExpiry(snapshot: Snapshot, { now }: Moment): { text: string; soon: boolean } | undefined {
  const policy = valueOf(snapshot.passwordPolicy);
  const changedAt = valueOf(snapshot.passwordReport)?.lastChangedAt;
  if (policy === undefined || changedAt === undefined) return undefined;
  const days = daysUntilExpiry(changedAt, policy, now);
  if (days === undefined) return undefined;
  if (days <= 0) return { text: l10n.t("expired"), soon: true };
  return { text: days === 1 ? l10n.t("expires within a day") : l10n.t("expires in {0} days", days), soon: days <= EXPIRY_WARNING_DAYS };
}

function makeAgeRow(age: Age): Node {
  return { id: "password/age", label: l10n.t("Age"), description: age.short, tooltip: age.source, icon: "history", kind: "note", spoken: `${age.short}. ${age.source}` };
}

function makeLastUsedRow({ user, loginProfile }: Snapshot, moment: Moment): Node {
  const base: Node = { id: "password/lastUsed", label: l10n.t("Last used"), icon: "clock", kind: "note" };
  if (user.state === "denied") return { ...base, ...describeDenial(user.error, "password"), description: l10n.t("not shown to your user ({0})", user.error.denial?.action ?? "") };
  const known = valueOf(user);
  if (known === undefined) return { ...base, description: user.state === "loading" ? l10n.t("loading…") : l10n.t("could not be loaded") };
  const at = known.passwordLastUsedAt;
  if (at !== undefined) return { ...base, description: formatTime(at, moment), tooltip: formatFully(at, moment) };
  return { ...base, description: loginProfile.state === "ok" ? l10n.t("never") : l10n.t("no sign-in known") };
}

function makePolicyRow(policy: Part<PasswordPolicy>): Node {
  const base: Node = { id: "password/policy", label: l10n.t("Policy"), icon: "checklist", kind: "note" };
  switch (policy.state) {
    case "loading":
      return { ...base, description: l10n.t("loading…") };
    case "denied":
      return { ...base, ...describeDenial(policy.error, "password"), description: l10n.t("not shown to your user ({0})", policy.error.denial?.action ?? "") };
    case "failed":
      return { ...base, description: l10n.t("could not be loaded"), tone: "error", tooltip: escapeMarkdown(policy.error.message) };
    case "absent":
      return {
        ...base,
        description: l10n.t("IAM's default: at least 8 characters of 3 kinds, never expires"),
        tooltip: l10n.t("The account has no policy of its own. IAM's default asks for at least 8 characters, three of: capital letters, small letters, numbers, symbols; and not the account's name or e-mail address."),
      };
    case "ok": {
      const description = describePolicy(policy.value).join(", ");
      return { ...base, description, tooltip: escapeMarkdown(description) };
    }
  }
}

function describePolicy(policy: PasswordPolicy): readonly string[] {
  const kinds = [
    policy.requireUppercase ? l10n.t("capital letters") : undefined,
    policy.requireLowercase ? l10n.t("small letters") : undefined,
    policy.requireNumbers ? l10n.t("numbers") : undefined,
    policy.requireSymbols ? l10n.t("symbols") : undefined,
  ].filter((kind) => kind !== undefined);
  return [
    l10n.t("at least {0} characters", policy.minimumLength),
    ...(kinds.length > 0 ? [l10n.t("with {0}", kinds.join(", "))] : []),
    policy.maximumAgeDays === undefined ? l10n.t("never expires") : l10n.t("expires after {0} days", policy.maximumAgeDays),
    ...(policy.reusePrevention === undefined ? [] : [l10n.t("not one of the last {0}", policy.reusePrevention)]),
    ...(policy.usersMayChange ? [] : [l10n.t("changed by administrators only")]),
  ];
}

/** Of the two sources of the age, a refusal matters only if neither could tell. */
function makeDeniedRows({ loginProfile, passwordReport }: Snapshot): readonly Node[] {
  if (loginProfile.state !== "denied" || valueOf(passwordReport)?.lastChangedAt !== undefined) return [];
  return [{ id: "password/denied", label: l10n.t("When it was created"), icon: "lock", kind: "note", ...describeDenial(loginProfile.error, "password"), description: l10n.t("not shown to your user ({0})", loginProfile.error.denial?.action ?? ""), parts: PARTS }];
}
