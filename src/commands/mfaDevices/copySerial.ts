import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { pickMfaDevice, readSerialNumber } from "./pickMfaDevice.js";

/** Copies a device's serial number, which is an ARN for most and no secret. */
export const copyMfaSerial: CommandHandler = async (context, argument) => {
  const known = readSerialNumber(argument);
  if (known !== undefined) return context.ui.copy(known);
  const user = await requireUser(context);
  const { serialNumber } = await pickMfaDevice(context, user, undefined, { title: l10n.t("Copy MFA serial number") });
  await context.ui.copy(serialNumber);
};
