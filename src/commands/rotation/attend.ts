import * as l10n from "@vscode/l10n";
import { isCancelledError, isUserError } from "../../errors.js";
import { isDue, isInterrupted, type Rotation } from "../../rotation/rotation.js";
import { Rotator } from "../../rotation/rotator.js";
import { isWorkedOn } from "../../rotation/workAlone.js";
import { describeLateUse, describeRotation } from "../../words/rotation.js";
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
    if (rotation.problem !== undefined) {
      await askToGoOn(context, rotation, l10n.t("Look again…"));
      return;
    }
    if (!isDue(rotation, Date.now())) return;
    if (rotation.byItself && (await finishUnattended(context, rotation))) return;
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

/** @returns whether nothing is left to ask */
async function finishUnattended({ rotations, ui }: CommandContext, { id, step, oldKeyId, newKeyId = "" }: Rotation): Promise<boolean> {
  const rotator = new Rotator(rotations.unattendedTools);
  try {
    const next = await (step === "watching" ? rotator.deactivate(id) : rotator.deleteOldKey(id));
    if (next === undefined) ui.notify(l10n.t("Finished: {0} is deleted, and {1} is the key that your files hold.", oldKeyId, newKeyId));
    return true;
  } catch (error) {
    if (isUserError(error)) return false;
    throw error;
  }
}

function tellLateUse(context: CommandContext, rotation: Rotation): void {
  const { lateUse } = rotation;
  if (lateUse === undefined) return;
  const words = l10n.t("Something still uses the old access key {0}: it was {1}, after {2} took its place. It stays active for longer.", rotation.oldKeyId, describeLateUse(lateUse, currentMoment(context)), rotation.newKeyId ?? "");
  context.ui.notify(words, "warning");
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
