import { randomInt } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { Secret } from "../secret.js";
import type { PasswordPolicy } from "./model.js";

/** What is known of the rules for a new password. */
export type PasswordRules =
  | { readonly kind: "own"; readonly policy: PasswordPolicy }
  /** IAM's default. @param accountNames what AWS may call the account, as far as it is known: its number, its alias */
  | { readonly kind: "default"; readonly accountNames: readonly string[] }
  /** The user may not see them, or they could not be loaded: AWS judges. */
  | { readonly kind: "unknown" };

/** Only these count as characters of their kind, though a password may hold others. */
export type CharacterKind = "uppercase" | "lowercase" | "number" | "symbol";

export type PasswordRule =
  | { readonly kind: "minimum"; readonly length: number }
  | { readonly kind: "maximum" | "characters" | "threeKinds" | "accountName" | "notCurrent" }
  | { readonly kind: CharacterKind };

/** A rule, and whether a password meets it. */
export interface RuleCheck {
  readonly rule: PasswordRule;
  readonly isMet: boolean;
}

/** The symbols that count for a policy (IAM User Guide, "Set an account password policy for IAM users"). */
export const SYMBOLS = "!@#$%^&*()_+-=[]{}|'";

/** What IAM demands of every password (IAM API, ChangePassword). */
const MAXIMUM_LENGTH = 128;
// eslint-disable-next-line no-control-regex -- IAM's own pattern
const CHARACTERS = /^[\u0009\u000A\u000D\u0020-\u00FF]*$/;

/** IAM's default policy (IAM User Guide, "Default password policy"). */
const DEFAULT_MINIMUM_LENGTH = 8;
const DEFAULT_KINDS = 3;

const HOLDS: Readonly<Record<CharacterKind, (password: string) => boolean>> = {
  uppercase: (password) => /[A-Z]/.test(password),
  lowercase: (password) => /[a-z]/.test(password),
  number: (password) => /[0-9]/.test(password),
  symbol: (password) => Array.from(password).some((character) => SYMBOLS.includes(character)),
};
const KINDS = Object.keys(HOLDS) as readonly CharacterKind[];

/** The rules that can be judged here, in the order in which they are told. */
function listRules(rules: PasswordRules): readonly PasswordRule[] {
  const everywhere: readonly PasswordRule[] = [{ kind: "maximum" }, { kind: "characters" }, { kind: "notCurrent" }];
  switch (rules.kind) {
    case "own":
      return [{ kind: "minimum", length: rules.policy.minimumLength }, ...listRequiredKinds(rules.policy).map((kind) => ({ kind })), ...everywhere];
    case "default":
      return [{ kind: "minimum", length: DEFAULT_MINIMUM_LENGTH }, { kind: "threeKinds" }, { kind: "accountName" }, ...everywhere];
    case "unknown":
      return [{ kind: "minimum", length: 1 }, ...everywhere];
  }
}

/** The kinds of characters of which a policy asks for at least one. */
export function listRequiredKinds(policy: PasswordPolicy): readonly CharacterKind[] {
  const required: Readonly<Record<CharacterKind, boolean>> = {
    uppercase: policy.requireUppercase,
    lowercase: policy.requireLowercase,
    number: policy.requireNumbers,
    symbol: policy.requireSymbols,
  };
  return KINDS.filter((kind) => required[kind]);
}

/**
 * Judges a new password by every rule that can be judged here. AWS has the last word: it alone knows earlier passwords
 * and the account's e-mail address.
 */
export function checkPassword(rules: PasswordRules, password: string, current: string): readonly RuleCheck[] {
  return listRules(rules).map((rule) => ({ rule, isMet: isMet(rule, rules, password, current) }));
}

function isMet(rule: PasswordRule, rules: PasswordRules, password: string, current: string): boolean {
  switch (rule.kind) {
    case "minimum":
      return password.length >= rule.length;
    case "maximum":
      return password.length <= MAXIMUM_LENGTH;
    case "characters":
      return CHARACTERS.test(password);
    case "threeKinds":
      return KINDS.filter((kind) => HOLDS[kind](password)).length >= DEFAULT_KINDS;
    case "accountName":
      return rules.kind !== "default" || !rules.accountNames.some((name) => name.toLowerCase() === password.toLowerCase());
    case "notCurrent":
      return password !== "" && password !== current;
    default:
      return HOLDS[rule.kind](password);
  }
}

/** Whether IAM takes a text as a password at all, whatever the account's rules. */
export function isPassword(text: string): boolean {
  return text !== "" && text.length <= MAXIMUM_LENGTH && CHARACTERS.test(text);
}

/** A rule in words, as it is ticked off. */
export function describeRule(rule: PasswordRule): string {
  switch (rule.kind) {
    case "minimum":
      return rule.length === 1 ? l10n.t("1 or more characters") : l10n.t("{0} or more characters", rule.length);
    case "maximum":
      return l10n.t("{0} characters at most", MAXIMUM_LENGTH);
    case "characters":
      return l10n.t("none of the characters that AWS does not take, such as € or emoji");
    case "threeKinds":
      return l10n.t("three of: capital letter (A–Z), small letter (a–z), number (0–9), symbol ({0})", listSymbols());
    case "accountName":
      return l10n.t("not the account's name");
    case "notCurrent":
      return l10n.t("not the current password");
    default:
      return describeKind(rule.kind);
  }
}

export function describeKind(kind: CharacterKind): string {
  switch (kind) {
    case "uppercase":
      return l10n.t("a capital letter (A–Z)");
    case "lowercase":
      return l10n.t("a small letter (a–z)");
    case "number":
      return l10n.t("a number (0–9)");
    case "symbol":
      return l10n.t("a symbol ({0})", listSymbols());
  }
}

/** Apart, so that each can be told from its neighbours. */
export function listSymbols(): string {
  return Array.from(SYMBOLS).join(" ");
}

/** What AWS alone can judge, in a sentence; `undefined`: nothing. */
export function describeAwsShare(rules: PasswordRules): string | undefined {
  switch (rules.kind) {
    case "own": {
      const { reusePrevention } = rules.policy;
      return reusePrevention === undefined || reusePrevention < 2 ? undefined : l10n.t("AWS also checks that it is not one of your last {0}.", reusePrevention);
    }
    case "default":
      return l10n.t("AWS also refuses the account's name and e-mail address.");
    case "unknown":
      return l10n.t("The account's rules are not known here: AWS checks them.");
  }
}

/** Without those that are taken for another: 0 and O, 1, l and I. */
const GENERATED: Readonly<Record<CharacterKind, string>> = {
  uppercase: "ABCDEFGHJKLMNPQRSTUVWXYZ",
  lowercase: "abcdefghijkmnpqrstuvwxyz",
  number: "23456789",
  // No quotes, bars, brackets or accents: they are changed by word processors, or dead keys on many keyboards.
  symbol: "!@#%*_+-=",
};
const LETTERS = GENERATED.uppercase + GENERATED.lowercase;
const ALL = Object.values(GENERATED).join("");

const GENERATED_LENGTH = 20;
const LENGTH_TO_SPARE = 8;
const EACH_KIND = 2;

/** Makes a password that meets the rules with room to spare: those of IAM's default policy too, should they be unknown. */
export function generatePassword(rules: PasswordRules): Secret {
  const minimum = rules.kind === "own" ? rules.policy.minimumLength : DEFAULT_MINIMUM_LENGTH;
  const length = Math.min(MAXIMUM_LENGTH, Math.max(minimum + LENGTH_TO_SPARE, GENERATED_LENGTH));
  const rest = KINDS.flatMap((kind) => Array.from({ length: EACH_KIND }, () => pick(GENERATED[kind])));
  while (rest.length < length - 1) rest.push(pick(ALL));
  // A letter first: spreadsheets and shells give a meaning to some symbols there.
  return new Secret(pick(LETTERS) + shuffle(rest).join(""));
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffle(characters: readonly string[]): readonly string[] {
  const left = [...characters];
  return characters.map(() => left.splice(randomInt(left.length), 1)[0] ?? "");
}
