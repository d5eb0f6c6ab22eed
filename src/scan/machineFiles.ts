import * as fs from "node:fs/promises";
import path from "node:path";
import { fileErrorCode } from "../files/fileError.js";
import { readConfig } from "../git/gitConfig.js";
import type { Git } from "../git/gitProgram.js";
import { locateAwsFiles, type AwsFilePaths } from "../profiles/awsFilePaths.js";
import { keepText, LARGEST_FILE, type Found, type FoundLine } from "./foundLine.js";

/** Whose computer it is. */
export interface Machine {
  readonly homeDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** The AWS files in use, those that other tools use, and the usual ones, which tools with a clean environment use. */
export function listAwsFiles(inUse: AwsFilePaths, { environment, homeDirectory }: Machine): readonly string[] {
  const sets = [inUse, locateAwsFiles(environment, homeDirectory), locateAwsFiles({}, homeDirectory)];
  return unique(sets.flatMap(({ credentials, config }) => [credentials, config]));
}

/** What shells read when they start, and so what programs that are started in them get. */
export function listShellFiles(machine: Machine): readonly string[] {
  const { homeDirectory, environment, platform } = machine;
  const home = (...names: readonly string[]) => path.join(homeDirectory, ...names);
  const config = configFolder(machine);
  const zsh = [environment["ZDOTDIR"]].find(Boolean) ?? homeDirectory;
  // PowerShell's documentation, "about_Profiles"; the second name is that of the terminal in this editor.
  const profiles = ["profile.ps1", "Microsoft.PowerShell_profile.ps1", "Microsoft.VSCode_profile.ps1"];
  const powerShell = platform === "win32" ? [home("Documents", "PowerShell"), home("Documents", "WindowsPowerShell")] : [path.join(config, "powershell")];
  return unique([
    ...[".bashrc", ".bash_profile", ".bash_login", ".profile"].map((name) => home(name)),
    ...[".zshrc", ".zprofile", ".zshenv", ".zlogin"].flatMap((name) => [path.join(zsh, name), home(name)]),
    path.join(config, "fish", "config.fish"),
    ...powerShell.flatMap((folder) => profiles.map((name) => path.join(folder, name))),
  ]);
}

/**
 * The files of Git's configuration: the user's and the system's with what they include, and those of the repositories of
 * these folders. Without Git, the user's.
 */
export async function listGitConfigFiles(git: Git | undefined, folders: readonly string[], machine: Machine): Promise<readonly string[]> {
  const { homeDirectory } = machine;
  const usual = [path.join(homeDirectory, ".gitconfig"), path.join(configFolder(machine), "git", "config")];
  if (git === undefined) return usual;
  const lists = await Promise.all([homeDirectory, ...folders].map((folder) => readConfig(git, folder).catch(() => [])));
  return unique([...usual, ...lists.flat().flatMap(({ file }) => file ?? [])]);
}

/** Looks into each of these files; one that is not there holds nothing. */
export async function searchFiles(files: readonly string[], accessKeyId: string): Promise<Found> {
  const lines: FoundLine[] = [];
  const unread: string[] = [];
  for (const file of files) {
    try {
      if ((await fs.stat(file)).size > LARGEST_FILE) unread.push(file);
      else lines.push(...findLines(file, decode(await fs.readFile(file)), accessKeyId));
    } catch (error) {
      if (!["ENOENT", "ENOTDIR"].includes(fileErrorCode(error) ?? "")) unread.push(file);
    }
  }
  return { lines, unread, isCut: false };
}

/** The variables that hold the key, by name. */
export function searchEnvironment(environment: NodeJS.ProcessEnv, accessKeyId: string): readonly string[] {
  return Object.keys(environment)
    .filter((name) => environment[name]?.includes(accessKeyId))
    .sort();
}

/** Where programs keep their settings (XDG Base Directory Specification: empty counts as not set). */
function configFolder({ homeDirectory, environment }: Machine): string {
  return [environment["XDG_CONFIG_HOME"]].find(Boolean) ?? path.join(homeDirectory, ".config");
}

function findLines(file: string, text: string, accessKeyId: string): readonly FoundLine[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => (line.includes(accessKeyId) ? [{ file, line: index + 1, text: keepText(line) }] : []));
}

/** Windows PowerShell writes UTF-16. */
function decode(bytes: Buffer): string {
  return bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) ? bytes.toString("utf16le") : bytes.toString("utf8");
}

function unique(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => path.resolve(file)))];
}
