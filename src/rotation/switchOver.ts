import { findKeyPlaces } from "../profiles/keyPlaces.js";
import { replaceKey } from "../profiles/replaceKey.js";
import { clearUpLostKey, createNewKey } from "./createNewKey.js";
import { findKeys } from "./findKeys.js";
import { copyDescription } from "./keyCalls.js";
import { PROOF_PACE, proveKey } from "./proveKey.js";
import { isInterrupted, type Rotation } from "./rotation.js";
import { hasNoPlace, secretIsLost } from "./rotationErrors.js";
import type { RotationWork } from "./rotationTools.js";
import { withKey } from "./withKey.js";
import { tagOf, writeStep } from "./writeStep.js";

/** Takes a rotation that stopped on its way to the switch further, up to the watch. @throws UserError, AwsError, CancelledError */
export async function advance(tools: RotationWork, given: Rotation): Promise<Rotation> {
  if (!isInterrupted(given)) return given;
  return switchOver(tools, given.step === "creating" ? await createNewKey(tools, given, (client) => clearUpLostKey(tools, given, client)) : given);
}

/** Proves the new key and puts it into the files. @returns the rotation, watching @throws UserError, AwsError, CancelledError */
export async function switchOver(tools: RotationWork, given: Rotation): Promise<Rotation> {
  const { secrets } = tools;
  const { old, new: next } = await findKeys(tools, given);
  if (next === undefined) throw secretIsLost(given);
  return withKey(tools, given, next, async (client, ownClient) => {
    await proveKey(ownClient, { accessKeyId: next.accessKeyId, userArn: given.user.arn }, tools.pace ?? PROOF_PACE);
    await copyDescription(client, given.user, given.oldKeyId, next.accessKeyId);
    const switching = await writeStep(tools, { ...given, step: "switching", problem: undefined });
    await replaceKey(given.sets, given.oldKeyId, next, tagOf(given));
    const { places } = await findKeyPlaces(given.sets, next.accessKeyId);
    if (places.length === 0) throw hasNoPlace(given);
    const switchedAt = Date.now() + (ownClient.clockSkewMs ?? 0);
    const watching = await writeStep(tools, { ...switching, step: "watching", switchedAt, waitUntil: Date.now() + given.graceMs, lateUse: undefined });
    // The files hold it now; only the way back is still to be kept, if there is one. A secret storage that fails at this moment
    // goes on keeping both.
    if (old !== undefined) await secrets.keep(given.id, { old, new: undefined }).catch(() => undefined);
    return watching;
  });
}

