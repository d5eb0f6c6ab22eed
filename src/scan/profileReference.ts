import path from "node:path";

/** A part of a text, by its offsets, and what takes its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a file becomes: the key's id is the name of a profile, and the secret is gone. */
export interface ProfileReference {
  readonly edits: readonly TextEdit[];
  readonly before: string;
  readonly after: string;
}

/** How files write a variable, by their names. What is in other files is code, which may do anything with it. */
type Syntax = "shell" | "yaml" | "ini";

/** A line that sets a variable to one value, and nothing else. */
interface Assignment {
  /** Indentation, `export`, a list's dash. */
  readonly lead: string;
  readonly name: string;
  /** Between the name and the value, with the spaces. */
  readonly sign: string;
  readonly quote: string;
  readonly value: string;
  /** A comment, with the spaces before it. */
  readonly rest: string;
}

const ID_NAME = /^aws_access_key_id$/i;
const SECRET_NAME = /^aws_secret_access_key$/i;

/** `export` only for shells; YAML's map has `NAME: value`, its list `- NAME=value`, in quotes or not. A quote that is opened is closed on the same line. */
const ASSIGNMENTS: Readonly<Record<Syntax, readonly RegExp[]>> = {
  shell: [/^(?<lead>\s*(?:export\s+)?)(?<name>\w+)(?<sign>=)(?<quote>["']?)(?<value>[^\s"'`;&|]+)\k<quote>(?<rest>\s*|\s+#.*)$/],
  yaml: [
    /^(?<lead>\s*(?:- +)?)(?<name>\w+)(?<sign>: +)(?<quote>["']?)(?<value>[^\s"'|>&*!{[][^\s"']*)\k<quote>(?<rest>\s*|\s+#.*)$/,
    /^(?<lead>\s*- +)(?<name>\w+)(?<sign>=)(?<quote>)(?<value>[^\s"']+)(?<rest>\s*|\s+#.*)$/,
    /^(?<lead>\s*- +(?<whole>["']))(?<name>\w+)(?<sign>=)(?<quote>)(?<value>[^\s"']+)(?<rest>\k<whole>(?:\s*|\s+#.*))$/,
  ],
  ini: [/^(?<lead>\s*)(?<name>\w+)(?<sign>\s*[=:]\s*)(?<quote>["']?)(?<value>[^\s"']+)\k<quote>(?<rest>\s*)$/],
};

/**
 * What a file becomes when a profile takes the place of a key: `AWS_ACCESS_KEY_ID=…` is `AWS_PROFILE=work` in the same form,
 * and the line of the secret, right below or above, goes. `undefined` where that is not plain to see.
 * @param fileName its kind decides how it is read
 * @param line 0-based, of the key's id
 */
export function planProfileReference(text: string, { fileName, line, accessKeyId, profileName }: { readonly fileName: string; readonly line: number; readonly accessKeyId: string; readonly profileName: string }): ProfileReference | undefined {
  const lines = splitLines(text);
  const at = lines[line];
  const syntax = readSyntax(fileName, lines[0]?.text ?? "");
  if (at === undefined || syntax === undefined) return undefined;
  const id = readAssignment(at.text, syntax);
  if (id === undefined || !ID_NAME.test(id.name) || id.value !== accessKeyId) return undefined;
  // Shells and the AWS CLI read no such variable: it is a line that the script writes into AWS's own file.
  if (syntax === "shell" && id.name !== id.name.toUpperCase()) return undefined;
  const [secretLine, ...others] = [lines[line + 1], lines[line - 1]].filter((other) => other !== undefined && isSecretOf(readAssignment(other.text, syntax), id));
  const name = id.name === id.name.toLowerCase() ? "aws_profile" : "AWS_PROFILE";
  const quote = quoteFor(profileName, id);
  if (secretLine === undefined || others.length > 0 || quote === undefined) return undefined;
  // A second one would take the place of the first, or make the file invalid.
  if (readBlock(lines, line, syntax).some((other) => other.name === name)) return undefined;
  const edits = [
    { start: at.start, end: at.start + at.text.length, text: `${id.lead}${name}${id.sign}${quote}${profileName}${quote}${id.rest}` },
    takeOut(secretLine, text),
  ].sort((one, other) => one.start - other.start);
  return { edits, before: text, after: applyEdits(text, edits) };
}

/** @param edits in the order of the text, apart from each other */
function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const kept = edits.map(({ start, text: replacement }, index) => text.slice(edits[index - 1]?.end ?? 0, start) + replacement);
  return kept.join("") + text.slice(edits.at(-1)?.end ?? 0);
}

function readSyntax(fileName: string, firstLine: string): Syntax | undefined {
  const name = path.basename(fileName).toLowerCase();
  const ending = path.extname(name);
  if (/^\.env(\.|$)/.test(name) || [".env", ".envrc", ".sh", ".bash", ".zsh", ".ksh"].includes(ending)) return "shell";
  if (/^\.(envrc|bashrc|bash_profile|profile|zshrc|zprofile|zshenv)$/.test(name)) return "shell";
  if ([".yml", ".yaml"].includes(ending)) return "yaml";
  if ([".ini", ".cfg", ".conf", ".properties"].includes(ending)) return "ini";
  return ending === "" && /^#!.*\b(ba|z|k|da)?sh\b/.test(firstLine) ? "shell" : undefined;
}

function readAssignment(line: string, syntax: Syntax): Assignment | undefined {
  for (const form of ASSIGNMENTS[syntax]) {
    const groups = form.exec(line)?.groups;
    if (groups !== undefined) return groups as unknown as Assignment;
  }
  return undefined;
}

/** What is set in the same place: the whole of a shell's file, else the lines without a gap around this one. */
function readBlock(lines: readonly Line[], line: number, syntax: Syntax): readonly Assignment[] {
  const all = lines.map(({ text }) => readAssignment(text, syntax));
  const isGap = (found: Assignment | undefined) => syntax !== "shell" && found === undefined;
  const begin = all.slice(0, line).findLastIndex(isGap) + 1;
  const end = all.findIndex((found, index) => index > line && isGap(found));
  return all.slice(begin, end === -1 ? undefined : end).filter((found) => found !== undefined);
}

/** Written in the same way; and where one that begins a list's entry goes, the entry would go with it. */
function isSecretOf(other: Assignment | undefined, id: Assignment): boolean {
  if (other === undefined || !SECRET_NAME.test(other.name) || other.sign.trim() !== id.sign.trim()) return false;
  const isEntry = (lead: string) => lead.includes("-");
  if (isEntry(other.lead) || isEntry(id.lead)) return other.lead === id.lead && id.sign === "=";
  return indentOf(other.lead) === indentOf(id.lead);
}

function indentOf(lead: string): string {
  return /^\s*/.exec(lead)?.[0] ?? "";
}

/** The quotes that the id has, and some where the name needs them; `undefined` for a name that no quotes make safe. */
function quoteFor(profileName: string, { quote, sign, lead }: Assignment): string | undefined {
  // YAML reads a plain `on`, `null` or `12` as something else than a text.
  const isPlain = /^[A-Za-z_][\w.@+-]*$/.test(profileName) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(profileName);
  if (isPlain) return quote;
  if (!/^[^"'\\$`\p{Cc}]+$/u.test(profileName)) return undefined;
  // In a list's `- NAME=value` a quote would belong to the value.
  return lead.includes("-") && sign === "=" ? undefined : quote || '"';
}

interface Line {
  readonly start: number;
  /** Without its line feed. */
  readonly text: string;
  /** With it. */
  readonly end: number;
}

function splitLines(text: string): readonly Line[] {
  return Array.from(text.matchAll(/([^\r\n]*)(?:\r\n|\n|\r|$)/g), ({ 0: whole, 1: line = "", index }) => ({ start: index, text: line, end: index + whole.length }));
}

/** A line with its line feed; of the last one, which may have none, the one before it. */
function takeOut({ start, end, text: line }: Line, text: string): TextEdit {
  if (end > start + line.length) return { start, end, text: "" };
  const before = /(\r\n|\n|\r)$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - before, end, text: "" };
}
