import * as l10n from "@vscode/l10n";
import { isCancelledError, isUserError } from "../../errors.js";
import { isDue, isInterrupted, type Rotation } from "../../rotation/rotation.js";
import { Rotator } from "../../rotation/rotator.js";
import { isWorkedOn } from "../../rotation/workAlone.js";
import { describeLateUse, describeRotation } from "../../words/rotation.js";
import { findKeyUses } from "../accessKeys/findUses.js";
import { currentMoment } from "../accessKeys/pickAccessKey.js";
import type { Button, CommandContext } from "../context.js";
import { explainFault } from "../explainFault.js";
import { finishWhatIsDue } from "./finish.js";
import { goOnWith } from "./goOn.js";
import { rollBack } from "./rollBack.js";

/** What the user was told in this window already, by the words: the same is not said each hour. */
const told = new Set<string>();

type Answer = "goOn" | "rollBack";

/**
 * Looks after the rotations that nobody is at work on: takes those further that may go on by themselves, and asks about those
 * that stopped or whose time has come. Called when a window opens and from time to time; side by side, and one that fails
 * stops no other.
 */
export async function attendRotations(context: CommandContext): Promise<void> {
  await Promise.all(context.rotations.list().map((rotation) => attend(context, rotation)));
}

async function attend(context: CommandContext, given: Rotation): Promise<void> {
  try {
    if (await isWorkedOn(context.rotations.tools.journal.fileOf(given))) return;
    if (isInterrupted(given)) {
      await askToGoOn(context, given, l10n.t("Go on…"));
      return;
    }
    const rotation = await lookUnattended(context, given);
    if (rotation === undefined) return;
    if (rotation.lateUse !== undefined && rotation.lateUse.at !== given.lateUse?.at) {
      tellLateUse(context, rotation);
      return;
    }
    if (given.step === "resting" && rotation.step === "watching") {
      tellSwitchedOn(context, rotation);
      return;
    }
    if (rotation.problem !== undefined) {
      await askToGoOn(context, rotation, l10n.t("Look again…"));
      return;
    }
    if (!isDue(rotation, Date.now())) return;
    if (mayGoOnByItself(rotation) && (await finishUnattended(context, rotation))) return;
    await askToGoOn(context, rotation, rotation.step === "watching" ? l10n.t("Deactivate old key…") : l10n.t("Delete old key…"));
  } catch (error) {
    if (isCancelledError(error)) return;
    if (!isUserError(error)) throw error;
    // It comes of what the user chose to do.
    context.ui.notify(explainFault(error), "warning");
  }
}

/** Without the user: what wants MFA is left to a question. */
async function lookUnattended({ rotations }: CommandContext, rotation: Rotation): Promise<Rotation | undefined> {
  try {
    return await new Rotator(rotations.unattendedTools).look(rotation.id);
  } catch (error) {
    if (!isUserError(error)) throw error;
    return rotations.list().find(({ id }) => id === rotation.id);
  }
}

/** As long as nothing speaks against it: a use since the switch is somebody's program, and what cannot be seen any more may be one. */
function mayGoOnByItself({ byItself, lateUse, isUseUnknown }: Rotation): boolean {
  return byItself && lateUse === undefined && !isUseUnknown;
}

/** @returns whether nothing is left to ask */
async function finishUnattended(context: CommandContext, { id, step, oldKeyId, newKeyId = "" }: Rotation): Promise<boolean> {
  const { rotations, ui } = context;
  const rotator = new Rotator(rotations.unattendedTools);
  try {
    const next = await (step === "watching" ? rotator.deactivate(id) : rotator.deleteOldKey(id));
    if (next === undefined) ui.notify(l10n.t("Finished: {0} is deleted, and {1} is the key that your files hold.", oldKeyId, newKeyId));
    // The moment at which a forgotten program fails: whoever sees it must know why, and the way back.
    else if (step === "watching" && next.step === "resting") ui.notify(describeRotation(next, currentMoment(context)), "information", { title: l10n.t("Roll back…"), run: () => rollBack(context, { rotationId: id }) });
    else if (next.lateUse !== undefined) tellLateUse(context, next);
    return true;
  } catch (error) {
    if (isUserError(error)) return false;
    throw error;
  }
}

function tellSwitchedOn({ ui }: CommandContext, { oldKeyId }: Rotation): void {
  ui.notify(l10n.t("{0}, which was replaced, has been switched on again. It stays active, and you are asked before anything happens to it.", oldKeyId), "warning");
}

function tellLateUse(context: CommandContext, rotation: Rotation): void {
  const { lateUse } = rotation;
  if (lateUse === undefined) return;
  const use = describeLateUse(lateUse, currentMoment(context));
  const words =
    rotation.step === "resting"
      ? l10n.t("Something still had the old access key {0} before it was switched off: it was {1}. If a program fails now, roll back.", rotation.oldKeyId, use)
      : l10n.t("Something still uses the old access key {0}: it was {1}, after {2} took its place. It stays active for longer.", rotation.oldKeyId, use, rotation.newKeyId ?? "");
  context.ui.notify(words, "warning", { title: l10n.t("Where is it used?"), run: () => findKeyUses(context, { accessKeyId: rotation.oldKeyId }) });
}

async function askToGoOn(context: CommandContext, rotation: Rotation, title: string): Promise<void> {
  const words = describeRotation(rotation, currentMoment(context));
  if (told.has(words)) return;
  told.add(words);
  const buttons: readonly Button<Answer>[] = [
    { title, value: "goOn" },
    { title: l10n.t("Roll back…"), value: "rollBack" },
  ];
  const answer = await context.ui.ask(words, buttons);
  if (answer === "rollBack") await rollBack(context, { rotationId: rotation.id });
  else if (answer === "goOn") await (isInterrupted(rotation) ? goOnWith(context, rotation) : finishWhatIsDue(context, rotation));
}
