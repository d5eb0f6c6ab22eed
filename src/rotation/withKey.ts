import { isUserError } from "../errors.js";
import type { IamClient } from "../iam/client.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { findKeyPlaces } from "../profiles/keyPlaces.js";
import { findEitherKey } from "./findKeys.js";
import { isKeyRefused } from "./keyCalls.js";
import type { Rotation } from "./rotation.js";
import { hasNoPlace, newKeyIsOff } from "./rotationErrors.js";
import type { RotationWork, SignedIn } from "./rotationTools.js";

/** Works with the key that the files hold now. @throws UserError when none holds it, or AWS refuses it */
export async function withNewKey<Answer>(tools: RotationWork, rotation: Rotation, work: (client: IamClient) => Promise<Answer>): Promise<Answer> {
  const { newKeyId } = rotation;
  // From the files alone: a new key that is in none of them any more has taken nobody's place.
  const keys = newKeyId === undefined ? undefined : (await findKeyPlaces(rotation.sets, newKeyId)).keys;
  if (keys === undefined) throw hasNoPlace(rotation);
  return withKey(tools, rotation, keys, work).catch((error: unknown) => {
    throw isKeyRefused(error) ? newKeyIsOff(rotation) : error;
  });
}

/** Works signed in with a key. @throws UserError, CancelledError */
export async function withKey<Answer>(tools: RotationWork, rotation: Rotation, keys: KeyPair, work: (client: IamClient, ownClient: IamClient) => Promise<Answer>): Promise<Answer> {
  const signedIn = await signIn(tools, rotation, keys);
  try {
    return await work(signedIn.client, signedIn.ownClient);
  } finally {
    signedIn.dispose();
  }
}

async function signIn(tools: RotationWork, { profileName, paths, oldKeyId, newKeyId }: Rotation, keys: KeyPair): Promise<SignedIn> {
  const otherKeyId = keys.accessKeyId === oldKeyId ? newKeyId : oldKeyId;
  const wish = { profileName, paths, keys, otherKeyId };
  try {
    return await tools.signIn(wish);
  } catch (error) {
    if (!(isUserError(error) && error.code === "NoSuchProfile")) throw error;
    // Somebody gave the profile another name: one that holds either key leads to the same account.
    const [place] = await findEitherKey([paths], { oldKeyId, newKeyId });
    if (place === undefined) throw error;
    return tools.signIn({ ...wish, profileName: place.profileName });
  }
}
