import { isAwsError } from "../../iam/errors.js";
import type { IamClient } from "../../iam/client.js";
import type { Deletion } from "../../panels/mfaSetUp.js";
import type { CommandContext, OpenAccount, UserAccount } from "../context.js";

/** Deletes a virtual device that is nobody's; one that is not there is as good as deleted. */
export async function deleteUnassigned(client: IamClient, serialNumber: string): Promise<Deletion> {
  try {
    await client.deleteVirtualMfaDevice(serialNumber);
    return { kind: "deleted" };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    if (error.code === "NoSuchEntity") return { kind: "deleted" };
    if (error.code === "DeleteConflict") return { kind: "assigned" };
    return error.denial === undefined ? { kind: "failed", error } : { kind: "denied", error };
  }
}

/**
 * Deletes what windows that are gone have left unfinished in this account, without a question and without a word. What
 * AWS does not let the user delete is listed in the view, and is not tried again.
 * @returns whether the account's devices have changed
 */
export async function deleteLeftDevices({ unfinishedDevices }: Pick<CommandContext, "unfinishedDevices">, { session, caller }: Pick<UserAccount, "session" | "caller">): Promise<boolean> {
  const { profileName } = session;
  const left = readLeft(unfinishedDevices, profileName);
  // The profile may hold another account's keys by now, which can say nothing of this one's devices.
  const own = left.filter((serialNumber) => serialNumber.startsWith(`arn:${caller.partition}:iam::${caller.accountId}:`));
  // Not by the client that asks for MFA: nobody has asked for anything here.
  const kinds = await Promise.all(own.map(async (serialNumber) => {
    const deletion = await deleteUnassigned(session.client, serialNumber);
    const mayHelp = deletion.kind === "failed" || (deletion.kind === "denied" && deletion.error.denial?.mayWantMfa === true);
    if (!mayHelp) unfinishedDevices.remove(serialNumber);
    return deletion.kind;
  }));
  return kinds.includes("deleted");
}

/** The same at the opening of an account, of which it may not be known yet whose it is. @throws AwsError, UserError */
export async function deleteLeftDevicesOf(context: Pick<CommandContext, "unfinishedDevices">, { session }: OpenAccount): Promise<boolean> {
  const caller = await session.client.getCaller();
  return caller.kind === "user" && deleteLeftDevices(context, { session, caller });
}

/** A journal that cannot be read says nothing; that it cannot be written is said before anything is created. */
function readLeft(unfinishedDevices: CommandContext["unfinishedDevices"], profileName: string | undefined): readonly string[] {
  try {
    return unfinishedDevices.leftOf(profileName).map(({ serialNumber }) => serialNumber);
  } catch {
    return [];
  }
}
