import * as l10n from "@vscode/l10n";
import { planRotation, type RotationPlan } from "../../rotation/planRotation.js";
import type { CommandContext } from "../context.js";
import { findElsewhere, type Elsewhere } from "./findElsewhere.js";

/** A plan, and where else on this computer the key is. */
export type KeyRotationPlan = RotationPlan & Elsewhere;

/** Looks at all that the rotation of a key will need. @throws UserError, AwsError, CancelledError; nothing has changed then */
export function planKeyRotation(context: CommandContext, accessKeyId: string, profileName: string | undefined): Promise<KeyRotationPlan> {
  const { ui, rotations, account, environment } = context;
  const wish = { accessKeyId, profileName, paths: account.paths(), sets: rotations.keyFileSets(), environment };
  return ui.withProgress(l10n.t("Looking at what uses the key…"), async () => {
    const plan = await planRotation(wish, rotations.tools);
    return { ...plan, ...(await findElsewhere(context, plan)) };
  });
}
