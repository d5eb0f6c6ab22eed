import { readProfiles } from "../../profiles/readProfiles.js";
import type { UserAccount } from "../context.js";

/**
 * The profiles on this computer that sign with a key, read at this moment: another window or tool may have written the
 * files since the session was opened. What cannot be read is no reason to stop: the answer only adds to a warning.
 */
export async function findProfilesOfKey({ paths }: Pick<UserAccount, "paths">, accessKeyId: string): Promise<readonly string[]> {
  const { profiles } = await readProfiles(paths).catch(() => ({ profiles: [] }));
  return profiles.filter((profile) => profile.accessKeyId === accessKeyId).map(({ name }) => name);
}
