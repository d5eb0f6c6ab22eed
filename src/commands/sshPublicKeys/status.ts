import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { readFingerprint } from "./fingerprints.js";
import { findKeyHere } from "./keysHere.js";
import { pickSshPublicKey } from "./pickSshPublicKey.js";
import { describePlaces, findPlacesOfKey } from "./placesOfKey.js";

/** Switches a key on again. */
export const activateSshPublicKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickSshPublicKey(context, user, argument, l10n.t("Activate SSH public key"), ({ status }) => status !== "Active");
  context.markStale("sshPublicKeys");
  await user.client.updateSshPublicKey(user.caller.userName, key.id, "Active");
};

/** Switches a key off. It can be taken back, so that it is asked about only if Git on this computer signs in with it. */
export const deactivateSshPublicKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickSshPublicKey(context, user, argument, l10n.t("Deactivate SSH public key"), ({ status }) => status === "Active");
  const [here, places] = await Promise.all([readFingerprint(user, key.id).then((fingerprint) => findKeyHere(context, fingerprint)), findPlacesOfKey(context, key.id)]);
  const uses = describePlaces(here, places);
  if (uses.length > 0) {
    const detail = [...uses, l10n.t("CodeCommit refuses it at once, wherever it is used, until you activate it again.")];
    await context.ui.confirm(l10n.t("Deactivate SSH public key {0}?", key.id), detail.join("\n\n"), [{ title: l10n.t("Deactivate key"), value: true }]);
  }
  context.markStale("sshPublicKeys");
  await user.client.updateSshPublicKey(user.caller.userName, key.id, "Inactive");
};
