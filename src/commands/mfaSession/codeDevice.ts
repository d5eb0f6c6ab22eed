import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { readMfaDevice } from "../../iam/caller.js";
import { isAwsError } from "../../iam/errors.js";
import type { Caller, MfaDevice } from "../../iam/model.js";
import { describeMfaKind } from "../../words/mfa.js";
import type { Choice, CommandContext } from "../context.js";
import type { MfaWish } from "./openMfaSession.js";
import type { Opener } from "./opener.js";

/**
 * The device whose code opens the session: the one that is wished for, else the profile's `mfa_serial`, else one of the
 * user's own, the last used first. Never typed: people take a user's ARN for a device's.
 * @throws UserError if the user has none that gives codes
 */
export async function chooseCodeDevice({ ui, memory }: CommandContext, opener: Opener, caller: Extract<Caller, { kind: "user" }>, wish: MfaWish): Promise<MfaDevice> {
  const named = wish.serialNumber ?? usableSerial(opener.mfaSerial);
  if (named !== undefined) return readMfaDevice(named, undefined);
  const devices = await listDevices(opener, caller);
  const withCodes = devices.filter(({ kind }) => kind !== "securityKey");
  const last = memory.lastMfaDevice(caller.arn);
  withCodes.sort((one, other) => Number(other.serialNumber === last) - Number(one.serialNumber === last));
  const [first] = withCodes;
  if (first === undefined) throw explainNoDevice(devices.length > 0, wish);
  if (withCodes.length === 1) return first;
  const choices = withCodes.map((device): Choice<MfaDevice> => ({
    label: device.name,
    icon: device.kind === "virtual" ? "device-mobile" : "shield",
    description: [describeMfaKind(device.kind), device.serialNumber === last ? l10n.t("last used") : undefined].filter(Boolean).join(" · "),
    value: device,
  }));
  return ui.pick(choices, { title: l10n.t("Sign in with MFA"), placeholder: l10n.t("Which device is at hand?") });
}

/** People write their user's ARN there, or a passkey's, neither of which can give a code. */
function usableSerial(serialNumber: string | undefined): string | undefined {
  if (serialNumber === undefined || serialNumber.includes(":user/")) return undefined;
  return readMfaDevice(serialNumber, undefined).kind === "securityKey" ? undefined : serialNumber;
}

/** Where the list is not to be had, the device is taken to have the name that older policies demand: the user's. */
async function listDevices({ client }: Opener, { userName, partition, accountId }: Extract<Caller, { kind: "user" }>): Promise<readonly MfaDevice[]> {
  try {
    return await client.listMfaDevices(userName);
  } catch (error) {
    if (!isAwsError(error) || error.denial === undefined) throw error;
    return [readMfaDevice(`arn:${partition}:iam::${accountId}:mfa/${userName}`, undefined)];
  }
}

function explainNoDevice(hasPasskey: boolean, { refusal }: MfaWish): UserError {
  const why = refusal === undefined ? [] : [l10n.t("AWS asks for MFA here.")];
  if (hasPasskey) {
    return new UserError([...why, l10n.t("Your only MFA device is a passkey or security key, which cannot open a session outside of a browser.")].join(" "), {
      hint: l10n.t("Add an authenticator app too, or sign in with “aws login”."),
      action: { title: l10n.t("Add MFA device"), command: COMMANDS.addMfaDevice },
      code: "NoCodeDevice",
    });
  }
  return new UserError([...why, l10n.t("You have no MFA device yet.")].join(" "), {
    hint: l10n.t("Add one, then try again."),
    action: { title: l10n.t("Add MFA device"), command: COMMANDS.addMfaDevice },
    code: "NoMfaDevice",
  });
}
