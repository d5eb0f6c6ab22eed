import type { UserAccount } from "../context.js";
import { givesCodes } from "./pickMfaDevice.js";

/**
 * Deletes a virtual device that belongs to nobody.
 *
 * AWS may refuse it for want of MFA. Asking for a code makes sense only of those who have a device that gives one: others
 * are to hear the refusal itself, with which an administrator can help.
 * @param hasCodes whether the user has another device that gives codes
 * @throws AwsError
 */
export async function deleteUnassignedDevice({ client, session }: UserAccount, serialNumber: string, hasCodes: boolean): Promise<void> {
  await (hasCodes ? client : session.client).deleteVirtualMfaDevice(serialNumber);
}

/** Whether the user has a device that gives codes; if that is not to be had, it is taken for granted. */
export async function hasCodeDevice({ session, caller }: UserAccount): Promise<boolean> {
  try {
    return (await session.client.listMfaDevices(caller.userName)).some(givesCodes);
  } catch {
    return true;
  }
}
