import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { MfaDevice } from "../../iam/model.js";
import { describeMfaKind } from "../../words/mfa.js";
import { formatDate } from "../../words/time.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";

/** Which devices a command can be used on, and what it says if there is none. */
export interface WantedDevice {
  readonly title: string;
  readonly wanted?: (device: MfaDevice) => boolean;
  readonly none?: string;
}

/**
 * The device a command is for: the tree's argument, else the one the user picks, even if there is only one: it is about a
 * device.
 * @throws UserError if there is none
 */
export async function pickMfaDevice(context: CommandContext, { client, caller }: UserAccount, argument: unknown, { title, wanted = () => true, none }: WantedDevice): Promise<MfaDevice> {
  const devices = await client.listMfaDevices(caller.userName);
  const serialNumber = readSerialNumber(argument);
  if (serialNumber !== undefined) {
    const found = devices.find((device) => device.serialNumber === serialNumber);
    if (found !== undefined) return found;
    context.markStale("mfaDevices", "unassignedMfaDevices");
    throw explainMissingDevice(serialNumber);
  }
  const candidates = devices.filter(wanted);
  if (candidates.length === 0) throw new UserError(none ?? l10n.t("There is no MFA device to do this with."));
  return context.ui.pick(candidates.map((device) => describeChoice(context, device)), { title, placeholder: l10n.t("Which MFA device?") });
}

/** The serial number in what the tree, or another command, handed over. */
export function readSerialNumber(argument: unknown): string | undefined {
  const serialNumber = (argument as { serialNumber?: unknown } | undefined)?.serialNumber;
  return typeof serialNumber === "string" ? serialNumber : undefined;
}

/** Whether a device shows codes: passkeys and security keys do not. */
export function givesCodes({ kind }: MfaDevice): boolean {
  return kind !== "securityKey";
}

export function explainMissingDevice(serialNumber: string): UserError {
  return new UserError(l10n.t("The MFA device {0} is not yours any more.", serialNumber), { hint: l10n.t("Somebody may have removed it, here or in the AWS console."), code: "NoSuchEntity" });
}

function describeChoice({ locale }: Pick<CommandContext, "locale">, device: MfaDevice): Choice<MfaDevice> {
  const since = device.enabledAt === undefined ? undefined : l10n.t("since {0}", formatDate(device.enabledAt, locale));
  return {
    label: device.name,
    icon: device.kind === "virtual" ? "device-mobile" : "shield",
    description: [describeMfaKind(device.kind), since].filter((word) => word !== undefined).join(" · "),
    value: device,
  };
}
