import * as fs from "node:fs/promises";
import path from "node:path";
import { CancelledError } from "../errors.js";
import { isInsideGitWorkTree } from "../files/gitWorkTree.js";
import type { Git } from "../git/gitProgram.js";
import { cannotSearch, joinFound, keepText, LONGEST_LINE, MOST_LINES, READ_THOUGH_IGNORED, sortLines, type Found, type FolderSearch, type FoundLine } from "./foundLine.js";

/** A large folder on a slow disk takes its time. */
const TIME_LIMIT_MS = 10 * 60_000;
/** For a path, which Git limits to 4096, and a text that is too long to be kept, of 3 bytes a character at most. */
const LONGEST_OUTPUT_LINE = 4_096 + 3 * LONGEST_LINE + 64;

/** Users configure how it prints; what is read here must not depend on that. */
const PLAIN = ["-c", "grep.column=false", "-c", "grep.fullName=false", "-c", "grep.fallbackToNoIndex=false"];
const GREP = [...PLAIN, "grep", "--no-color", "-z", "-n", "-I", "-F"];

/** Searches with Git where there is no ripgrep: it needs no repository, knows what is ignored and reads hidden files. */
export function makeGitSearch(git: Git): FolderSearch {
  return async (folder, { accessKeyIds, excludes, signal }) => {
    const without = excludes.flatMap(expandBraces).flatMap(anchor).flatMap((glob) => [`:(exclude,glob)${glob}`, `:(exclude,glob)${glob}/**`]);
    const wanted = accessKeyIds.flatMap((id) => ["-e", id]);
    const kept = READ_THOUGH_IGNORED.map((glob) => `:(glob)**/${glob}`);
    const searches = [
      ["--exclude-standard", ...wanted, "--", ".", ...without],
      ["--no-exclude-standard", ...wanted, "--", ...kept, ":(exclude,glob)**/node_modules/**", ...without],
    ];
    return joinFound(await Promise.all(searches.map((args) => runGrep(git, ["--no-index", ...args], folder, signal))));
  };
}

/**
 * The lines of tracked files that hold one of the ids, as the files are on disk: of the work tree that a folder is in, as
 * far as it is below the folder, and of those one level below. Empty without any, as where Git does not trust their owner.
 * @param file only this one, absolute
 */
export async function findTrackedLines(git: Git, folder: string, accessKeyIds: readonly string[], file?: string): Promise<readonly FoundLine[]> {
  if (accessKeyIds.length === 0) return [];
  const wanted = accessKeyIds.flatMap((id) => ["-e", id]);
  const found: FoundLine[] = [];
  for (const tree of await listWorkTrees(folder, file)) {
    const only = file === undefined ? [] : [`:(literal)${path.relative(tree, file)}`];
    const { code, stdout } = await git([...GREP, "--recurse-submodules", ...wanted, "--", ...only], { cwd: tree, timeLimitMs: TIME_LIMIT_MS, longestLine: LONGEST_OUTPUT_LINE });
    if (code === 0) found.push(...parseGrep(stdout.reveal(), tree));
  }
  // A submodule right below the folder is found in both.
  return sortLines(found);
}

/**
 * `path NUL line NUL text LF`, with a colon after the line before Git 2.20; a path may hold line feeds, a text may not.
 * What follows the last line feed was cut off, and is passed over. Each character is looked at once: there may be millions.
 */
export function parseGrep(output: string, folder: string): readonly FoundLine[] {
  const lines: FoundLine[] = [];
  for (let start = 0; ; ) {
    const pathEnd = output.indexOf("\0", start);
    const end = pathEnd === -1 ? -1 : output.indexOf("\n", pathEnd);
    if (end === -1) return lines;
    const [, line, text = ""] = /^(\d+)[\0:](.*)$/s.exec(output.slice(pathEnd + 1, end)) ?? [];
    if (line !== undefined) lines.push({ file: path.resolve(folder, output.slice(start, pathEnd)), line: Number(line), text: keepText(text) });
    start = end + 1;
  }
}

/** Git's patterns have no braces: `*.{js,map}` becomes two. */
export function expandBraces(glob: string): readonly string[] {
  const braces = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  if (braces === null) return [glob];
  const [, before = "", alternatives = "", after = ""] = braces;
  return alternatives.split(",").flatMap((alternative) => expandBraces(before + alternative + after));
}

/** Git's begin at the folder; it refuses those that lead out of it, and with them the search. */
function anchor(glob: string): readonly string[] {
  const anchored = glob.replace(/^\/+/, "");
  return anchored === "" || anchored.split("/").includes("..") ? [] : [anchored];
}

async function runGrep(git: Git, args: readonly string[], folder: string, signal: AbortSignal): Promise<Found> {
  throwIfCancelled(signal);
  const { code, stdout, stderr } = await git([...GREP, ...args], { cwd: folder, timeLimitMs: TIME_LIMIT_MS, signal, longestLine: LONGEST_OUTPUT_LINE }).catch((error: unknown) => {
    throw cannotSearch(folder, error);
  });
  throwIfCancelled(signal);
  if (code !== 0 && code !== 1) throw cannotSearch(folder);
  const output = stdout.reveal();
  const lines = parseGrep(output, folder);
  const unread = [...stderr.reveal().matchAll(/^(?:error|warning): .*?'(.+?)'.*: /gm)].map(([, name = ""]) => path.resolve(folder, name));
  return { lines: lines.slice(0, MOST_LINES), unread, isCut: lines.length > MOST_LINES || (output !== "" && !output.endsWith("\n")) };
}

function throwIfCancelled({ aborted }: AbortSignal): void {
  if (aborted) throw new CancelledError();
}

/** The folder itself, if it is in one, and those of its folders that begin one. */
async function listWorkTrees(folder: string, file: string | undefined): Promise<readonly string[]> {
  const own = (await isInsideGitWorkTree(folder)) === undefined ? [] : [folder];
  const children = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = children.filter((child) => child.isDirectory()).map(({ name }) => path.join(folder, name));
  const candidates = folders.filter((child) => file === undefined || file.startsWith(child + path.sep));
  const trees = await Promise.all(candidates.map(async (child) => ((await hasGit(child)) ? [child] : [])));
  return [...own, ...trees.flat()];
}

function hasGit(folder: string): Promise<boolean> {
  return fs.lstat(path.join(folder, ".git")).then(
    () => true,
    () => false,
  );
}
