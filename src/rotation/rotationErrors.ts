import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { KeyPlace } from "../profiles/keyPlaces.js";
import type { Rotation } from "./rotation.js";

/** A user has one rotation at a time. */
export function isUnderWay({ user, oldKeyId }: Rotation): UserError {
  return new UserError(l10n.t("The key {0} of {1} is being replaced already.", oldKeyId, user.userName), { hint: l10n.t("Go on with that, or roll it back."), code: "RotationUnderWay" });
}

/** AWS refuses the key that the files hold. */
export function newKeyIsOff({ newKeyId = "", oldKeyId, step }: Rotation): UserError {
  return new UserError(l10n.t("AWS does not accept the new key {0}, which your files hold: somebody has deleted it, switched it off, or changed its secret.", newKeyId), {
    hint: step === "resting" ? l10n.t("Roll back: the old key {0} is switched on again and takes its place. If AWS does not let you, ask your administrator to switch it on first.", oldKeyId) : l10n.t("Roll back: the old key {0} still works and takes its place.", oldKeyId),
    code: "NewKeyGone",
  });
}

/** Only somebody else can help. */
export function noKeyWorks({ newKeyId = "", oldKeyId }: Rotation): UserError {
  return new UserError(l10n.t("AWS accepts neither {0} nor {1}: both are deleted or switched off.", newKeyId, oldKeyId), {
    hint: l10n.t("Ask your administrator to switch on {0}, then roll back again; or to give you another key.", oldKeyId),
    code: "NoKeyWorks",
  });
}

/** @param goesOn a file still holds it, and needs the new one */
export function oldKeyIsGone({ oldKeyId }: Rotation, goesOn: boolean): UserError {
  return new UserError(l10n.t("The key {0} was deleted, so there is no way back to it.", oldKeyId), {
    hint: goesOn ? l10n.t("Go on with the rotation: the new key takes its place.") : l10n.t("The new key is in its place, and stays there."),
    code: "OldKeyGone",
  });
}

/** The switch found nothing to change, or somebody has changed it since. */
export function hasNoPlace({ newKeyId = "", oldKeyId }: Rotation): UserError {
  return new UserError(l10n.t("No AWS file holds the new key {0} any more: somebody has put another one there.", newKeyId), {
    hint: l10n.t("Roll back, or look at your AWS files. The old key {0} is as it was.", oldKeyId),
    code: "NewKeyNowhere",
  });
}

/** The new key can take nobody’s place. */
export function secretIsLost({ newKeyId = "" }: Rotation): UserError {
  return new UserError(l10n.t("The secret of the new key {0} is gone from VS Code’s secret storage. No file has it.", newKeyId), {
    hint: l10n.t("Roll back: your files still hold the old key. Then rotate again."),
    code: "SecretLost",
  });
}

/** The old key cannot be put back. */
export function backupIsLost({ oldKeyId }: Rotation): UserError {
  return new UserError(l10n.t("The secret of the key {0} is gone from VS Code’s secret storage and from your AWS files.", oldKeyId), {
    hint: l10n.t("There is no way back to it. If your profile works, go on with the rotation."),
    code: "BackupLost",
  });
}

/** The old key was put back by hand, and the new one's secret is nowhere. */
export function newKeyIsLeft({ newKeyId = "", oldKeyId }: Rotation): UserError {
  return new UserError(l10n.t("Your files hold {0} again, and the rotation is over. The secret of {1} is in none of them, so it is not known what uses it: it stays active.", oldKeyId, newKeyId), {
    hint: l10n.t("Delete it when you are sure that nothing does."),
    code: "NewKeyLeft",
  });
}

/** Somebody put another key into the profile. */
export function nothingToPutBack({ oldKeyId, profileName }: Rotation): UserError {
  return new UserError(l10n.t("Profile {0} holds another key now, and stays as it is. No AWS file holds {1}, or the key that was to take its place.", profileName, oldKeyId), {
    hint: l10n.t("To go back to {0}, take the other key out of the profile, then roll back again. To end the rotation, delete {0}.", oldKeyId),
    code: "NothingToPutBack",
  });
}

/** Neither AWS nor any file has the old key. */
export function rotationIsOver({ oldKeyId, profileName }: Rotation): UserError {
  return new UserError(l10n.t("AWS does not accept the key {0} any more, and profile {1} holds another one: the rotation is over.", oldKeyId, profileName), {
    hint: l10n.t("Look at your access keys, and delete those that you do not need."),
    code: "RotationOver",
  });
}

/** A profile would stop working with the old key. */
export function oldKeyIsBack({ newKeyId = "", oldKeyId }: Rotation, { profileName, file }: KeyPlace): UserError {
  return new UserError(l10n.t("Profile {0} in {1} holds the old key {2} again, so nothing was done to that key.", profileName, file.path, oldKeyId), {
    hint: l10n.t("Put {0} there too, then go on; or roll back.", newKeyId),
    code: "OldKeyBack",
  });
}
