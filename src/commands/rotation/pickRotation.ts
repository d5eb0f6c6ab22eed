import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { concernsKey, type Rotation } from "../../rotation/rotation.js";
import { describeRotation } from "../../words/rotation.js";
import { currentMoment, readAccessKeyId } from "../accessKeys/pickAccessKey.js";
import type { CommandContext } from "../context.js";

/** The rotation a command is for: the argument's, that of the argument's key, else the only one or the one the user picks. */
export async function pickRotation(context: CommandContext, argument: unknown): Promise<Rotation> {
  const rotations = context.rotations.list();
  const id = (argument as { rotationId?: unknown } | undefined)?.rotationId;
  const accessKeyId = readAccessKeyId(argument);
  const isNamed = id !== undefined || accessKeyId !== undefined;
  const named = rotations.find((rotation) => rotation.id === id || (accessKeyId !== undefined && concernsKey(rotation, accessKeyId)));
  const [only, ...others] = rotations;
  const found = isNamed ? named : others.length === 0 ? only : undefined;
  if (found !== undefined) return found;
  if (isNamed || only === undefined) throw new UserError(l10n.t("No access key is being replaced just now."), { hint: l10n.t("It may have ended in another window.") });
  const choices = rotations.map((rotation) => ({ label: rotation.oldKeyId, description: rotation.user.userName, detail: describeRotation(rotation, currentMoment(context)), icon: "sync", value: rotation }));
  return context.ui.pick(choices, { title: l10n.t("Rotations of access keys"), placeholder: l10n.t("Which one?") });
}
