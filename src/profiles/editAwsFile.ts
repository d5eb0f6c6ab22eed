import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { Secret } from "../secret.js";
import { parseAwsFile, sectionsOf, settingsOf, withoutComment } from "./awsFile.js";
import type { AwsFile, AwsFileKind, AwsSection } from "./awsFile.js";
import { whyNotAProfileName, writeProfileHeader } from "./sectionHeader.js";

/** New values by key name; undefined removes the key. */
export type ProfileKeys = Readonly<Record<string, string | undefined>>;

/**
 * The text with a profile's keys set. Only those keys' lines change, and those keep the white space around `=` and their
 * inline comment; everything else stays byte for byte. Where a key occurs more than once, the occurrence that counts is
 * edited, and a removal removes all. New keys follow the section's last key; a new profile follows the whole text.
 *
 * @throws UserError when the format cannot hold the name or a value, or when the file is so odd that the edit would
 * change what another line means.
 */
export function setProfileKeys(text: string, kind: AwsFileKind, profileName: string, keys: ProfileKeys): string {
  checkName(profileName);
  Object.entries(keys).forEach(([name, value]) => checkValue(name, value));
  const before = parseAwsFile(text, kind);
  const sections = sectionsOf(before, "profile", profileName);
  const target = sections.at(-1);
  const edited =
    target === undefined ? appendProfile(text, kind, profileName, keys) : editSections(text, sections, target, keys);
  checkOutcome(before, parseAwsFile(edited, kind), profileName, keys);
  return edited;
}

function checkName(profileName: string): void {
  const problem = whyNotAProfileName(profileName);
  if (problem !== undefined) {
    throw new UserError(problem, { hint: l10n.t("Choose another name for the profile.") });
  }
}

/** A value must come back as it went in: the dialect has no way to quote or escape. */
function checkValue(name: string, value: string | undefined): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const cannotBeHeld = /^$|^\s|\s$|[\u0000-\u001f\u007f\u2028\u2029]|(?:^|\s)[#;]/;
  if (value !== undefined && cannotBeHeld.test(value)) {
    throw new UserError(l10n.t("An AWS file cannot hold this value of {0}.", name), {
      hint: l10n.t("A value cannot be empty, begin or end with a space, or hold a line break or a comment."),
    });
  }
}

function appendProfile(text: string, kind: AwsFileKind, profileName: string, keys: ProfileKeys): string {
  const eol = eolOf(text);
  const lines = newLines(keys, Object.keys(keys), eol);
  if (lines.length === 0) {
    return text;
  }
  const closed = text === "" || text === "\ufeff" || text.endsWith("\n") ? text : text + eol;
  const gap = /(?:^\ufeff?|\n)[^\S\n]*\r?\n$/.test(closed) || closed.length < 2 ? "" : eol;
  return [closed, gap, writeProfileHeader(profileName, kind), eol, ...lines].join("");
}

function editSections(text: string, sections: readonly AwsSection[], target: AwsSection, keys: ProfileKeys): string {
  const lines = text.split(/(?<=\n)/);
  const eol = eolOf(text);
  const missing: string[] = [];
  for (const [name, value] of Object.entries(keys)) {
    const occurrences = sections.flatMap((section) => section.keys.filter((key) => key.name === name));
    if (value === undefined) {
      occurrences.forEach((key) => dropLines(lines, key.lines));
      continue;
    }
    const inForce = occurrences.at(-1);
    if (inForce === undefined) {
      missing.push(name);
    } else {
      lines[inForce.line - 1] = replaceValue(lines[inForce.line - 1] ?? "", value);
      dropLines(lines, inForce.lines.slice(1));
    }
  }
  insertAfter(lines, target.lastLine, newLines(keys, missing, eol), eol);
  return lines.join("");
}

/** Blanks rather than removes, so that line numbers hold while the edit goes on. */
function dropLines(lines: string[], numbers: readonly number[]): void {
  numbers.forEach((number) => (lines[number - 1] = ""));
}

function insertAfter(lines: string[], number: number, added: readonly string[], eol: string): void {
  if (added.length === 0) {
    return;
  }
  const previous = lines[number - 1] ?? "";
  lines[number - 1] = (previous === "" || previous.endsWith("\n") ? previous : previous + eol) + added.join("");
}

function newLines(keys: ProfileKeys, names: readonly string[], eol: string): string[] {
  return names.flatMap((name) => {
    const value = keys[name];
    return value === undefined ? [] : [`${name} = ${value}${eol}`];
  });
}

function replaceValue(line: string, value: string): string {
  const bare = withoutComment(line).trimEnd();
  const afterEquals = bare.indexOf("=") + 1;
  const head = bare.slice(0, afterEquals);
  const spaces = afterEquals === bare.length ? (/\s=$/.test(head) ? " " : "") : (/^\s*/.exec(bare.slice(afterEquals))?.[0] ?? "");
  return head + spaces + value + line.slice(bare.length);
}

function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/**
 * Reads the outcome back: indentation lets a line change what the next one means (an indented line becomes a sub-key
 * once the plain key before it is gone), and no edit of a credentials file is worth such a surprise.
 */
function checkOutcome(before: AwsFile, after: AwsFile, profileName: string, keys: ProfileKeys): void {
  const expected = flatten(before);
  for (const [name, value] of Object.entries(keys)) {
    const own = flatKey("profile", profileName, name);
    [...expected.keys()].filter((key) => key === own || key.startsWith(`${own}.`)).forEach((key) => expected.delete(key));
    if (value !== undefined) {
      expected.set(own, value);
    }
  }
  const actual = flatten(after);
  if (actual.size !== expected.size || [...expected].some(([key, value]) => actual.get(key) !== value)) {
    throw new UserError(l10n.t("This profile cannot be changed safely, because of odd indentation in its section: {0}", profileName), {
      hint: l10n.t("Let every key of the section begin at the start of its line, then try again."),
    });
  }
}

function flatten(file: AwsFile): Map<string, string> {
  const flat = new Map<string, string>();
  for (const section of file.sections) {
    for (const [name, { value }] of settingsOf(file, section.kind, section.name)) {
      flat.set(flatKey(section.kind, section.name, name), value instanceof Secret ? value.reveal() : value);
    }
  }
  return flat;
}

function flatKey(kind: string, section: string, key: string): string {
  return `${kind}\n${section}\n${key}`;
}
