/**
 * Lines of this extension's in a file of the user's, between two comments: found again, replaced and taken out by their
 * name, whatever stands around them. For files in which `#` begins a comment.
 */
export interface MarkedBlock {
  /** Tells blocks in one file apart; of letters, digits and `-._:/@`. */
  readonly name: string;
  readonly lines: readonly string[];
}

const OWNER = "My Security Credentials for AWS";

/** The names of the blocks in a text, from top to bottom. */
export function listBlocks(text: string): readonly string[] {
  const begin = beginOf("");
  const names = splitLines(text).map(({ content }) => content.trim()).filter((line) => line.startsWith(begin)).map((line) => line.slice(begin.length));
  return names.filter((name) => findBlock(text, name) !== undefined);
}

/** The lines of a block, without its comments; `undefined` if it is not there, or its end is not. */
export function findBlock(text: string, name: string): readonly string[] | undefined {
  const found = locate(text, name);
  return found === undefined ? undefined : splitLines(text.slice(found.innerStart, found.innerEnd)).map(({ content }) => content);
}

/**
 * Takes a block out.
 * @param keep what is to stay in its place: somebody may have added to it; given its lines, and the text that follows
 * @returns the text as it was before the block came, unless somebody changed something since
 */
export function removeBlock(text: string, name: string, keep: (lines: readonly string[], after: string) => readonly string[] = () => []): string {
  const found = locate(text, name);
  if (found === undefined) return text;
  const [before, after] = [text.slice(0, found.start), text.slice(found.end)];
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return before + keep(findBlock(text, name) ?? [], after).map((line) => line + newline).join("") + after;
}

/**
 * Puts a block in, in place of one of the same name.
 * @param at an offset at the start of a line, for a block that is new; the end of the text if there is none
 */
export function putBlock(text: string, { name, lines }: MarkedBlock, at: (text: string) => number = (all) => all.length): string {
  const found = locate(text, name);
  const rest = found === undefined ? text : text.slice(0, found.start) + text.slice(found.end);
  const offset = found?.start ?? at(rest);
  const [before, after] = [rest.slice(0, offset), rest.slice(offset)];
  const newline = rest.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : newline;
  const all = [beginOf(name), ...lines, endOf(name)];
  return `${before}${gap}${all.join(newline)}${newline}${after}`;
}

function beginOf(name: string): string {
  return `# >>> ${OWNER}: ${name}`;
}

function endOf(name: string): string {
  return `# <<< ${OWNER}: ${name}`;
}

function locate(text: string, name: string): { start: number; innerStart: number; innerEnd: number; end: number } | undefined {
  const lines = splitLines(text);
  const isBegin = ({ content }: { readonly content: string }) => content.trim() === beginOf(name);
  const firstBegin = lines.findIndex(isBegin);
  const end = lines.findIndex(({ content }, index) => firstBegin !== -1 && index > firstBegin && content.trim() === endOf(name));
  // Of a begin that has lost its end, the lines that follow are somebody else's.
  const begin = end === -1 ? -1 : lines.slice(0, end).findLastIndex(isBegin);
  const [first, last] = [lines[begin], lines[end]];
  return first === undefined || last === undefined ? undefined : { start: first.start, innerStart: first.end, innerEnd: last.start, end: last.end };
}

function splitLines(text: string): { readonly content: string; readonly start: number; readonly end: number }[] {
  return [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map((match) => ({ content: match[0].replace(/\r?\n$/, ""), start: match.index, end: match.index + match[0].length }));
}
