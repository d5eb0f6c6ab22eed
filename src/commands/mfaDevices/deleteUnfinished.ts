import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError, type ErrorAction } from "../../errors.js";
import { readMfaDevice } from "../../iam/caller.js";
import type { Denial } from "../../iam/denial.js";
import { isAwsError } from "../../iam/errors.js";
import type { MfaDevice } from "../../iam/model.js";
import { isNamedAfter } from "../../mfa/namedAfter.js";
import type { Choice, CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { readSerialNumber } from "./pickMfaDevice.js";
import { deletionClient, hasCodeDevice } from "./deletionClient.js";

/** Deletes a virtual device that belongs to nobody: what is left of a set-up, or of a removal, that never finished. */
export const deleteUnfinishedMfaDevice: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const serialNumber = readSerialNumber(argument);
  const device = serialNumber === undefined ? await pickUnassigned(context, user) : readMfaDevice(serialNumber, undefined);
  checkAccount(user, device);
  const isUnderWay = context.unfinishedDevices.isInOtherHands(device.serialNumber);
  await context.ui.confirm(
    isUnderWay ? l10n.t("Another window seems to be setting up {0} just now. Delete it all the same?", device.name) : l10n.t("Delete the unfinished MFA device {0}?", device.name),
    [device.serialNumber, isUnderWay ? l10n.t("If it is, finish or cancel the set-up there.") : describeRisk(device, user), l10n.t("An entry for it in an authenticator app is of no use then: delete it there too.")].join("\n\n"),
    [{ title: l10n.t("Delete device"), value: true }],
  );
  context.markStale("unassignedMfaDevices", "mfaDevices");
  await deleteOrExplain(context, user, device);
};

/** What a message offers can be of an account that the view does not show any more. */
function checkAccount({ caller }: UserAccount, { serialNumber, name }: MfaDevice): void {
  if (serialNumber.startsWith(`arn:${caller.partition}:iam::${caller.accountId}:`)) return;
  throw new UserError(l10n.t("The MFA device {0} belongs to another account than the one in the view.", name), { hint: l10n.t("Switch back to its profile, then try again.") });
}

function describeRisk(device: MfaDevice, { caller }: UserAccount): string {
  return isNamedAfter(device, caller.userName)
    ? l10n.t("It belongs to nobody, and its name is taken as long as it exists. If you are setting it up just now, here or elsewhere, that breaks off.")
    : l10n.t("It belongs to nobody, and is not named after you: perhaps somebody else is setting it up just now. Delete it only if you know that it is yours.");
}

async function deleteOrExplain({ ui, unfinishedDevices }: CommandContext, user: UserAccount, { serialNumber, name }: MfaDevice): Promise<void> {
  try {
    await ui.withProgress(l10n.t("Deleting {0}…", name), async () => deletionClient(user, await hasCodeDevice(user)).deleteVirtualMfaDevice(serialNumber));
  } catch (error) {
    if (!isAwsError(error)) throw error;
    if (error.denial !== undefined) {
      throw new UserError(l10n.t("AWS refused: your user may not delete the MFA device {0}.", name), {
        hint: l10n.t("An administrator can, with the text that is ready to copy."),
        action: offerRequest(error.denial, serialNumber),
        code: "AccessDenied",
        cause: error,
      });
    }
    if (error.code === "DeleteConflict") {
      unfinishedDevices.remove(serialNumber);
      throw new UserError(l10n.t("The MFA device {0} is in use: somebody has finished setting it up meanwhile.", name), { code: "DeleteConflict" });
    }
    // Gone already: that is what was asked for.
    if (error.code !== "NoSuchEntity") throw error;
  }
  unfinishedDevices.remove(serialNumber);
}

/** The text for the administrator, about this device whatever AWS's refusal named. */
export function offerRequest(denial: Denial, serialNumber: string): ErrorAction {
  return { title: l10n.t("Copy request"), command: COMMANDS.copyRequest, arguments: [{ denial: { ...denial, resource: serialNumber } satisfies Denial }] };
}

async function pickUnassigned({ ui, unfinishedDevices }: CommandContext, { client, caller }: UserAccount): Promise<MfaDevice> {
  const devices = [...(await client.listUnassignedMfaDevices())];
  if (devices.length === 0) throw new UserError(l10n.t("There is no unfinished MFA device in this account."));
  devices.sort((one, other) => Number(isNamedAfter(other, caller.userName)) - Number(isNamedAfter(one, caller.userName)));
  const describe = (device: MfaDevice) => {
    if (unfinishedDevices.isInOtherHands(device.serialNumber)) return l10n.t("another window is setting it up just now");
    return isNamedAfter(device, caller.userName) ? l10n.t("set-up never finished") : l10n.t("belongs to nobody; perhaps somebody else is setting it up just now");
  };
  const choices = devices.map((device): Choice<MfaDevice> => ({ label: device.name, icon: "warning", description: describe(device), detail: device.serialNumber, value: device }));
  return ui.pick(choices, { title: l10n.t("Delete unfinished MFA device"), placeholder: l10n.t("Which MFA device?") });
}
