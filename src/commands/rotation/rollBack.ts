import * as l10n from "@vscode/l10n";
import { describeNothingLeft, describeOutcome, describeRotation } from "../../words/rotation.js";
import { currentMoment } from "../accessKeys/pickAccessKey.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { pickRotation } from "./pickRotation.js";
import { runSteps } from "./runSteps.js";

/** Puts the old key back into the files. */
export const rollBackRotation: CommandHandler = (context, argument) => rollBack(context, argument);

export async function rollBack(context: CommandContext, argument: unknown): Promise<void> {
  const rotation = await pickRotation(context, argument);
  const { oldKeyId, newKeyId, step, switchedAt } = rotation;
  const mayBeRead = switchedAt !== undefined || step === "switching";
  const detail = [
    describeRotation(rotation, currentMoment(context)),
    !mayBeRead
      ? l10n.t("The old key stays where it is, and the new one is deleted: no program has had it.")
      : l10n.t("The old key is switched on if need be, tried, and put back into your files. The new one, {0}, then stays active for a while, since programs may have read it.", newKeyId ?? ""),
  ];
  await context.ui.confirm(l10n.t("Go back to access key {0}?", oldKeyId), detail.join("\n\n"), [{ title: l10n.t("Roll back"), value: true }]);
  const next = await runSteps(context, rotation, (rotator) => rotator.rollBack(rotation.id));
  context.ui.notify(next === undefined ? describeNothingLeft(rotation) : describeOutcome(next, currentMoment(context)));
}
