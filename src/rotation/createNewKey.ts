import { setTimeout } from "node:timers/promises";
import type { IamClient } from "../iam/client.js";
import { isAwsError } from "../iam/errors.js";
import type { AccessKey } from "../iam/model.js";
import { isKeyQuotaFull } from "../iam/rules.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { findKeyPlaces } from "../profiles/keyPlaces.js";
import { findBothKeys } from "./findKeys.js";
import { deleteKey } from "./keyCalls.js";
import { CLOCK_TOLERANCE_MS, type Rotation } from "./rotation.js";
import type { RotationWork } from "./rotationTools.js";
import { withKey } from "./withKey.js";
import { endRotation, writeStep } from "./writeStep.js";

/** How often, and at what distance, a creation is tried again that an unfinished deletion stands in the way of. */
const LAG_ATTEMPTS = 6;
const LAG_PAUSE_MS = 2_000;

/**
 * Creates the new key, and keeps its secret before anything else.
 * @param prepare what an earlier try may have left to do
 * @returns the rotation, proving
 * @throws UserError, AwsError, CancelledError
 */
export async function createNewKey(tools: RotationWork, rotation: Rotation, prepare: (client: IamClient) => Promise<void>): Promise<Rotation> {
  const { secrets } = tools;
  const keys = await findBothKeys(tools, rotation);
  // It was kept, and the window ended before that was written down.
  if (keys.new !== undefined) return writeStep(tools, { ...rotation, step: "proving", newKeyId: keys.new.accessKeyId, problem: undefined });
  return withKey(tools, rotation, keys.old, async (client) => {
    await prepare(client);
    let created: KeyPair;
    try {
      created = await createDespiteLag(client, rotation.user.userName, tools.checkAlone);
    } catch (error) {
      // Nothing was created: nothing is left to go on with. An answer that was lost is looked for when it goes on.
      if (!(isAwsError(error) && error.outcomeUnknown)) await endRotation(tools, rotation);
      throw error;
    }
    try {
      // Another window may have kept one of its own meanwhile.
      tools.checkAlone();
      await secrets.keep(rotation.id, { old: keys.old, new: created });
    } catch (error) {
      await deleteKey(client, rotation.user, created.accessKeyId);
      await endRotation(tools, rotation);
      throw error;
    }
    return writeStep(tools, { ...rotation, step: "proving", newKeyId: created.accessKeyId, problem: undefined });
  });
}

/** Deletes what a try has left: a window that ended between AWS's creation and its answer left a key whose secret nobody has. @throws AwsError, CancelledError */
export async function clearUpLostKey(tools: RotationWork, rotation: Rotation, client: IamClient): Promise<void> {
  const lost = findLostKey(rotation, await client.listAccessKeys(rotation.user.userName), client.clockSkewMs ?? 0);
  // One that a file holds is somebody's: only the user can say whether it may go.
  if (lost === undefined || (await findKeyPlaces(rotation.sets, lost.id)).places.length > 0) return;
  if (!(await tools.mayDeleteLost(lost))) return;
  tools.checkAlone();
  await deleteKey(client, rotation.user, lost.id);
}

/**
 * The key that this rotation created without ever hearing of it; `undefined`: there is none, or it cannot be told for sure.
 * @param clockSkewMs AWS's clock minus this computer's
 */
export function findLostKey({ keysBefore, startedAt }: Rotation, now: readonly AccessKey[], clockSkewMs: number): AccessKey | undefined {
  const isFromHere = ({ id, createdAt }: AccessKey) => !keysBefore.includes(id) && (createdAt?.getTime() ?? 0) >= startedAt + clockSkewMs - CLOCK_TOLERANCE_MS;
  const [lost, ...others] = now.filter(isFromHere);
  return others.length === 0 ? lost : undefined;
}

/** Creates it. A key that was deleted to make room counts for some seconds more. @throws AwsError, and what the check throws */
async function createDespiteLag(client: IamClient, userName: string, checkAlone: () => void): Promise<KeyPair> {
  for (let attempt = 1; ; attempt++) {
    checkAlone();
    try {
      const { key, secretAccessKey } = await client.createAccessKey(userName);
      return { accessKeyId: key.id, secretAccessKey };
    } catch (error) {
      const mayBeLag = isAwsError(error) && error.code === "LimitExceeded" && attempt < LAG_ATTEMPTS;
      if (!mayBeLag || isKeyQuotaFull(await client.listAccessKeys(userName))) throw error;
    }
    await setTimeout(LAG_PAUSE_MS);
  }
}
