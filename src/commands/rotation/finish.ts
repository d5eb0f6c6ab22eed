import * as l10n from "@vscode/l10n";
import { isDue, type Rotation } from "../../rotation/rotation.js";
import { describeLateUse, describeRotation } from "../../words/rotation.js";
import { currentMoment } from "../accessKeys/pickAccessKey.js";
import type { CommandContext } from "../context.js";
import { runStep } from "./runSteps.js";

/** Switches the old key off, or deletes it, whichever comes next; asks unless the user chose that it finishes by itself. */
export async function finishWhatIsDue(context: CommandContext, rotation: Rotation): Promise<void> {
  if (rotation.step === "watching") return switchOff(context, rotation);
  if (rotation.step === "resting") return deleteOld(context, rotation);
}

async function switchOff(context: CommandContext, rotation: Rotation): Promise<void> {
  const { ui } = context;
  const { oldKeyId } = rotation;
  // Fresh: hours may have gone by since somebody looked.
  const looked = await runStep(context, rotation, l10n.t("Looking for uses of the old key…"), (rotator) => rotator.look(rotation.id));
  if (looked === undefined) {
    tellEnd(context, rotation);
    return;
  }
  if (looked.step !== "watching") {
    tell(context, looked);
    return;
  }
  if (!rotation.byItself || looked.lateUse !== undefined || looked.isUseUnknown || !isDue(looked, Date.now())) await askToSwitchOff(context, looked);
  const rested = await runStep(context, rotation, l10n.t("Switching the old key off…"), (rotator) => rotator.deactivate(rotation.id, looked.lateUse !== undefined));
  if (rested === undefined) {
    tellEnd(context, rotation);
    return;
  }
  if (rested.step === "resting" && rested.restMs <= 0) return deleteOld(context, rested);
  if (rested.step === "watching" && rested.lateUse !== undefined) {
    ui.notify(l10n.t("{0} was not switched off: it was {1}. Something else still has it.", oldKeyId, describeLateUse(rested.lateUse, currentMoment(context))), "warning");
    return;
  }
  tell(context, rested);
}

async function askToSwitchOff({ ui, locale }: CommandContext, rotation: Rotation): Promise<void> {
  const { oldKeyId, newKeyId = "", lateUse } = rotation;
  const moment = { now: new Date(), locale };
  const isEarly = !isDue(rotation, Date.now());
  const detail = [
    lateUse === undefined
      ? l10n.t("As far as AWS knows, nothing has used it since {0} took its place. AWS may show a use only hours later.", newKeyId)
      : l10n.t("Something else still has it: it was {0}, after {1} took its place. Find that program first, or it stops working now.", describeLateUse(lateUse, moment), newKeyId),
    isEarly && lateUse === undefined ? l10n.t("The time that you set for watching it is not over yet.") : undefined,
    l10n.t("It can be switched on again by rolling back, until it is deleted."),
  ];
  await ui.confirm(l10n.t("Switch off the old key {0}?", oldKeyId), detail.filter((line) => line !== undefined).join("\n\n"), [{ title: l10n.t("Deactivate old key"), value: true }]);
}

async function deleteOld(context: CommandContext, rotation: Rotation): Promise<void> {
  const { ui } = context;
  const { oldKeyId, newKeyId = "", byItself } = rotation;
  const isEarly = !isDue(rotation, Date.now());
  if (!byItself || isEarly) {
    const detail = [
      l10n.t("It is switched off, and {0} is in its place.", newKeyId),
      isEarly ? l10n.t("The time that you set for noticing what breaks is not over yet.") : undefined,
      l10n.t("A deleted key cannot be brought back."),
    ];
    await ui.confirm(l10n.t("Delete the old key {0}?", oldKeyId), detail.filter((line) => line !== undefined).join("\n\n"), [{ title: l10n.t("Delete old key"), value: true }]);
  }
  const left = await runStep(context, rotation, l10n.t("Deleting the old key…"), (rotator) => rotator.deleteOldKey(rotation.id));
  if (left === undefined) tellEnd(context, rotation);
  else tell(context, left);
}

function tell(context: CommandContext, rotation: Rotation): void {
  context.ui.notify(describeRotation(rotation, currentMoment(context)));
}

function tellEnd({ ui }: CommandContext, { oldKeyId, newKeyId = "" }: Rotation): void {
  ui.notify(l10n.t("Finished: {0} is deleted, and {1} is the key that your files hold.", oldKeyId, newKeyId));
}
