import * as l10n from "@vscode/l10n";
import { isUserError } from "../../errors.js";
import { concernsKey, type Rotation, type RotationStart } from "../../rotation/rotation.js";
import { describeOutcome } from "../../words/rotation.js";
import { currentMoment } from "../accessKeys/pickAccessKey.js";
import type { CommandContext } from "../context.js";
import { finishWhatIsDue } from "./finish.js";
import { rollBack } from "./rollBack.js";
import { rephrase, runSteps } from "./runSteps.js";

/** Creates the new key and puts it into the files. @throws UserError that says which key works, with the way on, if there is one */
export async function begin(context: CommandContext, start: RotationStart): Promise<void> {
  const { accessKeyId } = start.keys;
  const rotation = await runSteps(context, { user: start.user }, (rotator) => rotator.begin(start)).catch((error: unknown) => {
    const hasEnded = !context.rotations.list().some((candidate) => concernsKey(candidate, accessKeyId));
    if (!isUserError(error) || !hasEnded) throw error;
    throw rephrase(error, [error.message, l10n.t("Your files hold {0} as before.", accessKeyId)].join(" "), error.action);
  });
  if (rotation !== undefined) await tellAndFinish(context, rotation);
}

/** Says where it stands; with no time to wait, goes on at once. */
export async function tellAndFinish(context: CommandContext, rotation: Rotation): Promise<void> {
  if (rotation.graceMs <= 0 && rotation.step === "watching") return finishWhatIsDue(context, rotation);
  const wayBack = rotation.isRolledBack ? undefined : { title: l10n.t("Roll back…"), run: () => rollBack(context, { rotationId: rotation.id }) };
  context.ui.notify(describeOutcome(rotation, currentMoment(context)), "information", wayBack);
}
