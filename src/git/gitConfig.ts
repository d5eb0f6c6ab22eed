import path from "node:path";
import type { Git } from "./gitProgram.js";

/** One setting of Git's configuration, in the order in which Git reads them. */
export interface ConfigEntry {
  /** `credential.https://host.helper`: section and last part in lower case. */
  readonly key: string;
  /** `undefined`: there is no `=`, which Git takes for true. */
  readonly value: string | undefined;
  /** Absolute; `undefined`: the command line or the environment. */
  readonly file: string | undefined;
}

/**
 * Everything that Git's configuration says in a folder, from all files, included ones, the environment; empty if Git cannot
 * read it.
 * @param folder the root of a work tree, or one that is in none
 */
export async function readConfig(git: Git, folder: string): Promise<readonly ConfigEntry[]> {
  const { code, stdout } = await git(["config", "--list", "--show-origin", "-z"], { cwd: folder });
  return code === 0 ? parseConfigList(stdout.reveal(), folder) : [];
}

/** Source: git-config(1), `-z`: origin, NUL, key, line feed, value, NUL; a key without `=` has no line feed. */
export function parseConfigList(output: string, folder: string): readonly ConfigEntry[] {
  const parts = output.split("\0");
  const entries: ConfigEntry[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [origin = "", entry = ""] = [parts[index], parts[index + 1]];
    const newline = entry.indexOf("\n");
    const [key, value] = newline === -1 ? [entry, undefined] : [entry.slice(0, newline), entry.slice(newline + 1)];
    // Git gives the repository's own file as it sees it from the root of the work tree.
    entries.push({ key, value, file: origin.startsWith("file:") ? path.resolve(folder, origin.slice("file:".length)) : undefined });
  }
  return entries;
}
