import type { IamClient } from "../../iam/client.js";
import type { UserAccount } from "../context.js";
import { givesCodes } from "./pickMfaDevice.js";

/**
 * The client to delete a device with that belongs to nobody. AWS may refuse that for want of MFA, and asking for a code
 * makes sense only of those who have a device that gives one: others are to hear the refusal itself, with which an
 * administrator can help.
 * @param hasCodes whether the user has another device that gives codes
 */
export function deletionClient({ client, session }: UserAccount, hasCodes: boolean): IamClient {
  return hasCodes ? client : session.client;
}

/** Whether the user has a device that gives codes; if that is not to be had, it is taken for granted. */
export async function hasCodeDevice({ session, caller }: UserAccount): Promise<boolean> {
  try {
    return (await session.client.listMfaDevices(caller.userName)).some(givesCodes);
  } catch {
    return true;
  }
}
