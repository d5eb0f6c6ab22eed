import path from "node:path";
import * as l10n from "@vscode/l10n";
import { isCancelledError, isUserError } from "../../errors.js";
import type { GitSignIn, RemoteState, RepositoryState } from "../../git/repositoryState.js";
import type { CommandContext } from "../context.js";
import { setUpGit, setUpQuietly } from "./setUp.js";

/** The setting `git.signIn`. */
export type OfferMode = "ask" | "always" | "never";

/**
 * For repositories of CodeCommit that nothing signs Git in to: asks which profile is to, or sets them up. Whoever calls it does so once for each.
 * @throws UserError of a set-up that the user asked for
 */
export async function offerGitSetUp(context: CommandContext, repositories: readonly RepositoryState[], mode: OfferMode): Promise<void> {
  if (mode === "never" || context.sandbox.isRunning()) return;
  for (const { folder, remotes } of repositories) {
    const open = remotes.find(wantsSetUp);
    if (open === undefined || context.memory.isGitDeclined(folder)) continue;
    if (mode === "always") await setUpWithShown(context, folder, open);
    else await ask(context, folder, open);
  }
}

async function ask(context: CommandContext, folder: string, { remote }: RemoteState): Promise<void> {
  const answer = await context.ui.ask(l10n.t("{0} is in AWS CodeCommit, and nothing signs Git in to it yet. Which profile should sign in?", path.basename(folder)), [
    { title: l10n.t("Choose profile…"), value: "setUp" as const },
    { title: l10n.t("Not for this repository"), value: "decline" as const },
  ]);
  if (answer === "decline") await context.memory.noteGitDeclined(folder);
  if (answer !== "setUp") return;
  try {
    await setUpGit(context, { folder, name: remote.name });
  } catch (error) {
    if (!isCancelledError(error)) throw error;
  }
}

/** The window's other repositories get their turn whatever happens to one. */
async function setUpWithShown(context: CommandContext, folder: string, { remote }: RemoteState): Promise<void> {
  try {
    // In a window that has just opened, nobody has asked yet which profile it shows.
    await context.account.open();
    const shown = context.account.shownProfile();
    if (shown?.kind !== "profile") return;
    await setUpQuietly(context, folder, remote.name, shown.name);
  } catch (error) {
    if (!isUserError(error)) throw error;
    context.ui.notify([error.message, error.hint].filter(Boolean).join(" "), "warning");
  }
}

function wantsSetUp({ signIn }: RemoteState): boolean {
  return signIn.kind === "nothing" || (signIn.kind === "others" && !signsInToCodeCommit(signIn));
}

/** The AWS CLI's helper, or this extension's of another editor; a keychain alone knows nothing of CodeCommit's passwords. */
function signsInToCodeCommit({ others }: Extract<GitSignIn, { kind: "others" }>): boolean {
  return others.some(({ helper }) => helper.includes("codecommit"));
}
