import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { isAwsError, type AwsError } from "../../iam/errors.js";
import type { CreatedMfaDevice, MfaDevice } from "../../iam/model.js";
import { MfaSetUp } from "../../panels/mfaSetUp.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { explainNameFault, findFreeName } from "./deviceName.js";
import { deleteLeftDevices, deleteUnassigned } from "./leftDevices.js";
import { makeSetUpActions } from "./setUpActions.js";

type NamedDevice = CreatedMfaDevice & { readonly name: string };

/** Creates a virtual device and opens the page that assigns it. */
export async function addAuthenticatorApp(context: CommandContext, user: UserAccount): Promise<void> {
  // What an earlier set-up left would stand in the way of this one.
  await deleteLeftDevices(context, user);
  const [accountAlias, taken] = await Promise.all([findAlias(user), findTakenNames(user)]);
  const device = await createUnderFreeName(context, user, taken);
  const { userName, accountId } = user.caller;
  const owner = { userName, accountId, accountAlias, profileName: user.session.profileName };
  const startAgain: CommandHandler = (again) => addAuthenticatorApp(again, user);
  context.showMfaSetUp(new MfaSetUp(device, owner, makeSetUpActions(context, user, device, startAgain)));
}

/** For the label in the app; the account's number does as well. */
async function findAlias({ loader, session }: UserAccount): Promise<string | undefined> {
  const part = loader.snapshot.accountAlias;
  if (part.state === "ok") return part.value;
  return part.state === "loading" || part.state === "failed" ? quietly(() => session.client.getAccountAlias()) : undefined;
}

/** The names known to be taken; others that belong to other users are not known. */
async function findTakenNames({ session, caller }: UserAccount): Promise<Set<string>> {
  const lists = await Promise.all([quietly(() => session.client.listMfaDevices(caller.userName)), quietly(() => session.client.listUnassignedMfaDevices())]);
  return new Set(lists.flatMap((devices: readonly MfaDevice[] | undefined) => devices ?? []).filter(({ kind }) => kind === "virtual").map(({ name }) => comparable(name)));
}

/** What only makes things nicer fails in silence, and asks for no MFA. */
async function quietly<Answer>(call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isAwsError(error)) return undefined;
    throw error;
  }
}

/** A name that AWS says is taken costs one click. */
async function createUnderFreeName(context: CommandContext, user: UserAccount, taken: Set<string>): Promise<NamedDevice> {
  const isTaken = (name: string) => {
    const serialNumber = serialOf(user, name);
    // In the journal: in the hands of some window, this one included, or waiting for its deletion.
    return taken.has(comparable(name)) || context.unfinishedDevices.has(serialNumber);
  };
  const { userName } = user.caller;
  for (let name = findFreeName(userName, isTaken); ; ) {
    const device = isTaken(name) ? undefined : await create(context, user, name, taken);
    if (device !== undefined) return device;
    taken.add(comparable(name));
    name = await askName(context, name, findFreeName(userName, isTaken));
  }
}

/** Names that differ in their case only are the same to IAM. */
function comparable(name: string): string {
  return name.toLowerCase();
}

function serialOf({ caller }: UserAccount, name: string): string {
  return `arn:${caller.partition}:iam::${caller.accountId}:mfa/${name}`;
}

async function askName({ ui }: CommandContext, takenName: string, freeName: string): Promise<string> {
  const other = "";
  const picked = await ui.pick(
    [
      { label: l10n.t("Use the name {0}", freeName), icon: "check", value: freeName },
      { label: l10n.t("Type another name…"), icon: "edit", value: other },
    ],
    { title: l10n.t("The name {0} is taken", takenName), placeholder: l10n.t("A device of this account has it, perhaps one whose set-up was never finished.") },
  );
  if (picked !== other) return picked;
  return ui.input({ title: l10n.t("Add an authenticator app"), prompt: l10n.t("A name for the device, as AWS lists it."), value: freeName, validate: explainNameFault });
}

/**
 * Creates the device. Its name is in the journal first, so that whatever happens to this window, the device is found.
 * @returns `undefined` if the name is taken
 */
async function create(context: CommandContext, user: UserAccount, name: string, taken: ReadonlySet<string>): Promise<NamedDevice | undefined> {
  const { ui, unfinishedDevices } = context;
  const { client, session } = user;
  const serialNumber = serialOf(user, name);
  writeDown(context, serialNumber, session.profileName);
  try {
    const device = await ui.withProgress(l10n.t("Creating the device {0}…", name), () => client.createVirtualMfaDevice(name));
    if (device.serialNumber !== serialNumber) {
      unfinishedDevices.add(device.serialNumber, session.profileName);
      unfinishedDevices.remove(serialNumber);
    }
    return { ...device, name };
  } catch (error) {
    if (isAwsError(error) && error.outcomeUnknown) return clearUpLostDevice(context, user, { serialNumber, name, cause: error });
    unfinishedDevices.remove(serialNumber);
    if (!isAwsError(error)) throw error;
    if (error.code === "EntityAlreadyExists") return undefined;
    throw explainRefusal(error, user.caller.userName, name, taken);
  }
}

function writeDown({ unfinishedDevices }: CommandContext, serialNumber: string, profileName: string | undefined): void {
  try {
    unfinishedDevices.add(serialNumber, profileName);
  } catch (error) {
    throw new UserError(l10n.t("Nothing was created: this extension cannot write to its own folder, where it keeps the names of unfinished devices."), {
      hint: l10n.t("Make room on the disk, or let VS Code write to its folders, then try again."),
      code: (error as NodeJS.ErrnoException).code ?? "JournalError",
      cause: error,
    });
  }
}

/** A name other than the user's own is what older policies do not allow. */
function explainRefusal(error: AwsError, userName: string, name: string, taken: ReadonlySet<string>): Error {
  const { code } = error;
  if (code === "LimitExceeded") {
    return new UserError(l10n.t("This account has as many virtual MFA devices as AWS allows."), { hint: l10n.t("An administrator can delete those that belong to nobody, or ask AWS for a higher quota."), code, cause: error });
  }
  if (code === "ConcurrentModification") {
    return new UserError(l10n.t("Something else changed the account's devices at the same moment, so AWS created nothing."), { hint: l10n.t("Try again."), ...tryAgain(), code, cause: error });
  }
  const { denial } = error;
  if (denial === undefined || denial.explicit || name === userName) return error;
  const why = taken.has(comparable(userName)) ? l10n.t("The name {0} is taken, perhaps by a set-up that was never finished: then an administrator can delete it.", userName) : l10n.t("Try again with the name {0}.", userName);
  return new UserError(l10n.t("AWS refused to create a device with the name {0}: your policy may allow only one with your own name, {1}.", name, userName), {
    hint: why,
    action: { title: l10n.t("Copy request"), command: COMMANDS.copyRequest, arguments: [{ denial }] },
    code: "AccessDenied",
    cause: error,
  });
}

/**
 * The answer to the creation was lost, and with it the key of the device that may exist: nobody can ever finish it. It is
 * deleted at once, or at the next start. Always throws.
 */
async function clearUpLostDevice({ unfinishedDevices }: CommandContext, { session }: UserAccount, lost: { serialNumber: string; name: string; cause: AwsError }): Promise<never> {
  const { serialNumber, name, cause } = lost;
  const options = { ...tryAgain(), code: cause.code ?? "LostAnswer", cause };
  const deletion = await deleteUnassigned(session.client, serialNumber);
  if (deletion.kind === "denied") {
    unfinishedDevices.remove(serialNumber);
    throw new UserError(l10n.t("The answer from AWS was lost, and with it the key of the device {0}.", name), { hint: l10n.t("AWS does not let you delete it, so it stays in the view, unfinished. Try again: the new one gets another name."), ...options });
  }
  if (deletion.kind === "failed") unfinishedDevices.release(serialNumber, session.profileName);
  else unfinishedDevices.remove(serialNumber);
  const hint = deletion.kind === "failed" ? l10n.t("If AWS created it, it is deleted as soon as the network is back. Try again then.") : l10n.t("Nothing is left behind. Try again.");
  throw new UserError(l10n.t("The answer from AWS was lost, and with it the key of the device {0}.", name), { hint, ...options });
}

function tryAgain(): { action: { title: string; command: string } } {
  return { action: { title: l10n.t("Try again"), command: COMMANDS.addMfaDevice } };
}
