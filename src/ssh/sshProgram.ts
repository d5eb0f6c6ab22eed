import os from "node:os";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { fileErrorCode } from "../files/fileError.js";
import { runProgram, type Ended, type Git } from "../git/gitProgram.js";
import { sshFolder } from "./localKeys.js";

/** The ssh that Git runs. */
export interface Ssh {
  readonly program: string;
  /** What it is given each time. */
  readonly args: readonly string[];
  /** The user's configuration that it reads. */
  readonly configFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Where to look for it. */
export interface SshPlaces {
  readonly env: NodeJS.ProcessEnv;
  readonly homeDirectory: string;
  /** `undefined`: there is no Git. */
  readonly git: Git | undefined;
}

const TIME_LIMIT_MS = 40_000;

/**
 * The ssh that Git takes, in Git's order (git(1), `GIT_SSH_COMMAND`; git-config(1), `core.sshCommand`). A command that only a
 * shell could read is passed over. The settings of single repositories are not looked at: they are other people's files.
 */
export async function findSsh({ env, homeDirectory, git }: SshPlaces): Promise<Ssh> {
  const commands = [env["GIT_SSH_COMMAND"], await readSshCommand(git, homeDirectory)];
  const words = commands.map((command) => (command === undefined ? undefined : splitWords(command, homeDirectory))).find((found) => found !== undefined);
  const [program, ...args] = words ?? [env["GIT_SSH"] ?? ""];
  return { program: program === undefined || program === "" ? "ssh" : program, args, configFile: configFileOf(args, homeDirectory), env };
}

/** Runs it with more arguments, without a terminal. @throws UserError if there is none */
export async function runSsh({ program, args, env }: Ssh, more: readonly string[]): Promise<Ended> {
  try {
    // In English, since its answers are read.
    return await runProgram(program, [...args, ...more], { env: { ...env, LC_ALL: "C" }, timeLimitMs: TIME_LIMIT_MS });
  } catch (error) {
    throw new UserError(l10n.t("There is no ssh on this computer, or it cannot be started: {0}", program), {
      hint: l10n.t("Install OpenSSH. On Windows it is an optional feature, “OpenSSH Client”, and comes with Git too."),
      code: fileErrorCode(error) ?? "SshMissing",
    });
  }
}

/** A path as a value in ssh's configuration: `~` is the home of the user's account there, whatever HOME says. */
export function shortenForSsh(file: string): string {
  const home = homeOfAccount();
  return file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file;
}

/** The reverse of {@link shortenForSsh}. */
export function expandAsSsh(file: string): string {
  return /^~[/\\]/.test(file) ? path.join(homeOfAccount(), file.slice(2)) : file;
}

function homeOfAccount(): string {
  try {
    return os.userInfo().homedir;
  } catch {
    // A container's user without an entry in /etc/passwd, for whom ssh does not work anyway.
    return os.homedir();
  }
}

async function readSshCommand(git: Git | undefined, cwd: string): Promise<string | undefined> {
  const answer = await git?.(["config", "--global", "--get", "core.sshCommand"], { cwd }).catch(() => undefined);
  const command = answer?.code === 0 ? answer.stdout.reveal().trim() : "";
  return command === "" ? undefined : command;
}

/** `-F` is read in place of `~/.ssh/config` (ssh(1)). */
function configFileOf(args: readonly string[], homeDirectory: string): string {
  const at = args.findIndex((arg) => arg.startsWith("-F"));
  const named = args[at] === "-F" ? args[at + 1] : args[at]?.slice(2);
  return named === undefined ? path.join(sshFolder(homeDirectory), "config") : path.resolve(homeDirectory, named);
}

/** Splits a command as a shell does, as far as it holds words and quotes only; `undefined` for everything else. */
function splitWords(command: string, homeDirectory: string): readonly string[] | undefined {
  const words: string[] = [];
  const token = /\s*((?:[^\s'"\\$`;&|<>()*?#]|\\.|'[^']*'|"(?:[^"\\$`]|\\.)*")+)/y;
  while (token.lastIndex < command.trimEnd().length) {
    const [, word] = token.exec(command) ?? [];
    if (word === undefined) return undefined;
    words.push(unquote(word.replace(/^~(?=\/)/, () => homeDirectory)));
  }
  return words.length === 0 ? undefined : words;
}

function unquote(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_all, single?: string, double?: string, escaped?: string) => single ?? double?.replace(/\\([\\"$`])/g, "$1") ?? escaped ?? "");
}
