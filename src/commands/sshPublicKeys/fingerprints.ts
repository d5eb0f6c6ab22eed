import { isAwsError } from "../../iam/errors.js";
import { valueOf } from "../../iam/snapshot.js";
import type { UserAccount } from "../context.js";

/**
 * IAM's fingerprint of a key: the one of the view, which never changes, else asked for. What depends on it is a convenience:
 * nobody is asked for MFA because of it.
 * @returns `undefined` if it is not to be had
 */
export async function readFingerprint({ loader, session, caller }: UserAccount, id: string): Promise<string | undefined> {
  const known = loader.snapshot.sshFingerprints.get(id);
  const value = known && valueOf(known);
  if (value !== undefined) return value;
  try {
    return await session.client.getSshPublicKeyFingerprint(caller.userName, id);
  } catch (error) {
    if (isAwsError(error)) return undefined;
    throw error;
  }
}
