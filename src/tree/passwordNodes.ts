import * as l10n from "@vscode/l10n";
import type { AwsError } from "../iam/errors.js";
import type { PasswordPolicy } from "../iam/model.js";
import { describeKind, listRequiredKinds, listSymbols } from "../iam/passwordRules.js";
import { daysBetween, daysUntilExpiry, EXPIRY_WARNING_DAYS } from "../iam/rules.js";
import { valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { describeDenial, describeFailure, isWithoutMfa, makeLoadingNode } from "./partNode.js";
import { escapeMarkdown, type Node } from "./node.js";
import { formatFully, formatTime, type Moment } from "../words/time.js";

const PARTS = ["user", "loginProfile", "passwordPolicy", "passwordReport"] as const;

/** Two sources that tell of the same change differ by the seconds that it took. */
const SAME_CHANGE_MS = 60_000;

/**
 * The console password. IAM does not say plainly how old it is: the credential report does, where one may read it; this
 * extension knows of the changes made here; a login profile only says since when there is a password at all. The row says
 * which of these it is.
 * @param changedHereAt when this extension last changed the password
 */
export function makePasswordNode(snapshot: Snapshot, changedHereAt: Date | undefined, moment: Moment): Node {
  const base: Node = { id: "password", label: l10n.t("Console password"), icon: "lock", kind: "password", parts: PARTS };
  const { loginProfile, passwordReport } = snapshot;
  const change = findLastChange(snapshot, changedHereAt);
  const isLoading = loginProfile.state === "loading" || (passwordReport.state === "loading" && loginProfile.state !== "ok" && change === undefined);
  if (isLoading) return { ...base, icon: "loading~spin", description: l10n.t("loading…"), kind: "password.loading", children: [makeLoadingNode("password")] };
  const policyRow = makePolicyRow(snapshot.passwordPolicy);
  if (hasNoPassword(snapshot)) {
    const tooltip = l10n.t("This user has no password and cannot sign in to the AWS console.");
    return { ...base, kind: "password.none", description: l10n.t("none"), tooltip, tone: "quiet", children: [makeNoneRow()] };
  }
  const lastUsedRow = makeLastUsedRow(snapshot, moment);
  const failure = change === undefined ? findFailure(snapshot) : undefined;
  if (failure !== undefined) {
    const looks = describeFailure(failure, "password", PARTS, [lastUsedRow, policyRow]);
    return { ...base, ...looks, ...(isWithoutMfa(failure) ? {} : { description: l10n.t("could not be loaded") }) };
  }
  const age = describeAge(snapshot, change, moment);
  const expiry = describeExpiry(snapshot, change, moment);
  const words = [valueOf(loginProfile)?.resetRequired === true ? l10n.t("must be changed at the next sign-in") : undefined, age.short, expiry?.text];
  const description = words.filter((word) => word !== undefined).join(" · ");
  const source = [age.source, expiry?.consequence].filter((sentence) => sentence !== undefined).join(" ");
  return {
    ...base,
    description,
    tone: expiry?.soon === true ? "warning" : undefined,
    tooltip: source,
    spoken: l10n.t("Console password, {0}. {1}", description, source),
    children: [makeAgeRow(age), lastUsedRow, policyRow, ...makeDeniedRows(snapshot, change)],
  };
}

function makeNoneRow(): Node {
  const label = l10n.t("None. With one you sign in to the AWS console; an administrator can give you one.");
  return { id: "password/none", label, icon: "info", tone: "quiet", kind: "note", tooltip: escapeMarkdown(label) };
}

/** A change of the password that is known of, and from whom. */
type Change = { readonly at: Date } & ({ readonly from: "report"; readonly madeAt: Date | undefined } | { readonly from: "here" });

/**
 * The newest change that is known of. A report can be hours old, and a change made here can have been followed by one made
 * elsewhere. Neither counts for a password that an administrator gave since, which is a new one.
 */
function findLastChange({ loginProfile, passwordReport }: Snapshot, changedHereAt: Date | undefined): Change | undefined {
  const report = valueOf(passwordReport);
  const reported: Change | undefined = report?.lastChangedAt && { at: report.lastChangedAt, from: "report", madeAt: report.generatedAt };
  const here: Change | undefined = changedHereAt && { at: changedHereAt, from: "here" };
  const newest = here !== undefined && (reported === undefined || here.at > reported.at) ? here : reported;
  const createdAt = valueOf(loginProfile)?.createdAt;
  const isOutdated = newest !== undefined && createdAt !== undefined && createdAt.getTime() - newest.at.getTime() > SAME_CHANGE_MS;
  return isOutdated ? undefined : newest;
}

interface Age {
  readonly short: string;
  readonly source: string;
}

/** What IAM says of the login profile is newer than any report. */
function hasNoPassword({ loginProfile }: Snapshot): boolean {
  return loginProfile.state === "absent";
}

/** Why no source told of the password, if a fault stood in the way: that is not the same as not being allowed to. */
function findFailure({ loginProfile, passwordReport }: Snapshot): Error | undefined {
  if (valueOf(loginProfile) !== undefined || valueOf(passwordReport) !== undefined) return undefined;
  return [loginProfile, passwordReport].find((part) => part.state === "failed")?.error;
}

function describeAge(snapshot: Snapshot, change: Change | undefined, moment: Moment): Age {
  if (change !== undefined) return { short: describeDays(daysBetween(change.at, moment.now)), source: describeSource(change, moment) };
  const createdAt = valueOf(snapshot.loginProfile)?.createdAt;
  if (createdAt !== undefined) {
    return {
      short: l10n.t("created {0}", formatTime(createdAt, moment)),
      source: l10n.t("AWS tells your user when the password was first set ({0}), not when it was last changed.", formatFully(createdAt, moment)),
    };
  }
  const mayWantMfa = snapshot.loginProfile.state === "denied" && snapshot.loginProfile.error.denial?.mayWantMfa === true;
  return { short: l10n.t("age not known"), source: mayWantMfa ? l10n.t("Without MFA your user may not read how old the password is.") : l10n.t("Your user may not read how old the password is.") };
}

function describeSource(change: Change, moment: Moment): string {
  if (change.from === "here") return l10n.t("Changed here, {0}.", formatFully(change.at, moment));
  return change.madeAt === undefined
    ? l10n.t("According to the account's credential report.")
    : l10n.t("According to the account's credential report, made {0}.", formatTime(change.madeAt, moment));
}

function describeDays(days: number): string {
  if (days === 0) return l10n.t("changed today");
  return days === 1 ? l10n.t("changed yesterday") : l10n.t("changed {0} days ago", days);
}

interface Expiry {
  readonly text: string;
  readonly soon: boolean;
  /** What it means, where that is worse than a new password at the next sign-in. */
  readonly consequence: string | undefined;
}

/** Only a known change date gives an expiry: one counted from the first password would be wrong. */
function describeExpiry(snapshot: Snapshot, change: Change | undefined, { now }: Moment): Expiry | undefined {
  const policy = valueOf(snapshot.passwordPolicy);
  if (policy === undefined || change === undefined) return undefined;
  const days = daysUntilExpiry(change.at, policy, now);
  if (days === undefined) return undefined;
  const consequence = policy.hardExpiry ? l10n.t("Once it has expired, only an administrator can set a new one.") : undefined;
  if (days <= 0) return { text: l10n.t("expired"), soon: true, consequence };
  return { text: days === 1 ? l10n.t("expires within a day") : l10n.t("expires in {0} days", days), soon: days <= EXPIRY_WARNING_DAYS, consequence };
}

function makeAgeRow(age: Age): Node {
  return { id: "password/age", label: l10n.t("Age"), description: age.short, tooltip: age.source, icon: "history", kind: "note", spoken: `${age.short}. ${age.source}` };
}

function makeLastUsedRow({ user, loginProfile }: Snapshot, moment: Moment): Node {
  const base: Node = { id: "password/lastUsed", label: l10n.t("Last used"), icon: "clock", kind: "note" };
  if (user.state === "denied") return { ...base, ...describeHidden(user.error) };
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
      return { ...base, ...describeHidden(policy.error) };
    case "failed": {
      const failed: Node = { ...base, description: l10n.t("could not be loaded"), tone: "error", tooltip: escapeMarkdown(policy.error.message) };
      return policy.previous === undefined ? failed : { ...failed, description: l10n.t("could not be refreshed"), children: makeRuleRows(policy.previous) };
    }
    case "absent":
      return {
        ...base,
        description: l10n.t("IAM's default: at least 8 characters of 3 kinds, never expires"),
        tooltip: l10n.t("The account has no policy of its own. IAM's default asks for at least 8 characters, three of: capital letters, small letters, numbers, symbols; and not the account's name or e-mail address."),
        children: makeDefaultRuleRows(),
      };
    case "ok": {
      const description = describePolicy(policy.value).join(", ");
      return { ...base, description, tooltip: escapeMarkdown(description), children: makeRuleRows(policy.value) };
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

/** The policy as a whole: one row a rule, what it does not ask for included where that says something. */
function makeRuleRows(policy: PasswordPolicy): readonly Node[] {
  const { maximumAgeDays, hardExpiry, reusePrevention, usersMayChange } = policy;
  const afterExpiry = hardExpiry
    ? l10n.t("Once expired, only an administrator can set a new one")
    : l10n.t("Once expired, it is changed at the next sign-in");
  return [
    makeRuleRow("length", l10n.t("{0} to 128 characters", policy.minimumLength)),
    ...listRequiredKinds(policy).map((kind) => makeRuleRow(kind, l10n.t("With {0}", describeKind(kind)))),
    makeRuleRow("expiry", maximumAgeDays === undefined ? l10n.t("Never expires") : l10n.t("Expires after {0} days", maximumAgeDays)),
    ...(maximumAgeDays === undefined ? [] : [makeRuleRow("afterExpiry", afterExpiry)]),
    makeRuleRow("reuse", reusePrevention === undefined ? l10n.t("Earlier passwords may be used again") : l10n.t("Not one of the last {0} passwords", reusePrevention)),
    makeRuleRow("change", usersMayChange ? l10n.t("All users may change their own password") : l10n.t("Users change their password only if a policy of their own allows it (iam:ChangePassword)")),
  ];
}

/** Source: IAM User Guide, "Default password policy". */
function makeDefaultRuleRows(): readonly Node[] {
  return [
    makeRuleRow("length", l10n.t("{0} to 128 characters", 8)),
    makeRuleRow("kinds", l10n.t("Three of: capital letters (A–Z), small letters (a–z), numbers (0–9), symbols ({0})", listSymbols())),
    makeRuleRow("accountName", l10n.t("Not the account's name or e-mail address")),
    makeRuleRow("expiry", l10n.t("Never expires")),
    makeRuleRow("reuse", l10n.t("Earlier passwords may be used again")),
  ];
}

function makeRuleRow(id: string, label: string): Node {
  return { id: `password/policy/${id}`, label, icon: "check", kind: "note", tooltip: escapeMarkdown(label) };
}

/** Of the sources of the age, a refusal matters only if none could tell. */
function makeDeniedRows({ loginProfile }: Snapshot, change: Change | undefined): readonly Node[] {
  if (loginProfile.state !== "denied" || change !== undefined) return [];
  return [{ id: "password/denied", label: l10n.t("When it was created"), icon: "lock", kind: "note", ...describeHidden(loginProfile.error), parts: PARTS }];
}

function describeHidden(error: AwsError): Partial<Node> {
  const looks = describeDenial(error, "password");
  return error.denial?.mayWantMfa === true ? looks : { ...looks, description: l10n.t("not shown to your user ({0})", error.denial?.action ?? "") };
}
