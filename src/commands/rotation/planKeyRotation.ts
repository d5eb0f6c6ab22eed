import * as l10n from "@vscode/l10n";
import { planRotation, type RotationPlan } from "../../rotation/planRotation.js";
import type { CommandContext } from "../context.js";

/** Looks at all that the rotation of a key will need. @throws UserError, AwsError, CancelledError; nothing has changed then */
export function planKeyRotation({ ui, rotations, account, environment }: CommandContext, accessKeyId: string, profileName: string | undefined): Promise<RotationPlan> {
  const wish = { accessKeyId, profileName, paths: account.paths(), sets: rotations.keyFileSets(), environment };
  return ui.withProgress(l10n.t("Looking at what uses the key…"), () => planRotation(wish, rotations.tools));
}
