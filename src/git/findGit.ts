import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { fileErrorCode } from "../files/fileError.js";
import { makeGit, type Git } from "./gitProgram.js";

/** Older ones read no empty `credential.helper` in a section for a host as the end of what came before (Git 2.18, release notes). */
const OLDEST: readonly [number, number] = [2, 18];

/**
 * The user's Git.
 * @param program the editor's choice, or `git`
 * @throws UserError if there is none, or it is too old
 */
export async function findGit(program: string, env: NodeJS.ProcessEnv): Promise<Git> {
  const git = makeGit(program, env);
  const version = readVersion(await askVersion(git, program));
  if (version !== undefined && isOlder(version, OLDEST)) {
    throw new UserError(l10n.t("This Git is too old: {0}.", version.join(".")), { hint: l10n.t("Install Git {0} or newer.", OLDEST.join(".")), code: "GitTooOld" });
  }
  return git;
}

async function askVersion(git: Git, program: string): Promise<string> {
  try {
    return (await git(["--version"])).stdout.reveal();
  } catch (error) {
    throw new UserError(l10n.t("There is no Git on this computer, or it cannot be started: {0}", program), {
      hint: l10n.t("Install Git, or say where it is in the setting git.path."),
      code: fileErrorCode(error) ?? "GitMissing",
    });
  }
}

/** `git version 2.39.5 (Apple Git-154)`; `undefined` for what says nothing of the kind. */
function readVersion(text: string): readonly [number, number] | undefined {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

function isOlder([major, minor]: readonly [number, number], [oldestMajor, oldestMinor]: readonly [number, number]): boolean {
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
