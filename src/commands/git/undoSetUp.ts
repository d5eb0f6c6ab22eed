import * as l10n from "@vscode/l10n";
import type { Change } from "../../files/changeJournal.js";
import { originOf } from "../../git/codeCommitUrl.js";
import { blockNameOf, findGlobalConfig, repositoryConfigOf } from "../../git/credentialConfig.js";
import { readRemoteAddresses } from "../../git/remotes.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { formatTime } from "../../words/time.js";
import type { Choice, CommandContext, CommandHandler } from "../context.js";
import { chooseRemote, readRemoteName } from "./chooseRemote.js";
import { undoChanges } from "./undo.js";

/**
 * Takes back what was written of the user's Git and SSH configuration: one change, or all.
 * @param argument `{ changeIds }`, or the row of a remote: then it is about that remote's
 */
export const undoSetUp: CommandHandler = async (context, argument) => {
  const { ui, git, homeDirectory, locale } = context;
  const wanted = readIds(argument);
  const isOfRemote = readRemoteName(argument) !== undefined;
  const changes = isOfRemote ? await listChangesOfRemote(context, argument) : git.changes.list().filter(({ id }) => wanted?.includes(id) ?? true);
  const [first, ...others] = changes;
  if (first === undefined) {
    ui.notify(isOfRemote ? l10n.t("Nothing was changed here for this remote, or all of it is undone.") : l10n.t("Nothing of your Git and SSH configuration was changed here, or all of it is undone."));
    return;
  }
  if (wanted !== undefined) return undoChanges(context, changes);
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

/** Its address, and the lines for its hosts: in its repository's configuration and in the user's, not in other repositories'. */
async function listChangesOfRemote(context: CommandContext, argument: unknown): Promise<readonly Change[]> {
  const git = await context.git.program();
  const { folder, remote } = await chooseRemote(context, git, argument, { title: l10n.t("Undo changes"), placeholder: l10n.t("Which remote?") });
  const addresses = (await readRemoteAddresses(git, folder)).filter(({ name }) => name === remote.name);
  const hosts = new Set(addresses.map(({ to }) => blockNameOf(originOf(to) ?? "")));
  const files = [await repositoryConfigOf(git, folder), await findGlobalConfig(git, context.environment, folder)];
  return context.git.changes.list().filter(({ kind, place, name }) => {
    if (kind === "remoteUrl") return place === folder && name === remote.name;
    return hosts.has(name) && (kind === "sshBlock" || files.includes(place));
  });
}

function readIds(argument: unknown): readonly string[] | undefined {
  const { changeIds } = (argument ?? {}) as { readonly changeIds?: unknown };
  return Array.isArray(changeIds) ? (changeIds as readonly string[]) : undefined;
}
