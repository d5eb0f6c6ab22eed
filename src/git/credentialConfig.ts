import * as fs from "node:fs/promises";
import path from "node:path";
import { putBlock, removeBlock } from "../files/markedBlock.js";
import { asBytes, changeConfigFile } from "./changeConfigFile.js";
import { quoteConfigValue } from "./configValues.js";
import type { Git } from "./gitProgram.js";
import { HELPER } from "./launcher.js";
import { findWorkTree } from "./workspaceRepositories.js";

/** Who signs Git in to a host: one section of a configuration file. */
export interface CredentialSection {
  /** `https://git-codecommit.us-east-1.amazonaws.com` */
  readonly origin: string;
  /** The value of `credential.helper`: `helperCommand`. */
  readonly command: string;
}

/** How a file was before a section came, as far as it cannot be seen any more once the section is there. */
export interface FileBefore {
  /** There was no such file. */
  readonly isNew: boolean;
  /** Its last line had no line feed. */
  readonly isOpenEnded: boolean;
}

/** The lines of a section. The empty helper takes back those that are configured before it, a keychain among them. */
export function linesOf({ origin, command }: CredentialSection): readonly string[] {
  return [headerOf(origin), "\thelper =", `\thelper = ${quoteConfigValue(command)}`, "\tuseHttpPath = true"];
}

/** The block's name in the journal and in the file. */
export function blockNameOf(origin: string): string {
  return origin.replace(/^https:\/\//, "");
}

export async function inspectFile(file: string): Promise<FileBefore> {
  const text = await fs.readFile(file, "latin1").catch(() => undefined);
  return { isNew: text === undefined, isOpenEnded: text !== undefined && text !== "" && !text.endsWith("\n") };
}

/**
 * Writes a section at the end of a file, so that it comes after the file's others: Git goes by the order. One of the
 * same host that was written before is replaced.
 * @throws UserError; then the file is as it was before
 */
export async function writeSection(file: string, section: CredentialSection): Promise<void> {
  const name = blockNameOf(section.origin);
  const lines = linesOf(section).map(asBytes);
  await changeConfigFile(file, (text) => putBlock(takeOut(text, section.origin), { name, lines }));
}

/**
 * Takes a section out. What somebody added to it stays.
 * @returns false if it was not there any more
 * @throws UserError; then the file is as it was before
 */
export async function removeSection(file: string, origin: string, before: FileBefore): Promise<boolean> {
  let wasThere = false;
  // Git's lock would make the folder of a repository that is gone.
  if (!(await isThere(file))) return false;
  await changeConfigFile(file, (text) => {
    const rest = takeOut(text, origin);
    wasThere = rest !== text;
    if (!wasThere) return text;
    if (rest === "" && before.isNew) return undefined;
    const isAtEnd = text.startsWith(rest);
    return before.isOpenEnded && isAtEnd ? rest.replace(/\r?\n$/, "") : rest;
  });
  return wasThere;
}

/** The configuration file of the repository that a folder is in; linked work trees share one. */
export async function repositoryConfigOf(git: Git, folder: string): Promise<string | undefined> {
  const tree = await findWorkTree(git, folder);
  return tree && path.join(tree.commonFolder, "config");
}

/**
 * The file that `git config --global` writes to (git-config(1), FILES): `GIT_CONFIG_GLOBAL`, else `~/.gitconfig`, else the one
 * below `XDG_CONFIG_HOME` if only that is there.
 * @param env the environment that Git runs in
 * @param folder the root of a work tree, or one that is in none: from there Git goes by a relative path
 */
export async function findGlobalConfig(git: Git, env: NodeJS.ProcessEnv, folder: string): Promise<string> {
  const named = env["GIT_CONFIG_GLOBAL"];
  if (named) return path.resolve(folder, named);
  // Git on Windows has a home of its own choosing: it expands the path itself.
  const expand = async (place: string) => (await git(["config", "--type=path", "--default", place, "--get", "codecommit.nowhere"], { cwd: ROOT })).stdout.reveal().replace(/\r?\n$/, "");
  const usual = await expand("~/.gitconfig");
  const configHome = env["XDG_CONFIG_HOME"];
  const other = configHome ? path.join(configHome, "git", "config") : await expand("~/.config/git/config");
  const [first, second] = [path.resolve(folder, usual), path.resolve(folder, other)];
  return !(await isThere(first)) && (await isThere(second)) ? second : first;
}

/** Outside of every repository, for questions to Git that concern none. */
export const ROOT = path.parse(process.cwd()).root;

function headerOf(origin: string): string {
  return `[credential "${origin}"]`;
}

/**
 * Git adds to a section where it stands: `git config credential.https://….username alice` puts a line into ours, or right
 * after its last comment. Such lines stay, under a header of their own.
 */
function takeOut(text: string, origin: string): string {
  return removeBlock(text, blockNameOf(origin), (lines, after) => {
    const added = lines.filter((line) => !isOurs(line, origin));
    const [firstAfter] = after.split("\n").filter((line) => !/^\s*(?:[#;].*)?$/.test(line));
    const leadsOn = firstAfter !== undefined && !firstAfter.trimStart().startsWith("[");
    return added.length > 0 || leadsOn ? [headerOf(origin), ...added] : [];
  });
}

function isOurs(line: string, origin: string): boolean {
  return line.trim() === headerOf(origin) || /^\s*helper\s*=\s*$/i.test(line) || /^\s*usehttppath\s*=\s*true\s*$/i.test(line) || (/^\s*helper\s*=/i.test(line) && line.includes(HELPER));
}

function isThere(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}
