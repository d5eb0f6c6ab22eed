import * as l10n from "@vscode/l10n";
import { isInterrupted, type Rotation } from "../../rotation/rotation.js";
import { describeNothingLeft, describeRotation } from "../../words/rotation.js";
import { currentMoment } from "../accessKeys/pickAccessKey.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { tellAndFinish } from "./begin.js";
import { finishWhatIsDue } from "./finish.js";
import { pickRotation } from "./pickRotation.js";
import { runSteps } from "./runSteps.js";

/** Takes the next step of a rotation, wherever it stands. */
export const goOnRotation: CommandHandler = async (context, argument) => goOnWith(context, await pickRotation(context, argument));

/** The same for one that is known. */
export async function goOnWith(context: CommandContext, rotation: Rotation): Promise<void> {
  if (!isInterrupted(rotation)) return finishWhatIsDue(context, rotation);
  await context.ui.confirm(l10n.t("Go on with the replacement of {0}?", rotation.oldKeyId), describeRotation(rotation, currentMoment(context)), [{ title: l10n.t("Go on"), value: true }], "plain");
  const next = await runSteps(context, rotation, (rotator) => rotator.goOn(rotation.id));
  if (next !== undefined) await tellAndFinish(context, next);
  else context.ui.notify(describeNothingLeft(rotation));
}
