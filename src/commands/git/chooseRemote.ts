import path from "node:path";
import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import type { Git } from "../../git/gitProgram.js";
import { readCodeCommitRemotes, type CodeCommitRemote } from "../../git/remotes.js";
import { requireUsable } from "../../git/requireUsable.js";
import { readRepositories } from "../../git/workspaceRepositories.js";
import type { CommandContext } from "../context.js";

/** A remote, by the root of its repository and its name. */
export interface ChosenRemote {
  readonly folder: string;
  readonly remote: CodeCommitRemote;
}

/**
 * The remote that the tree says, or one of those in the window that the user picks.
 * @throws CancelledError; UserError if there is none
 */
export async function chooseRemote(context: CommandContext, git: Git, argument: unknown, options: { readonly title: string; readonly placeholder: string }): Promise<ChosenRemote> {
  // There are no folders in a window that is not trusted: a repository's configuration names programs that Git starts.
  const folders = context.git.folders();
  const repositories = await readRepositories(git, folders, await context.git.launcher());
  const remotes = repositories.flatMap((repository) => repository.remotes.map(({ remote }): ChosenRemote => ({ folder: repository.folder, remote })));
  const named = readRemoteName(argument);
  // Whoever can have a command run can name any folder: Git runs only in those of the window.
  const found = named && remotes.find(({ folder, remote }) => folder === named.folder && remote.name === named.name);
  if (found !== undefined) return found;
  if (remotes.length === 0 || named !== undefined) for (const folder of folders) await requireUsable(git, folder);
  if (named !== undefined && folders.length > 0) throw isGone(named.folder, named.name);
  const choices = remotes.map((value) => ({
    label: value.remote.repositoryName,
    description: `${path.basename(value.folder)} · ${value.remote.name}`,
    detail: value.remote.url,
    icon: "repo",
    value,
  }));
  const [only, ...others] = choices;
  if (only === undefined) {
    throw new UserError(l10n.t("No repository in this window has a remote in CodeCommit."), {
      hint: l10n.t("Open the folder of one, and trust it, or clone one."),
      action: { title: l10n.t("Clone a repository"), command: COMMANDS.cloneRepository },
    });
  }
  return others.length === 0 ? only.value : context.ui.pick(choices, options);
}

/** @throws UserError if the repository has no such remote in CodeCommit any more */
export async function findRemote(git: Git, folder: string, name: string): Promise<ChosenRemote> {
  const remote = (await readCodeCommitRemotes(git, folder)).find((candidate) => candidate.name === name);
  if (remote === undefined) throw isGone(folder, name);
  return { folder, remote };
}

/** A row of the tree, or what it stands for: whatever a command may be given. */
export function readRemoteName(argument: unknown): { readonly folder: string; readonly name: string } | undefined {
  const { gitRemote = argument } = (argument ?? {}) as { readonly gitRemote?: unknown };
  const { folder, name } = (gitRemote ?? {}) as { readonly folder?: unknown; readonly name?: unknown };
  return typeof folder === "string" && typeof name === "string" ? { folder, name } : undefined;
}

function isGone(folder: string, name: string): UserError {
  return new UserError(l10n.t("{0} has no remote {1} in CodeCommit any more.", path.basename(folder), name), { hint: l10n.t("Refresh the view.") });
}
