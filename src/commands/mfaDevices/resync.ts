import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { MfaDevice } from "../../iam/model.js";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { sendTwoCodes } from "./askCodes.js";
import { explainMissingDevice, givesCodes, pickMfaDevice } from "./pickMfaDevice.js";

/** Tells AWS, by two codes in a row, how far a device's clock has drifted. */
export const resyncMfaDevice: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const title = l10n.t("Resynchronize MFA device");
  const device = await pickMfaDevice(context, user, argument, { title, wanted: givesCodes, none: l10n.t("You have no MFA device that gives codes: there is nothing to resynchronize.") });
  if (!givesCodes(device)) throw explainNoClock(device);
  const { serialNumber, name } = device;
  try {
    await sendTwoCodes(context, user, { title, serialNumber, deviceName: name, progress: l10n.t("Resynchronizing {0}…", name) }, (codes) =>
      user.client.resyncMfaDevice(user.caller.userName, serialNumber, codes),
    );
  } catch (error) {
    if (!isAwsError(error)) throw error;
    if (error.code === "NoSuchEntity") {
      context.markStale("mfaDevices", "unassignedMfaDevices");
      throw explainMissingDevice(serialNumber);
    }
    if (error.outcomeUnknown) {
      throw new UserError(l10n.t("Whether {0} is resynchronized is not known: {1}", name, error.message), {
        hint: l10n.t("Try its next code; if that is refused, resynchronize again. It does no harm to do it twice."),
        action: { title: l10n.t("Resynchronize again"), command: COMMANDS.resyncMfaDevice, arguments: [{ serialNumber }] },
        cause: error,
        ...(error.code === undefined ? {} : { code: error.code }),
      });
    }
    throw error;
  }
  context.ui.notify(l10n.t("AWS knows the clock of {0} again. Wait for its next code to sign in.", name));
};

function explainNoClock({ name }: MfaDevice): UserError {
  return new UserError(l10n.t("{0} is a passkey or security key: it gives no codes and has no clock that could drift.", name), {
    hint: l10n.t("If it does not work any more, remove it and add it again in the AWS console."),
  });
}
