import { asBytes } from "./changeConfigFile.js";

/** A value in the text of a configuration file of Git's, and where it stands there. */
export interface ConfigValue {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

// Source: git-config(1), "Syntax", and Git's config.c for what that leaves open.
const SPACE = /[ \t\r\n]*/y;
const COMMENT = /[#;][^\n]*/y;
/** `[remote "origin"]`, or the old `[remote.origin]`; a variable may follow in the same line. */
const HEADER = /\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?\]/y;
/** Without `=` it is true. */
const VARIABLE = /([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:=[ \t]*|(?=\r?(?:\n|$)))/y;
/** Up to a comment or the end of the line, which a backslash takes away. */
const VALUE = /(?:[^"\\\n;#]+|\\(?:\r?\n|[^\n])|"(?:[^"\\\n]|\\(?:\r?\n|[^\n]))*")*/y;
const BYTE_ORDER_MARK = asBytes("\uFEFF");

/**
 * Finds all values of a variable, in the file's order.
 * @param text one of bytes (latin1), as of changeConfigFile
 * @param subsection as Git tells it: the name of a remote
 * @returns `undefined` for a text that Git could not read either
 */
export function findConfigValues(text: string, section: string, subsection: string, variable: string): readonly ConfigValue[] | undefined {
  const found: ConfigValue[] = [];
  let position = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(text) ?? undefined;
    if (match !== undefined) position = pattern.lastIndex;
    return match;
  };
  let isInSection = false;
  for (;;) {
    take(SPACE);
    if (position === text.length) return found;
    if (take(COMMENT) !== undefined) continue;
    const header = take(HEADER);
    if (header !== undefined) {
      isInSection = isHeaderOf(header, section, asBytes(subsection));
      continue;
    }
    const name = take(VARIABLE)?.[1];
    if (name === undefined) return undefined;
    const start = position;
    // Only these are space to Git: others may be a part of a character's bytes.
    const raw = (take(VALUE)?.[0] ?? "").replace(/[ \t\r\n]+$/, "");
    take(COMMENT);
    if (position < text.length && text[position] !== "\n") return undefined;
    if (isInSection && name.toLowerCase() === variable) found.push({ value: unquote(raw), start, end: start + raw.length });
  }
}

/** A value as it is to stand in the file. */
export function writeConfigValue(value: string): string {
  return /["\\;#\n\t]|^ | $/.test(value) ? quoteConfigValue(value) : value;
}

/** Source: git-config(1), "Syntax": in double quotes only `"`, `\`, line feed and tab are special. */
export function quoteConfigValue(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
}

function isHeaderOf([, name = "", quoted]: RegExpExecArray, section: string, subsection: string): boolean {
  // The old form knows no upper case.
  if (quoted === undefined) return name.toLowerCase() === `${section}.${subsection}`;
  return name.toLowerCase() === section && quoted.replace(/\\(.)/g, "$1") === subsection;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" };

function unquote(raw: string): string {
  const bytes = raw.replace(/\\(\r?\n|.)|"/g, (_all, escaped?: string) => (escaped === undefined || escaped.endsWith("\n") ? "" : (ESCAPES[escaped] ?? escaped)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
