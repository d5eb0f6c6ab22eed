import { isUserError, type UserError } from "../errors.js";
import type { IamClient } from "../iam/client.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { findKeyPlaces } from "../profiles/keyPlaces.js";
import { readProfiles } from "../profiles/readProfiles.js";
import { replaceKey } from "../profiles/replaceKey.js";
import { saveAccessKey } from "../profiles/saveAccessKey.js";
import { clearUpLostKey } from "./createNewKey.js";
import { findBothKeys, findEitherKey, findKeys } from "./findKeys.js";
import { deleteKey, isKeyRefused } from "./keyCalls.js";
import { endWithoutOldKey, lookAtKeys } from "./lookAtKeys.js";
import { PROOF_PACE, proveKey } from "./proveKey.js";
import { isInterrupted, type Rotation } from "./rotation.js";
import { newKeyIsLeft, noKeyWorks, nothingToPutBack, oldKeyIsGone, rotationIsOver } from "./rotationErrors.js";
import type { RotationWork } from "./rotationTools.js";
import { withKey } from "./withKey.js";
import { endRotation, tagOf, writeStep } from "./writeStep.js";

/** Puts the old key back: see `Rotator.rollBack`. @returns `undefined`: nothing is left to do @throws UserError, AwsError, CancelledError */
export async function rollBack(tools: RotationWork, given: Rotation): Promise<Rotation | undefined> {
  if ((await findEitherKey(given.sets, given)).length === 0) await putBack(tools, given);
  // Before anything is written down: without the old key's secret there is no other way than on.
  const { old, new: next } = await findBothKeys(tools, given).catch(async (error: unknown) => {
    const isLost = isUserError(error) && error.code === "BackupLost";
    if (isLost && given.step === "rollingBack") await watchAgain(tools, given);
    // A window that ended in the middle of the last step, or somebody else, has deleted it.
    if (isLost && !isInterrupted(given) && (await lookAtKeys(tools, given)) === undefined) throw oldKeyIsGone(given, false);
    throw error;
  });
  // In the middle of the switch some file may have held the new key, and somebody may have read it.
  const switchedAt = given.switchedAt ?? (given.step === "switching" && next !== undefined ? Date.now() : undefined);
  const rotation = await writeStep(tools, { ...given, step: "rollingBack", switchedAt, problem: undefined });
  await reactivate(tools, rotation, old, next).catch(async (error: unknown) => {
    // It did not begin, for AWS's or the user's reasons, and the files hold what they held.
    const isOver = isUserError(error) && error.code === "OldKeyGone";
    if (!isOver && given.step !== "rollingBack") await writeStep(tools, given);
    throw error;
  });
  return withKey(tools, rotation, old, async (client, ownClient) => {
    await proveKey(ownClient, { accessKeyId: old.accessKeyId, userArn: rotation.user.arn }, tools.pace ?? PROOF_PACE);
    if (switchedAt !== undefined) {
      if (next === undefined) throw await leaveNewKey(tools, rotation);
      // Both, before the one takes the other's place: from then on no file holds the new one's secret.
      tools.checkAlone();
      await tools.secrets.keep(rotation.id, { old, new: next });
      await replaceKey(rotation.sets, next.accessKeyId, old, tagOf(rotation));
      return swapKeys(tools, rotation, { old, new: next }, ownClient);
    }
    // Nobody has had the new one.
    tools.checkAlone();
    const newKeyId = rotation.newKeyId ?? next?.accessKeyId;
    if (newKeyId === undefined) await clearUpLostKey(tools, rotation, client);
    else await deleteKey(client, rotation.user, newKeyId);
    return endRotation(tools, rotation);
  });
}

/** From here on the new key is the one to be watched and given up. */
async function swapKeys(tools: RotationWork, rotation: Rotation, keys: { readonly old: KeyPair; readonly new: KeyPair }, client: IamClient): Promise<Rotation> {
  const switchedAt = Date.now() + (client.clockSkewMs ?? 0);
  const swapped = await writeStep(tools, {
    ...rotation,
    step: "watching",
    oldKeyId: keys.new.accessKeyId,
    newKeyId: keys.old.accessKeyId,
    switchedAt,
    waitUntil: Date.now() + rotation.graceMs,
    lateUse: undefined,
    isRolledBack: !rotation.isRolledBack,
  });
  await tools.secrets.keep(rotation.id, { old: keys.new, new: undefined });
  return swapped;
}

/** Makes sure that the old key is there and switched on, by whichever key AWS still listens to. */
async function reactivate(tools: RotationWork, rotation: Rotation, old: KeyPair, next: KeyPair | undefined): Promise<void> {
  const check = async (client: IamClient) => {
    const key = (await client.listAccessKeys(rotation.user.userName)).find(({ id }) => id === old.accessKeyId);
    if (key === undefined) throw await stayWithNewKey(tools, rotation, client);
    if (key.status === "Active") return;
    tools.checkAlone();
    await client.updateAccessKey(rotation.user.userName, old.accessKeyId, "Active");
  };
  try {
    await withKey(tools, rotation, next ?? old, check);
  } catch (error) {
    // The new key may be the one that does not work: the old one says so itself.
    if (next === undefined || !isKeyRefused(error)) throw error;
    await withKey(tools, rotation, old, check).catch((second: unknown) => {
      throw isKeyRefused(second) ? noKeyWorks(rotation) : second;
    });
  }
}

/** There is no way back any more. A file that still holds the old key, which is gone, needs the new one. */
async function stayWithNewKey(tools: RotationWork, rotation: Rotation, client: IamClient): Promise<UserError> {
  const { places } = await findKeyPlaces(rotation.sets, rotation.oldKeyId);
  const goesOn = places.length > 0;
  if (goesOn) await writeStep(tools, { ...rotation, step: "proving", switchedAt: undefined });
  else await endWithoutOldKey(tools, rotation, client);
  return oldKeyIsGone(rotation, goesOn);
}

/** The files hold the new key, and it is the only one whose secret is left. */
function watchAgain(tools: RotationWork, rotation: Rotation): Promise<Rotation> {
  const now = Date.now();
  return writeStep(tools, { ...rotation, step: "watching", switchedAt: rotation.switchedAt ?? now, waitUntil: rotation.waitUntil ?? now + rotation.graceMs });
}

/** Somebody put the old key back by hand. What uses the new one nobody knows, and its secret is nowhere, so that it cannot be put back. */
async function leaveNewKey(tools: RotationWork, rotation: Rotation): Promise<UserError> {
  await endRotation(tools, rotation);
  return newKeyIsLeft(rotation);
}

/**
 * No file holds either key: they were moved away, or somebody put another one there. Where the profile has none at all, the
 * old key goes back into it. Where it has another one, that stays; and so does the rotation, which has the only copy of the
 * old key's secret, as long as AWS has the key.
 */
async function putBack(tools: RotationWork, rotation: Rotation): Promise<void> {
  const { profileName, paths } = rotation;
  const { profiles } = await readProfiles(paths);
  const another = profiles.find(({ name }) => name === profileName)?.accessKeyId;
  if (another === undefined) {
    await saveAccessKey(paths, profileName, (await findBothKeys(tools, rotation)).old);
  } else if (await isOldKeyGone(tools, rotation, another)) {
    await endRotation(tools, rotation);
    throw rotationIsOver(rotation);
  } else {
    throw nothingToPutBack(rotation);
  }
}

/** Asks with the key that the profile has now, if it is the same user's, else with the old one, which has to say so itself. */
async function isOldKeyGone(tools: RotationWork, rotation: Rotation, keyInPlace: string): Promise<boolean> {
  const { user, sets, oldKeyId, step } = rotation;
  const isGoneFor = (keys: KeyPair) =>
    withKey(tools, rotation, keys, async (client) => {
      const { arn } = await client.getCaller();
      return arn === user.arn ? !(await client.listAccessKeys(user.userName)).some(({ id }) => id === oldKeyId) : undefined;
    }).catch((error: unknown) => {
      if (isKeyRefused(error)) return undefined;
      throw error;
    });
  const inPlace = (await findKeyPlaces(sets, keyInPlace)).keys;
  const { old } = await findKeys(tools, rotation);
  const answer = (inPlace && (await isGoneFor(inPlace))) ?? (old && (await isGoneFor(old)));
  // One that this rotation has switched off is refused too, and is still there for all that is known.
  return answer ?? step !== "resting";
}

