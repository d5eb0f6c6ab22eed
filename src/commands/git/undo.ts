import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../../errors.js";
import type { Change } from "../../files/changeJournal.js";
import { restoreRemote } from "../../git/convertRemote.js";
import { removeSection } from "../../git/credentialConfig.js";
import { removeSshBlock } from "../../ssh/sshConfig.js";
import type { CommandContext } from "../context.js";

/** What became of a change that was to be undone. */
export type Undone = "undone" | "changedSince";

/**
 * Undoes one change and forgets it. What somebody changed since stays as it is, and is forgotten too.
 * @throws UserError if it could not be undone for now; then it stays in the journal
 */
export async function undoChange({ git }: CommandContext, change: Change): Promise<Undone> {
  const outcome = await takeBack(git, change);
  git.changes.remove(change.id);
  return outcome;
}

async function takeBack(git: CommandContext["git"], { kind, place, name, before = {} }: Change): Promise<Undone> {
  switch (kind) {
    case "gitBlock": {
      const wasThere = await removeSection(place, `https://${name}`, { isNew: before["isNew"] === "true", isOpenEnded: before["isOpenEnded"] === "true" });
      return wasThere ? "undone" : "changedSince";
    }
    case "remoteUrl":
      return (await restoreRemote(await git.program(), place, name, before)) ? "undone" : "changedSince";
    case "sshBlock":
      await removeSshBlock(place, name);
      return "undone";
  }
}

/** Undoes several, and says in one notification what became of them. @throws UserError for the first that could not be undone */
export async function undoChanges(context: CommandContext, changes: readonly Change[]): Promise<void> {
  const failures: UserError[] = [];
  const left: Change[] = [];
  for (const change of changes) {
    try {
      if ((await undoChange(context, change)) === "changedSince") left.push(change);
    } catch (error) {
      if (!isUserError(error)) throw error;
      failures.push(error);
    }
  }
  await context.git.refresh();
  const [first, ...more] = failures;
  const stays = left.map(({ what, place }) => l10n.t("Nothing of it was there any more: {0} ({1}).", what, place));
  if (first === undefined) {
    context.ui.notify([l10n.t("Undone."), ...stays].join(" "), left.length > 0 ? "warning" : "information");
    return;
  }
  if (more.length === 0) throw first;
  throw new UserError(l10n.t("{0} changes could not be undone. {1}", failures.length, first.message), { ...(first.hint === undefined ? {} : { hint: first.hint }), ...(first.code === undefined ? {} : { code: first.code }) });
}
