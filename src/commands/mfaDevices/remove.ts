import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isUserError, UserError } from "../../errors.js";
import { AwsError, isAwsError } from "../../iam/errors.js";
import type { MfaDevice } from "../../iam/model.js";
import { recordMfaSerial } from "../../profiles/mfaSerial.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { addMfaDevice } from "./add.js";
import { deletionClient } from "./deletionClient.js";
import { offerRequest } from "./deleteUnfinished.js";
import { findLockOut } from "./lockOut.js";
import { givesCodes, pickMfaDevice } from "./pickMfaDevice.js";
import { findProfilesOfDevice } from "./profilesOfDevice.js";
import { describeRemoval, type Removal } from "./removalWords.js";

/** Removes an MFA device: takes it from the user, and deletes it where AWS would keep it as nobody's. */
export const removeMfaDevice: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const device = await pickMfaDevice(context, user, argument, { title: l10n.t("Remove MFA device") });
  const removal = await foresee(user, device);
  const isLockOut = removal.withoutMfa?.kind === "lockedOut";
  const answer = await context.ui.confirm(l10n.t("Remove the MFA device {0}?", device.name), describeRemoval(removal, context.locale), [
    ...(isLockOut ? [{ title: l10n.t("Add another device first"), value: "add" as const }] : []),
    { title: l10n.t("Remove device"), value: "remove" as const },
  ]);
  if (answer === "add") return addMfaDevice(context);
  if (isLockOut) await confirmByTyping(context, device);
  context.markStale("mfaDevices", "unassignedMfaDevices");
  await context.ui.withProgress(l10n.t("Removing {0}…", device.name), () => remove(context, user, device, removal.remaining.some(givesCodes)));
  offerToForget(context, user, removal);
};

/** A profile that names a device which is gone asks for its code in vain. */
function offerToForget({ ui, account }: CommandContext, { paths }: UserAccount, { device, profiles }: Removal): void {
  if (profiles.length === 0) return;
  ui.notify(l10n.t("The device {0} is removed, but these profiles still name it as mfa_serial: {1}", device.name, profiles.join(", ")), "information", {
    title: l10n.t("Take the lines out"),
    run: async () => {
      for (const profile of profiles) await recordMfaSerial(paths, profile, undefined);
      await account.reopen();
    },
  });
}

/** Finds out, before anything is asked, what the removal would mean. */
async function foresee(user: UserAccount, device: MfaDevice): Promise<Removal> {
  const [devices, profiles] = await Promise.all([user.client.listMfaDevices(user.caller.userName), findProfilesOfDevice(user, device.serialNumber)]);
  const remaining = devices.filter(({ serialNumber }) => serialNumber !== device.serialNumber);
  const isLast = remaining.length === 0 || (givesCodes(device) && !remaining.some(givesCodes));
  const { mfa } = user.session;
  return {
    device,
    remaining,
    profiles,
    sessionUntil: mfa?.serialNumber === device.serialNumber ? mfa.expiresAt : undefined,
    withoutMfa: isLast ? await findLockOut(user) : undefined,
  };
}

/** Someone who locks themselves out should have read from what. */
async function confirmByTyping({ ui }: CommandContext, { name }: MfaDevice): Promise<void> {
  await ui.input({
    title: l10n.t("Remove MFA device {0}", name),
    prompt: l10n.t("You lock yourself out. Type the device's name to remove it all the same: {0}", name),
    validate: (value) => (value.trim() === name ? undefined : l10n.t("This is not the name of the device.")),
  });
}

/**
 * Two steps for a virtual device, which AWS keeps as nobody's when it is taken from its user. The journal names it from
 * before the first until after the second: whatever happens in between, the next start deletes it.
 */
async function remove(context: CommandContext, user: UserAccount, device: MfaDevice, hasOthers: boolean): Promise<void> {
  if (device.kind !== "virtual") return deactivate(user, device);
  const { unfinishedDevices: journal } = context;
  note(context, user, device);
  try {
    await deactivate(user, device);
  } catch (error) {
    // As long as it is not known whether the device is the user's still, the journal keeps it: AWS deletes only what is not.
    if (isAwsError(error) && error.outcomeUnknown) journal.release(device.serialNumber, user.session.profileName);
    else journal.remove(device.serialNumber);
    throw error;
  }
  await deleteDeactivated(context, user, device, hasOthers);
}

function note({ unfinishedDevices }: CommandContext, { session }: UserAccount, device: MfaDevice): void {
  try {
    unfinishedDevices.add(device.serialNumber, session.profileName);
  } catch (error) {
    throw new UserError(l10n.t("The removal of {0} cannot be noted on this computer, so it was not begun.", device.name), {
      hint: l10n.t("Without the note, a crash half-way could leave an unfinished device behind. Is the disk full?"),
      code: (error as NodeJS.ErrnoException).code ?? "Unknown",
      cause: error,
    });
  }
}

/** @throws AwsError; with `outcomeUnknown` only if it stays unknown after a look at the list */
async function deactivate({ client, caller }: UserAccount, { serialNumber, name }: MfaDevice): Promise<void> {
  try {
    await client.deactivateMfaDevice(caller.userName, serialNumber);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    // Somebody else was faster, or the answer to the first try was lost: it is not the user's any more.
    if (error.code === "NoSuchEntity") return;
    if (error.code === "EntityTemporarilyUnmodifiable") {
      throw new UserError(l10n.t("AWS does not let {0} be changed just now: its user was changed a moment ago.", name), { hint: l10n.t("Try again in a few minutes."), code: error.code, cause: error });
    }
    if (!error.outcomeUnknown) throw error;
    const devices = await client.listMfaDevices(caller.userName).catch(() => undefined);
    if (devices === undefined) throw explainUnknown(error, name);
    if (devices.some((device) => device.serialNumber === serialNumber)) {
      throw new UserError(l10n.t("{0} was not removed: {1}", name, error.message), { ...detailsOf(error), hint: error.hint ?? l10n.t("Try again.") });
    }
  }
}

function explainUnknown(error: AwsError, name: string): AwsError {
  return new AwsError(l10n.t("Whether {0} was removed is not known: {1}", name, error.message), {
    ...detailsOf(error),
    hint: l10n.t("Refresh the view when the network is back. If it was, what is left of it is deleted at the next start at the latest."),
    outcomeUnknown: true,
  });
}

function detailsOf(error: AwsError): { cause: AwsError; code?: string } {
  return { cause: error, ...(error.code === undefined ? {} : { code: error.code }) };
}

async function deleteDeactivated({ unfinishedDevices: journal }: CommandContext, user: UserAccount, { serialNumber, name }: MfaDevice, hasOthers: boolean): Promise<void> {
  try {
    await deletionClient(user, hasOthers).deleteVirtualMfaDevice(serialNumber);
  } catch (error) {
    if (isAwsError(error) && error.denial !== undefined) {
      // It would be refused again at the next start; the row and the request remain.
      journal.remove(serialNumber);
      throw new UserError(l10n.t("{0} is not yours any more, but your user may not delete it: it stays in the list as nobody’s, and its name is taken.", name), {
        hint: l10n.t("An administrator can delete it, with the text that is ready to copy."),
        action: offerRequest(error.denial, serialNumber),
        code: "AccessDenied",
        cause: error,
      });
    }
    if (isAwsError(error) && error.code === "DeleteConflict") {
      journal.remove(serialNumber);
      throw new UserError(l10n.t("{0} was removed, but somebody has set it up again meanwhile.", name), { code: "DeleteConflict", cause: error });
    }
    if (!(isAwsError(error) && error.code === "NoSuchEntity")) {
      journal.release(serialNumber, user.session.profileName);
      // A cancelled question too: half of the work is done, and that must be said.
      const reason = isUserError(error) ? ` ${error.message}` : "";
      throw new UserError(l10n.t("{0} is not yours any more, but not deleted yet.{1}", name, reason), {
        hint: l10n.t("It is deleted at the next start at the latest."),
        action: { title: l10n.t("Delete it now"), command: COMMANDS.deleteUnfinishedMfaDevice, arguments: [{ serialNumber }] },
        code: isUserError(error) && error.code !== undefined ? error.code : "Cancelled",
        cause: error,
      });
    }
  }
  journal.remove(serialNumber);
}
