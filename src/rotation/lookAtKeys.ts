import type { IamClient } from "../iam/client.js";
import { findKeyPlaces } from "../profiles/keyPlaces.js";
import { describe, readLastUse } from "./keyCalls.js";
import { extendWatch, findLateUse, type Rotation } from "./rotation.js";
import { newKeyIsOff, oldKeyIsBack } from "./rotationErrors.js";
import type { RotationWork } from "./rotationTools.js";
import { withNewKey } from "./withKey.js";
import { endRotation, writeStep } from "./writeStep.js";

/** Asks AWS how the two keys are, and for the old one's last use. @returns `undefined`: it has ended @throws UserError, AwsError */
export async function lookAtKeys(tools: RotationWork, given: Rotation): Promise<Rotation | undefined> {
  if (given.step !== "watching" && given.step !== "resting") return given;
  return withNewKey(tools, given, async (client) => {
    const { user, oldKeyId, newKeyId } = given;
    const keys = await client.listAccessKeys(user.userName);
    const old = keys.find(({ id }) => id === oldKeyId);
    if (keys.find(({ id }) => id === newKeyId)?.status !== "Active") throw newKeyIsOff(given);
    // Somebody else deleted it, or a window that ended then: that is where it was to end.
    if (old === undefined) return endWithoutOldKey(tools, given, client);
    await checkIsReplaced(given);
    if (given.step === "watching" && old.status !== "Active") return restOldKey(tools, given);
    if (given.step === "resting" && old.status === "Active") return watchOnceMore(tools, given, client);
    const use = await readLastUse(client, oldKeyId);
    const late = findLateUse(given, use);
    const seen = { ...given, problem: undefined, isUseUnknown: use === undefined && !given.isUseHidden };
    return writeStep(tools, late === undefined || late.at === given.lateUse?.at ? seen : extendWatch(seen, late, client.clockSkewMs ?? 0));
  });
}

/** Somebody switched the old key on again, and so has a need for it: from here on nothing happens to it unasked. */
function watchOnceMore(tools: RotationWork, rotation: Rotation, client: IamClient): Promise<Rotation> {
  const switchedAt = Date.now() + (client.clockSkewMs ?? 0);
  return writeStep(tools, { ...rotation, step: "watching", byItself: false, switchedAt, waitUntil: Date.now() + rotation.graceMs, lateUse: undefined, problem: undefined });
}

/** The old key is gone already, and with it the reason to speak of it in its description. @throws AwsError */
export async function endWithoutOldKey(tools: RotationWork, rotation: Rotation, client: IamClient): Promise<undefined> {
  await describe(client, rotation.user.userName, rotation.oldKeyId, "");
  return endRotation(tools, rotation);
}

/** The old key is switched off: from here on it only waits for its deletion. */
export function restOldKey(tools: RotationWork, rotation: Rotation): Promise<Rotation> {
  return writeStep(tools, { ...rotation, step: "resting", waitUntil: Date.now() + rotation.restMs, problem: undefined });
}

/** The files may have been put back since, as from a backup: a profile that holds the old key again would stop working. @throws UserError */
async function checkIsReplaced(rotation: Rotation): Promise<void> {
  const { places } = await findKeyPlaces(rotation.sets, rotation.oldKeyId);
  const [place] = places;
  if (place !== undefined) throw oldKeyIsBack(rotation, place);
}
