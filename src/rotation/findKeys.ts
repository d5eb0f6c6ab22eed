import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { findKeyPlaces, type KeyPlace } from "../profiles/keyPlaces.js";
import type { Rotation } from "./rotation.js";
import { backupIsLost } from "./rotationErrors.js";
import type { RotationKeys } from "./rotationSecrets.js";
import type { RotationWork } from "./rotationTools.js";

/** The keys of a rotation of which the old one must be there. @throws UserError `BackupLost` */
export async function findBothKeys(tools: RotationWork, rotation: Rotation): Promise<RotationKeys> {
  const { old, new: next } = await findKeys(tools, rotation);
  if (old === undefined) throw backupIsLost(rotation);
  return { old, new: next };
}

/** What is kept; where the secret storage was emptied, what the files hold. */
export async function findKeys(tools: RotationWork, rotation: Rotation): Promise<{ readonly old: KeyPair | undefined; readonly new: KeyPair | undefined }> {
  const { oldKeyId, newKeyId, sets } = rotation;
  const kept = await tools.secrets.get(rotation.id);
  // Whichever of the two it is called there: a window may have ended while they changed places.
  const find = async (id: string) => [kept?.old, kept?.new].find((pair) => pair?.accessKeyId === id) ?? (await findKeyPlaces(sets, id)).keys;
  return { old: await find(oldKeyId), new: newKeyId === undefined ? kept?.new : await find(newKeyId) };
}

/** The places that carry one of the two keys. */
export async function findEitherKey(sets: readonly AwsFilePaths[], { oldKeyId, newKeyId }: Pick<Rotation, "oldKeyId" | "newKeyId">): Promise<readonly KeyPlace[]> {
  const old = await findKeyPlaces(sets, oldKeyId);
  return newKeyId === undefined ? old.places : [...old.places, ...(await findKeyPlaces(sets, newKeyId)).places];
}
