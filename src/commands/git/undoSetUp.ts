import * as l10n from "@vscode/l10n";
import type { Change } from "../../files/changeJournal.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { formatTime } from "../../words/time.js";
import type { Choice, CommandHandler } from "../context.js";
import { undoChanges } from "./undo.js";

/** Takes back what was written of the user's Git and SSH configuration: one change, or all. @param argument `{ changeIds }` */
export const undoSetUp: CommandHandler = async (context, argument) => {
  const { ui, git, homeDirectory, locale } = context;
  const changes = git.changes.list();
  const wanted = readIds(argument);
  if (wanted !== undefined) return undoChanges(context, changes.filter(({ id }) => wanted.includes(id)));
  const [first, ...others] = changes;
  if (first === undefined) {
    ui.notify(l10n.t("Nothing of your Git and SSH configuration was changed here, or all of it is undone."));
    return;
  }
  const moment = { now: new Date(), locale };
  const choices = changes.map((change): Choice<readonly Change[]> => ({
    label: change.what,
    icon: change.kind === "sshBlock" ? "key" : "git-branch",
    description: formatTime(new Date(change.at), moment),
    detail: shortenHome(change.place, homeDirectory),
    value: [change],
  }));
  if (others.length > 0) choices.push({ label: l10n.t("All of them"), icon: "clear-all", value: changes });
  const picked = await ui.pick(choices, { title: l10n.t("Undo changes"), placeholder: l10n.t("What is to be as it was before?") });
  await undoChanges(context, picked);
};

function readIds(argument: unknown): readonly string[] | undefined {
  const { changeIds } = (argument ?? {}) as { readonly changeIds?: unknown };
  return Array.isArray(changeIds) ? (changeIds as readonly string[]) : undefined;
}
