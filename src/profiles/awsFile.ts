import * as l10n from "@vscode/l10n";
import { Secret } from "../secret.js";
import { readHeader } from "./sectionHeader.js";
import type { AwsFileKind, AwsSectionKind } from "./sectionHeader.js";
import { isSecretKey } from "./secretKeys.js";

export type { AwsFileKind, AwsSectionKind } from "./sectionHeader.js";

/** Something the AWS dialect does not allow. `message` quotes no values: they may be secrets. */
export interface AwsFileProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** One `name = value` line. */
export interface AwsKey {
  readonly name: string;
  /** A {@link Secret} when the name says so ({@link isSecretKey}); empty when sub-keys follow (`iam =`). */
  readonly value: string | Secret;
  /** 1-based. */
  readonly line: number;
  /** All lines that go with the key: its own, then indented sub-keys and continuations. 1-based. */
  readonly lines: readonly number[];
  /** Sub-keys, later ones last: `endpoint_url` of `iam =`, newline, `  endpoint_url = …`. */
  readonly nested: readonly AwsKey[];
}

/** One `[header]` and what follows it. A name may occur in several sections: {@link settingsOf} merges them. */
export interface AwsSection {
  readonly kind: AwsSectionKind;
  /** Without `profile `, `sso-session ` or `services ` and without quotes. */
  readonly name: string;
  /** `[profile default]` rather than `[default]`: the former wins over the latter as a whole. */
  readonly prefixed: boolean;
  /** The header's line, 1-based. */
  readonly line: number;
  /** The last line that is neither blank nor a comment, readable or not: new keys go after it. 1-based. */
  readonly lastLine: number;
  readonly keys: readonly AwsKey[];
  /** When the session ends that `aws configure mfa-login` wrote, as the comment says that it leaves there. */
  readonly mfaLoginEnds: Date | undefined;
}

/** A parsed file. It does not hold the text: edits go line by line ({@link AwsKey.line}) into the text they came from. */
export interface AwsFile {
  readonly kind: AwsFileKind;
  /** In the order of the file. */
  readonly sections: readonly AwsSection[];
  /** The same by {@link sectionKey}: there are people with hundreds of profiles. */
  readonly sectionsByKey: ReadonlyMap<string, readonly AwsSection[]>;
  readonly problems: readonly AwsFileProblem[];
}

interface OpenKey extends AwsKey {
  readonly lines: number[];
  readonly nested: OpenKey[];
}

interface OpenSection extends AwsSection {
  lastLine: number;
  mfaLoginEnds: Date | undefined;
  readonly keys: OpenKey[];
}

/**
 * Reads one shared file. Never throws: what it cannot read becomes a problem, and the rest is still there.
 *
 * It is ours because no ini library on npm speaks this dialect and keeps line numbers: `ini` and its kin lose comments,
 * unescape `;` and quotes in values, and know neither inline comments after white space nor AWS's sub-keys;
 * `@smithy/core`'s loader reads into a bare map, swallows every error and belongs to the SDK's bundle. What a line means
 * follows that loader (`parseIni`), since the SDK is what uses these profiles; a test holds the two side by side. What
 * only the AWS CLI refuses (Python's configparser: duplicates, stray indentation) is a problem, not a different reading.
 */
export function parseAwsFile(text: string, kind: AwsFileKind): AwsFile {
  const parser = new Parser(kind);
  text.split(/\r?\n/).forEach((line, index) => parser.read(line, index + 1));
  return { kind, sections: parser.sections, sectionsByKey: parser.sectionsByKey, problems: parser.problems };
}

/** The keys in force for a name, a later section's or line's value over an earlier one's; sub-keys as `iam.endpoint_url`. */
export function settingsOf(file: AwsFile, kind: AwsSectionKind, name: string): Map<string, AwsKey> {
  const settings = new Map<string, AwsKey>();
  for (const section of sectionsOf(file, kind, name)) {
    for (const key of section.keys) {
      if (key.value !== "") {
        settings.set(key.name, key);
      }
      key.nested.forEach((nested) => settings.set(`${key.name}.${nested.name}`, nested));
    }
  }
  return settings;
}

/**
 * The sections that count for a name. `[profile default]` makes the SDK forget `[default]` altogether, unless there is
 * nothing in it.
 */
export function sectionsOf(file: AwsFile, kind: AwsSectionKind, name: string): AwsSection[] {
  const named = file.sectionsByKey.get(sectionKey(kind, name)) ?? [];
  const prefixed = named.filter((section) => section.prefixed);
  const bare = named.filter((section) => !section.prefixed);
  return bare.length === 0 || prefixed.some(holdsSomething) ? prefixed : bare;
}

/** No header can hold a line break. */
export function sectionKey(kind: AwsSectionKind, name: string): string {
  return `${kind}\n${name}`;
}

function holdsSomething(section: AwsSection): boolean {
  return section.keys.some((key) => key.value !== "" || key.nested.length > 0);
}

/** The text without an inline comment: `#` and `;` count at the start of a line and after white space. */
export function withoutComment(line: string): string {
  return line.split(/(?:^|\s)[;#]/, 1)[0] ?? "";
}

/** Source: awscli/customizations/configure/mfalogin.py. */
const MFA_LOGIN_COMMENT = /^#expiration = # Credentials expire at: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/;

class Parser {
  readonly sections: OpenSection[] = [];
  readonly sectionsByKey = new Map<string, OpenSection[]>();
  readonly problems: AwsFileProblem[] = [];
  /** Lines after a header that cannot be read belong to nobody: neither to the section before nor to a guess. */
  #section: OpenSection | "unreadable" | undefined;
  #parent: OpenKey | undefined;
  #last: { readonly key: OpenKey; readonly indent: number } | undefined;
  #isStray = false;

  constructor(private readonly kind: AwsFileKind) {}

  read(line: string, number: number): void {
    const content = withoutComment(line).trim();
    if (content === "") {
      this.#readComment(line);
    } else if (content.startsWith("[")) {
      this.#readHeader(content, number);
    } else if (this.#section === undefined) {
      this.#reportStray(number);
    } else if (this.#section !== "unreadable") {
      this.#section.lastLine = number;
      this.#readKey(this.#section, line, content, number);
    }
  }

  #readComment(line: string): void {
    const [, date, time] = MFA_LOGIN_COMMENT.exec(line) ?? [];
    if (date !== undefined && time !== undefined && typeof this.#section === "object") {
      this.#section.mfaLoginEnds = new Date(`${date}T${time}Z`);
    }
  }

  /** Once for all the lines there: what is wrong with the first is wrong with the others. */
  #reportStray(number: number): void {
    if (!this.#isStray) {
      this.#report(number, l10n.t("This line comes before the first [section], so nothing reads it."));
    }
    this.#isStray = true;
  }

  #readHeader(content: string, number: number): void {
    this.#parent = undefined;
    this.#last = undefined;
    this.#section = "unreadable";
    const { header, problem } = readHeader(content, this.kind);
    if (problem !== undefined) {
      this.#report(number, problem);
    }
    if (header !== undefined) {
      const key = sectionKey(header.kind, header.name);
      const namesakes = this.sectionsByKey.get(key) ?? [];
      const earlier = namesakes.find((other) => other.prefixed === header.prefixed);
      if (earlier !== undefined) {
        const message = l10n.t("This section is already there, on line {0}: SDKs merge the two, but the AWS CLI refuses the whole file.", earlier.line);
        this.#report(number, message);
      }
      this.#section = { ...header, line: number, lastLine: number, keys: [], mfaLoginEnds: undefined };
      this.sections.push(this.#section);
      this.sectionsByKey.set(key, [...namesakes, this.#section]);
    }
  }

  #readKey(section: OpenSection, line: string, content: string, number: number): void {
    const equals = content.indexOf("=");
    const indented = line.trimStart() !== line;
    if (equals === -1 && indented && this.#last !== undefined) {
      // A value's continuation. The SDK for JavaScript leaves it out of the value; it still goes when the key goes.
      this.#last.key.lines.push(number);
      if (this.#parent !== this.#last.key) {
        this.#parent?.lines.push(number);
      }
      return;
    }
    if (equals < 1) {
      const missing = equals === -1 ? l10n.t("This line has no “=”.") : l10n.t("This line has no name before the “=”.");
      this.#report(number, missing);
      return;
    }
    this.#addKey(section, content.slice(0, equals).trim(), content.slice(equals + 1).trim(), line, number);
  }

  #addKey(section: OpenSection, name: string, value: string, line: string, number: number): void {
    const indent = line.length - line.trimStart().length;
    if (value === "" || indent === 0) {
      this.#parent = undefined;
    }
    const siblings = this.#parent?.nested ?? section.keys;
    if (this.#parent === undefined) {
      this.#reportOddities(section, name, indent, number);
    }
    const key: OpenKey = { name, value: isSecretKey(name) && value !== "" ? new Secret(value) : value, line: number, lines: [number], nested: [] };
    siblings.push(key);
    this.#parent?.lines.push(number);
    if (value === "") {
      this.#parent = key;
    }
    this.#last = { key, indent };
  }

  #reportOddities(section: OpenSection, name: string, indent: number, number: number): void {
    const earlier = section.keys.find((key) => key.name === name);
    if (earlier !== undefined) {
      const message = l10n.t("The same key is already there, on line {0}: SDKs take the later one, but the AWS CLI refuses the whole file.", earlier.line);
      this.#report(number, message);
    }
    if (this.#last !== undefined && this.#last.key.value !== "" && indent > this.#last.indent) {
      const message = l10n.t("This line is indented further than line {0}, so the AWS CLI takes it for a part of that line’s value.", this.#last.key.line);
      this.#report(number, message);
    }
  }

  #report(line: number, message: string): void {
    this.problems.push({ line, message });
  }
}
