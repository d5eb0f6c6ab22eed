import { stat } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../../errors.js";
import type { Change } from "../../files/changeJournal.js";
import { findFileToWrite } from "../../files/fileToWrite.js";
import { restoreRemote } from "../../git/convertRemote.js";
import { removeSection } from "../../git/credentialConfig.js";
import { removeSshBlock } from "../../ssh/sshConfig.js";
import type { CommandContext } from "../context.js";

/** What became of a change that was to be undone. */
export type Undone =
  | "undone"
  /** Somebody has undone or replaced it already. */
  | "changedSince"
  /** Its folder is gone, or on a disk that is not connected. */
  | "outOfReach";

/**
 * Undoes one change and forgets it. What somebody changed since stays as it is, and is forgotten too; what is out of reach is not.
 * @throws UserError if it could not be undone for now; then it stays in the journal
 */
export async function undoChange({ git }: CommandContext, change: Change): Promise<Undone> {
  if (!(await isWithinReach(change))) return "outOfReach";
  const outcome = await takeBack(git, change);
  git.changes.remove(change.id);
  return outcome;
}

async function isWithinReach({ kind, place }: Change): Promise<boolean> {
  const folder = kind === "remoteUrl" ? place : path.dirname(await findFileToWrite(place));
  return stat(folder).then(
    () => true,
    () => false,
  );
}

async function takeBack(git: CommandContext["git"], { kind, place, name, before = {}, after }: Change): Promise<Undone> {
  switch (kind) {
    case "gitBlock": {
      const wasThere = await removeSection(place, `https://${name}`, { isNew: before["isNew"] === "true", isOpenEnded: before["isOpenEnded"] === "true" });
      return wasThere ? "undone" : "changedSince";
    }
    case "remoteUrl":
      return (await restoreRemote(await git.program(), place, name, { before, after })) ? "undone" : "changedSince";
    case "sshBlock":
      await removeSshBlock(place, name);
      return "undone";
  }
}

/** Undoes several, and says in one notification what became of them. @throws UserError for the first that could not be undone */
export async function undoChanges(context: CommandContext, changes: readonly Change[]): Promise<void> {
  const failures: UserError[] = [];
  const outcomes: { readonly change: Change; readonly outcome: Undone }[] = [];
  for (const change of changes) {
    try {
      outcomes.push({ change, outcome: await undoChange(context, change) });
    } catch (error) {
      if (!isUserError(error)) throw error;
      failures.push(error);
    }
  }
  await context.git.refresh();
  const [first] = failures;
  if (first !== undefined) throw failures.length === 1 ? first : summarize(first, failures.length);
  tell(context, outcomes);
}

function tell({ ui, git }: CommandContext, outcomes: readonly { readonly change: Change; readonly outcome: Undone }[]): void {
  const those = (wanted: Undone) => outcomes.filter(({ outcome }) => outcome === wanted).map(({ change }) => change);
  const [changedSince, outOfReach] = [those("changedSince"), those("outOfReach")];
  const sentences = [
    ...(those("undone").length > 0 ? [l10n.t("Undone.")] : []),
    ...changedSince.map(({ what, place }) => l10n.t("Nothing of it was there any more: {0} ({1}).", what, place)),
    ...outOfReach.map(({ what, place }) => l10n.t("Its folder is not there now, so it stays on the list of changes: {0} ({1}).", what, place)),
  ];
  const forget = { title: l10n.t("Take off the list"), run: () => outOfReach.forEach(({ id }) => git.changes.remove(id)) };
  ui.notify(sentences.join(" "), changedSince.length + outOfReach.length > 0 ? "warning" : "information", outOfReach.length > 0 ? forget : undefined);
}

function summarize(first: UserError, count: number): UserError {
  return new UserError(l10n.t("{0} changes could not be undone. {1}", count, first.message), { ...(first.hint === undefined ? {} : { hint: first.hint }), ...(first.code === undefined ? {} : { code: first.code }) });
}
