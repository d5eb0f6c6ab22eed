/**
 * What Git says to a credential helper on its standard input, and how it is answered.
 * Source: git-credential(1), "INPUT/OUTPUT FORMAT".
 */
export interface CredentialRequest {
  /** `protocol`, `host`, `path`, …; Git speaks of some that this helper has no use for. */
  readonly values: ReadonlyMap<string, string>;
  /** `capability[]`, `wwwauth[]`, without the brackets. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** Git's own lines are at most 65,535 bytes, and there are few of them; more is not Git's. */
export const LARGEST_REQUEST = 262_144;

/**
 * Reads a request up to its blank line or its end. Never throws: a line without `=` is nobody's, of two with the same
 * key the later counts, and an empty value starts a list anew.
 */
export function readRequest(text: string): CredentialRequest {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  for (const line of text.split("\n").map(withoutCarriageReturn)) {
    if (line === "") break;
    const equals = line.indexOf("=");
    if (equals < 1) continue;
    const key = line.slice(0, equals);
    const value = line.slice(equals + 1);
    if (key.endsWith("[]")) addToList(lists, key.slice(0, -2), value);
    else values.set(key, value);
  }
  return { values, lists };
}

function addToList(lists: Map<string, string[]>, name: string, value: string): void {
  lists.set(name, value === "" ? [] : [...(lists.get(name) ?? []), value]);
}

/** Some shells on Windows add one. No value of Git's ends in one. */
function withoutCarriageReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/**
 * Writes an answer, with line feeds only on every system: Git takes a carriage return for a part of the password.
 * @throws Error for a value that would be more than one line, and so could say something else to Git
 */
export function writeAnswer(lines: readonly (readonly [key: string, value: string])[]): string {
  for (const [key, value] of lines) {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(value)) throw new Error(`The value of ${key} cannot be given to Git.`);
  }
  return lines.map(([key, value]) => `${key}=${value}\n`).join("");
}
