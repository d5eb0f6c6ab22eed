import { spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import { CancelledError, isCancelledError } from "../errors.js";
import { isInsideGitWorkTree } from "../files/gitWorkTree.js";
import { cannotSearch, joinFound, keepText, LARGEST_FILE, MOST_LINES, READ_THOUGH_IGNORED, type Found, type FolderSearch, type FoundLine } from "./foundLine.js";

/** Of what it says went wrong, no more is kept. */
const LONGEST_COMPLAINT = 64 * 1024;

/**
 * Searches as the editor does: hidden files too, but not what Git ignores, nor what is excluded; and once more for the few
 * files that are read though ignored. Nothing waits for a process: its lines are taken as they come.
 * @param program ripgrep
 */
export function makeRipgrepSearch(program: string): FolderSearch {
  return async (folder, { accessKeyIds, excludes, signal }) => {
    const wanted = accessKeyIds.flatMap((id) => ["-e", id]);
    const common = ["--no-config", "--json", "--fixed-strings", "--hidden", ...(await chooseIgnoreFiles(folder)), "--max-filesize", String(LARGEST_FILE)];
    const kept = READ_THOUGH_IGNORED.flatMap((glob) => ["--glob", glob]);
    const search = async (globs: readonly string[]): Promise<Found> => {
      const without = [".git", ...globs].flatMap(leaveOut);
      // Of two globs the later one counts. Packages come with such files of their own, by the thousand.
      const searches = [[...common, ...without], [...common, "--no-ignore", ...kept, "--glob", "!**/node_modules", ...without]];
      const ended = await Promise.allSettled(searches.map((args) => runSearch(program, [...args, ...wanted, "--", "."], folder, signal)));
      return joinFound(ended.map(valueOrThrow));
    };
    const globs = excludes.map(anchor);
    return search(globs).catch(async (error: unknown) => {
      if (isCancelledError(error)) throw error;
      const understood = await keepUnderstood(program, globs, folder, signal);
      if (understood.length === globs.length) throw error;
      return search(understood);
    });
  };
}

/**
 * Git's ignore files only, as Git reads them: in a work tree those above the folder too, up to its top. Elsewhere those in the
 * folder, and none above: a `.gitignore` of `*` in the home folder would hide all that is in no repository.
 */
async function chooseIgnoreFiles(folder: string): Promise<readonly string[]> {
  const isInWorkTree = (await isInsideGitWorkTree(folder)) !== undefined;
  // Where it need not be Git's, ripgrep knows of no top to stop at.
  return ["--no-ignore-dot", ...(isInWorkTree ? ["--require-git"] : ["--no-require-git", "--no-ignore-parent"])];
}

/** ripgrep does not begin with a glob that it cannot read, such as `{a`, which the editor takes: asked about each, it looks at no file. */
async function keepUnderstood(program: string, globs: readonly string[], folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const understood: string[] = [];
  for (const glob of globs) {
    const isUnderstood = await runSearch(program, ["--no-config", "--max-depth", "0", ...leaveOut(glob), "-e", "x", "--", "."], folder, signal).then(
      () => true,
      (error: unknown) => {
        if (isCancelledError(error)) throw error;
        return false;
      },
    );
    if (isUnderstood) understood.push(glob);
  }
  return understood;
}

/** Runs ripgrep in a folder. Its process has ended when this settles. @throws CancelledError, UserError */
export function runSearch(program: string, args: readonly string[], folder: string, signal: AbortSignal): Promise<Found> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new CancelledError());
      return;
    }
    const lines: FoundLine[] = [];
    let isCut = false;
    let complaint = "";
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const end = () => void child.kill("SIGKILL");
    signal.addEventListener("abort", end, { once: true });
    takeLines(child.stdout, (text) => {
      const found = parseMatch(text, folder);
      if (found === undefined || isCut) return;
      lines.push(found);
      if (lines.length < MOST_LINES) return;
      isCut = true;
      end();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (complaint.length < LONGEST_COMPLAINT) complaint += text;
    });
    child.once("error", (error) => {
      signal.removeEventListener("abort", end);
      reject(cannotSearch(folder, error));
    });
    child.once("close", (code) => {
      signal.removeEventListener("abort", end);
      const unread = parseComplaint(complaint, folder);
      if (signal.aborted) reject(new CancelledError());
      // 2 stands for whatever was not read, beside what was found, and for a search that did not begin.
      else if (isCut || code === 0 || code === 1 || (code === 2 && unread.length > 0)) resolve({ lines, unread, isCut });
      else reject(cannotSearch(folder));
    });
  });
}

/** A line of `--json`: `undefined` for all but a match (ripgrep's guide, grep_printer, "JSON"). */
export function parseMatch(text: string, folder: string): FoundLine | undefined {
  if (!text.startsWith('{"type":"match"')) return undefined;
  const { data } = JSON.parse(text) as { readonly data: { readonly path: Text; readonly lines: Text; readonly line_number: number | null } };
  if (data.line_number === null) return undefined;
  return { file: path.resolve(folder, decode(data.path)), line: data.line_number, text: keepText(decode(data.lines)) };
}

/** What could not be read: `rg: ./private: Permission denied (os error 13)`. */
export function parseComplaint(complaint: string, folder: string): readonly string[] {
  const named = complaint.split("\n").map((line) => /^(?:rg: )?(\.[/\\].*?|\.): .*\(os error \d+\)\r?$/.exec(line)?.[1]);
  return named.filter((name) => name !== undefined).map((name) => path.resolve(folder, name));
}

function leaveOut(glob: string): readonly string[] {
  return ["--glob", `!${glob}`];
}

/** The editor's globs begin at the folder; ripgrep's, without a slash, anywhere. */
function anchor(glob: string): string {
  return glob.startsWith("**") || glob.startsWith("/") ? glob : `/${glob}`;
}

/** What is no UTF-8 comes as base64. */
type Text = { readonly text: string } | { readonly bytes: string };

function decode(text: Text): string {
  return "text" in text ? text.text : Buffer.from(text.bytes, "base64").toString("utf8");
}

/** Node's own reader would part lines at more than line feeds. */
function takeLines(stream: Readable, take: (line: string) => void): void {
  let begun: string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    const [first = "", ...rest] = chunk.split("\n");
    begun.push(first);
    for (const next of rest) {
      take(begun.join(""));
      begun = [next];
    }
  });
}

function valueOrThrow<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
