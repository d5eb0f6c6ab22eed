import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { fileErrorCode } from "../files/fileError.js";

/** A line of a file that holds what was looked for, as it is: before anybody sees it, its secrets are to be masked. */
export interface FoundLine {
  /** Absolute. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Without its line feed; empty where the line is longer than anybody reads. */
  readonly text: string;
}

/** What a search came to. */
export interface Found {
  readonly lines: readonly FoundLine[];
  /** Files and folders that could not be read, as far as they are known by name. */
  readonly unread: readonly string[];
  /** There were more lines than are kept. */
  readonly isCut: boolean;
}

/** What to look for in a folder, and how. */
export interface FolderSearchOptions {
  /** The ids of access keys. Not secret: they are arguments of a process. */
  readonly accessKeyIds: readonly string[];
  /** Globs in the editor's form (`files.exclude`): what they match is not read. */
  readonly excludes: readonly string[];
  readonly signal: AbortSignal;
}

/** Looks through a folder. @throws CancelledError; UserError if it cannot be searched */
export type FolderSearch = (folder: string, options: FolderSearchOptions) => Promise<Found>;

/** More of one folder are not listed: nobody reads them. */
export const MOST_LINES = 1_000;
/** Longer ones are minified or generated: not shown. In characters. */
export const LONGEST_LINE = 4_000;
/** Larger files are not read: they are no sources. In bytes. */
export const LARGEST_FILE = 5 * 1024 * 1024;

/** Files that Git mostly ignores, and the very place where keys are: they are read all the same. */
export const READ_THOUGH_IGNORED: readonly string[] = [".env", ".env.*", ".envrc", "*.tfvars", "*.tfvars.json", "docker-compose*.y*ml", "compose*.y*ml"];

/** Each line once, by file and line. */
export function sortLines(lines: readonly FoundLine[]): readonly FoundLine[] {
  const each = new Map(lines.map((found) => [`${found.file}\0${found.line}`, found]));
  return [...each.values()].sort((one, other) => compare(one.file, other.file) || one.line - other.line);
}

/** Several searches as one: each line once, by file and line. */
export function joinFound(parts: readonly Found[]): Found {
  const sorted = sortLines(parts.flatMap(({ lines }) => lines));
  return {
    lines: sorted.slice(0, MOST_LINES),
    unread: [...new Set(parts.flatMap(({ unread }) => unread))].sort(compare),
    isCut: sorted.length > MOST_LINES || parts.some(({ isCut }) => isCut),
  };
}

/** The text of a line as it is kept. */
export function keepText(line: string): string {
  const text = line.replace(/\r?\n?$/, "");
  return text.length > LONGEST_LINE ? "" : text;
}

/** For a search that did not come to an end. @param cause Node's error, if the program could not be started */
export function cannotSearch(folder: string, cause?: unknown): UserError {
  const code = fileErrorCode(cause);
  return new UserError(l10n.t("This folder could not be searched: {0}", folder), { hint: l10n.t("Try again."), cause, ...(code === undefined ? {} : { code }) });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
