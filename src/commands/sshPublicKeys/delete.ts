import * as l10n from "@vscode/l10n";
import { isCancelledError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import { formatTime } from "../../words/time.js";
import { takeOutSshBlock } from "../../ssh/sshBlock.js";
import { readSshConfig, removeSshBlock } from "../../ssh/sshConfig.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { readFingerprint } from "./fingerprints.js";
import { findKeyHere } from "./keysHere.js";
import { pickSshPublicKey } from "./pickSshPublicKey.js";
import { describePlaces, findPlacesOfKey, type PlacesOfKey } from "./placesOfKey.js";

/** Deletes a key in AWS, after saying where it is used; then what still names it on this computer can go too. */
export const deleteSshPublicKey: CommandHandler = async (context, argument) => {
  const { ui, locale } = context;
  const user = await requireUser(context);
  const key = await pickSshPublicKey(context, user, argument, l10n.t("Delete SSH public key"));
  const [here, places] = await Promise.all([readFingerprint(user, key.id).then((fingerprint) => findKeyHere(context, fingerprint)), findPlacesOfKey(context, key.id)]);
  const isActive = key.status === "Active";
  const detail = [
    key.uploadedAt === undefined ? undefined : l10n.t("Uploaded {0}.", formatTime(key.uploadedAt, { now: new Date(), locale })),
    ...describePlaces(here, places),
    isActive ? l10n.t("CodeCommit refuses it at once, wherever it is used. Deactivating shows whether anything needs it, and can be taken back.") : undefined,
    l10n.t("The key's files stay where they are. Uploaded again, it gets another ID."),
  ];
  const buttons = [
    ...(isActive ? [{ title: l10n.t("Deactivate key"), value: "deactivate" as const }] : []),
    { title: l10n.t("Delete key"), value: "delete" as const },
  ];
  const answer = await ui.confirm(l10n.t("Delete SSH public key {0}?", key.id), detail.filter((line) => line !== undefined).join("\n\n"), buttons);
  context.markStale("sshPublicKeys");
  if (answer === "deactivate") return user.client.updateSshPublicKey(user.caller.userName, key.id, "Inactive");
  await deleteKey(user, key.id);
  await offerToTakeOut(context, key.id, places);
};

/** A key that is gone already is as good as deleted: that is what was asked for. */
async function deleteKey({ client, caller }: UserAccount, id: string): Promise<void> {
  try {
    await client.deleteSshPublicKey(caller.userName, id);
  } catch (error) {
    if (!(isAwsError(error) && error.code === "NoSuchEntity")) throw error;
  }
}

/** Dismissing the question keeps the lines. */
async function offerToTakeOut(context: CommandContext, id: string, { file, shortFile, blocks, ownLine }: PlacesOfKey): Promise<void> {
  const { ui, git } = context;
  if (file === undefined) return;
  try {
    if (blocks.length > 0) {
      const before = (await readSshConfig(file)) ?? "";
      await ui.reviewChange({
        path: file,
        before,
        after: blocks.reduce(takeOutSshBlock, before),
        question: l10n.t("Take the deleted key out of {0} too?", shortFile),
        detail: l10n.t("The lines on the right-hand side stay. Without this, ssh goes on offering a key that CodeCommit does not know."),
        button: l10n.t("Take the lines out"),
      });
      for (const name of blocks) {
        await removeSshBlock(file, name);
        for (const change of git.changes.list()) if (change.kind === "sshBlock" && change.place === file && change.name === name) git.changes.remove(change.id);
      }
    }
  } catch (error) {
    if (!isCancelledError(error)) throw error;
  }
  if (ownLine === undefined) return;
  ui.notify(l10n.t("{0} still names the deleted key {1}, in lines of your own.", shortFile, id), "information", {
    title: l10n.t("Open the file"),
    run: async () => ui.openFile(file, (await findPlacesOfKey(context, id)).ownLine ?? 1),
  });
}
