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
  /** The user's configuration that it reads; `undefined`: it is told to read none. */
  readonly configFile: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Of {@link env}, what Git's command itself sets, for a terminal that has the rest. */
  readonly ownEnv: Readonly<Record<string, string>>;
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
  const read = commands.map((command) => (command === undefined ? undefined : readCommand(command, homeDirectory))).find((found) => found !== undefined);
  const { ownEnv, words } = read ?? { ownEnv: {}, words: [env["GIT_SSH"] ?? ""] };
  const [program, ...args] = words;
  return { program: program === undefined || program === "" ? "ssh" : program, args, configFile: configFileOf(args, homeDirectory), env: { ...env, ...ownEnv }, ownEnv };
}

/** Where an entry for ssh is to be written. @throws UserError if ssh would not read it anywhere */
export function requireConfigFile({ configFile }: Ssh): string {
  if (configFile !== undefined) return configFile;
  throw new UserError(l10n.t("The ssh that Git runs is told to read no configuration, so there is no file to write to."), {
    hint: l10n.t("Take -F out of GIT_SSH_COMMAND, or out of core.sshCommand in Git’s configuration, then try again."),
    code: "NoSshConfig",
  });
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

/** `-F` is read in place of `~/.ssh/config`, and `none` stands for no file (ssh(1)); so does, to all who write it, the null device. */
function configFileOf(args: readonly string[], homeDirectory: string): string | undefined {
  const named = readConfigOption(args);
  if (named === undefined) return path.join(sshFolder(homeDirectory), "config");
  return /^(none|\/dev\/null|nul|)$/i.test(named) ? undefined : path.resolve(homeDirectory, named);
}

/** The last one counts. An option stands alone, or in one word with others and with its value: `-F x`, `-Fx`, `-4vFx`. */
function readConfigOption(args: readonly string[]): string | undefined {
  let named: string | undefined;
  for (let at = 0; at < args.length; at++) {
    // The letters are those of the options that take a value.
    const [, option, value] = /^-[^BbcDEeFIiJLlmOoPpQRSWw-]*([BbcDEeFIiJLlmOoPpQRSWw])(.*)$/s.exec(args[at] ?? "") ?? [];
    if (option === undefined) continue;
    const given = value === "" ? args[++at] : value;
    if (option === "F") named = given;
  }
  return named;
}

/** Reads a command as a shell does, as far as it holds variables, words and quotes only; `undefined` for everything else. */
function readCommand(command: string, homeDirectory: string): { readonly ownEnv: Readonly<Record<string, string>>; readonly words: readonly string[] } | undefined {
  const tokens: string[] = [];
  const token = /\s*((?:[^\s'"\\$`;&|<>()*?#]|\\.|'[^']*'|"(?:[^"\\$`]|\\.)*")+)/y;
  while (token.lastIndex < command.trimEnd().length) {
    const [, found] = token.exec(command) ?? [];
    if (found === undefined) return undefined;
    tokens.push(found);
  }
  const read = (text: string) => unquote(text.replace(/^~(?=\/)/, () => homeDirectory));
  // `A=1 B=2 ssh`: before the program's name a shell takes these for variables.
  const assignment = /^([A-Za-z_]\w*)=(.*)$/s;
  const program = tokens.findIndex((found) => !assignment.test(found));
  if (program === -1) return undefined;
  const variables = tokens.slice(0, program).flatMap((found) => {
    const [, name, value = ""] = assignment.exec(found) ?? [];
    return name === undefined ? [] : [[name, read(value)] as const];
  });
  return { ownEnv: Object.fromEntries(variables), words: tokens.slice(program).map(read) };
}

function unquote(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_all, single?: string, double?: string, escaped?: string) => single ?? double?.replace(/\\([\\"$`])/g, "$1") ?? escaped ?? "");
}
