import { setTimeout } from "node:timers/promises";
import type { IamClient } from "../iam/client.js";
import { isAwsError } from "../iam/errors.js";
import type { AccessKey } from "../iam/model.js";
import { isKeyQuotaFull } from "../iam/rules.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { CLOCK_TOLERANCE_MS, type Rotation } from "./rotation.js";

/** How often, and at what distance, a creation is tried again that an unfinished deletion stands in the way of. */
const LAG_ATTEMPTS = 6;
const LAG_PAUSE_MS = 2_000;

/** Creates it. A key that was deleted to make room counts for some seconds more. @throws AwsError */
export async function createNewKey(client: IamClient, userName: string): Promise<KeyPair> {
  for (let attempt = 1; ; attempt++) {
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

/**
 * The key that this rotation created without ever hearing of it; `undefined`: there is none, or it cannot be told for sure.
 * @param clockSkewMs AWS's clock minus this computer's
 */
export function findLostKey({ keysBefore, startedAt }: Rotation, now: readonly AccessKey[], clockSkewMs: number): AccessKey | undefined {
  const isFromHere = ({ id, createdAt }: AccessKey) => !keysBefore.includes(id) && (createdAt?.getTime() ?? 0) >= startedAt + clockSkewMs - CLOCK_TOLERANCE_MS;
  const [lost, ...others] = now.filter(isFromHere);
  return others.length === 0 ? lost : undefined;
}
