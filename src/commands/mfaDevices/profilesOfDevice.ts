import { readProfiles } from "../../profiles/readProfiles.js";
import type { UserAccount } from "../context.js";

/**
 * The profiles on this computer that name a device as their `mfa_serial`, read at this moment. What cannot be read is no
 * reason to stop: the answer only adds to a warning.
 */
export async function findProfilesOfDevice({ paths }: Pick<UserAccount, "paths">, serialNumber: string): Promise<readonly string[]> {
  const { profiles } = await readProfiles(paths).catch(() => ({ profiles: [] }));
  return profiles.filter(({ settings }) => settings.get("mfa_serial") === serialNumber).map(({ name }) => name);
}
