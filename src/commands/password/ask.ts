import * as l10n from "@vscode/l10n";
import { checkPassword, describeAwsShare, describeRule, generatePassword, isPassword, type PasswordRules, type RuleCheck } from "../../iam/passwordRules.js";
import type { Secret } from "../../secret.js";
import type { InputNote, Ui } from "../context.js";
import type { Draft } from "./draft.js";

export function isSame(one: Secret | undefined, other: Secret | undefined): boolean {
  return one !== undefined && one.reveal() === other?.reveal();
}

export function askCurrentPassword(ui: Ui, { problem }: Draft, rules: PasswordRules): Promise<Secret> {
  const isForbidden = rules.kind === "own" && !rules.policy.usersMayChange;
  const forbidden = l10n.t("The account's policy does not let all users change their passwords; AWS agrees only if a policy of your own allows it.");
  const question = l10n.t("The current password, with which you sign in to the AWS console:");
  return ui.password({
    title: l10n.t("Change console password (1 of 3)"),
    prompt: problem === undefined ? join(isForbidden ? forbidden : undefined, question) : join(problem, l10n.t("Once more; the new one is kept:")),
    note: (value) => {
      if (value === "") return { text: l10n.t("Type the current password."), isAccepted: false };
      return isPassword(value) ? undefined : { text: l10n.t("No AWS password is this long or holds such characters."), isAccepted: false };
    },
  });
}

export function askNewPassword(ui: Ui, current: Secret, { previous, refused, generated, problem }: Draft, rules: PasswordRules): Promise<Secret> {
  return ui.password({
    title: l10n.t("Change console password (2 of 3)"),
    prompt: join(problem, l10n.t("The new password:")),
    ...(previous === undefined ? {} : { value: previous }),
    note: (value) => {
      const told = tickOff(rules, checkPassword(rules, value, current.reveal()));
      if (!refused.some((each) => each.reveal() === value)) return told;
      return { text: `○ ${l10n.t("not the one that AWS has refused")} · ${told.text}`, isAccepted: false };
    },
    generate: () => {
      const made = generatePassword(rules);
      generated.push(made);
      return made;
    },
  });
}

export async function confirmNewPassword(ui: Ui, wanted: Secret): Promise<void> {
  await ui.password({
    title: l10n.t("Change console password (3 of 3)"),
    prompt: l10n.t("The new password once more, from where you keep it:"),
    note: (value) => {
      if (value === wanted.reveal()) return { text: l10n.t("✓ the same as the new password"), isAccepted: true };
      const isBeginning = wanted.reveal().startsWith(value);
      return { text: isBeginning ? l10n.t("○ the same as the new password, so far") : l10n.t("✗ not the same as the new password"), isAccepted: false };
    },
  });
}

/** Every rule in words, with a sign before it that does not depend on colour. */
function tickOff(rules: PasswordRules, checks: readonly RuleCheck[]): InputNote {
  // Rules that hardly anybody breaks are told only to those who do.
  const told = checks.filter(({ rule, isMet }) => !isMet || !["maximum", "characters", "accountName"].includes(rule.kind));
  const ticks = told.map(({ rule, isMet }) => `${isMet ? "✓" : "○"} ${describeRule(rule)}`).join(" · ");
  const share = describeAwsShare(rules);
  const missing = checks.filter(({ isMet }) => !isMet).map(({ rule }) => describeRule(rule));
  return {
    text: share === undefined ? ticks : `${ticks}. ${share}`,
    isAccepted: missing.length === 0,
    ...(missing.length > 0 ? { missing: l10n.t("Still missing: {0}", missing.join(" · ")) } : {}),
  };
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
