import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { MfaDevice } from "../../iam/model.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { planMfaSerial, recordMfaSerial as writeMfaSerial } from "../../profiles/mfaSerial.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { givesCodes, pickMfaDevice } from "./pickMfaDevice.js";

/** Writes a device into the profile as its `mfa_serial`, so that sessions are opened with it unasked. */
export const recordMfaSerial: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  if (user.session.profileName === undefined) {
    throw new UserError(l10n.t("The keys come from the environment: there is no profile to record an MFA device in."), { hint: l10n.t("Switch to a profile.") });
  }
  const device = await pickMfaDevice(context, user, argument, { title: l10n.t("Use this device for the profile"), wanted: givesCodes, none: l10n.t("You have no MFA device that gives codes, as mfa_serial needs one.") });
  if (!givesCodes(device)) {
    throw new UserError(l10n.t("{0} is a passkey or security key, with which no session can be opened: mfa_serial needs a device that gives codes.", device.name));
  }
  await confirmAndRecord(context, user, user.session.profileName, device);
};

/** Shows the lines, asks, writes, and offers the way back. */
async function confirmAndRecord(context: CommandContext, { paths }: UserAccount, profileName: string, { serialNumber, name }: MfaDevice): Promise<void> {
  const { ui, account } = context;
  const plan = await planMfaSerial(paths, profileName, serialNumber);
  if (plan.lines.length === 0) {
    ui.notify(l10n.t("Profile {0} names {1} as its MFA device already.", profileName, name));
    return;
  }
  const detail = [
    l10n.t("These lines of {0} will be written:", shortenHome(plan.path)),
    plan.lines.join("\n"),
    ...(plan.replaces === undefined ? [] : [l10n.t("They replace the device that stands there: {0}", plan.replaces)]),
    l10n.t("Everything else stays as it is."),
    l10n.t("Sessions with MFA of this profile are then opened with this device, without asking which."),
  ];
  await ui.confirm(l10n.t("Use {0} for profile {1}?", name, profileName), detail.join("\n\n"), [{ title: l10n.t("Write lines"), value: true }], "plain");
  const written = await writeMfaSerial(paths, profileName, serialNumber);
  await account.reopen();
  const undo = async () => {
    await written.undo();
    await account.reopen();
  };
  ui.notify(l10n.t("Profile {0} names {1} as its MFA device.", profileName, name), "information", { title: l10n.t("Undo"), run: undo });
}
