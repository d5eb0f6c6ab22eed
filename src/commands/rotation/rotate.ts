import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { startOf, type RotationPlan } from "../../rotation/planRotation.js";
import { concernsKey } from "../../rotation/rotation.js";
import type { CommandHandler } from "../context.js";
import { pickAccessKey, readAccessKeyId } from "../accessKeys/pickAccessKey.js";
import { requireUser } from "../requireUser.js";
import { goOnWith } from "./goOn.js";
import { askToBegin } from "./askToBegin.js";
import { begin } from "./begin.js";
import { makeRoom } from "./makeRoom.js";
import { planKeyRotation } from "./planKeyRotation.js";

/**
 * Replaces an access key by a new one in every profile that holds it. All is asked before the first change; from then on the
 * rotation is in the journal, and whatever happens can be taken up again or rolled back.
 */
export const rotateAccessKey: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const given = readAccessKeyId(argument);
  const accessKeyId = given ?? (await pickAccessKey(context, user, undefined, l10n.t("Rotate access key"), ({ status }) => status === "Active")).id;
  const underWay = context.rotations.list().find((rotation) => concernsKey(rotation, accessKeyId));
  if (underWay !== undefined) return goOnWith(context, underWay);
  const plan = await planKeyRotation(context, accessKeyId, user.session.profileName);
  // A reminder's button may be pressed when the view shows another account by now.
  if (plan.user.arn !== user.caller.arn) throw isAnotherUsers(plan);
  const byItself = await askToBegin(context, plan);
  const userKeys = await makeRoom(context, user, plan);
  await begin(context, startOf(plan, userKeys, { ...context.rotations.waits(), byItself }));
};

function isAnotherUsers({ keys, profileName }: RotationPlan): UserError {
  return new UserError(l10n.t("The key {0} is not one of the user whose credentials are shown.", keys.accessKeyId), {
    hint: l10n.t("Switch to profile {0}, then try again.", profileName),
    action: { title: l10n.t("Switch profile"), command: COMMANDS.switchProfile },
  });
}
