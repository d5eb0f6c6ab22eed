import type { IamClient } from "../iam/client.js";
import { isAwsError } from "../iam/errors.js";
import type { AccessKeyLastUse } from "../iam/model.js";
import type { RotatedUser } from "./rotation.js";

/** A key that is gone is as good as deleted. Its description is a tag that would outlive it, and count against the user's 50. */
export async function deleteKey(client: IamClient, { userName }: RotatedUser, accessKeyId: string): Promise<void> {
  try {
    await client.deleteAccessKey(userName, accessKeyId);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  await describe(client, userName, accessKeyId, "");
}

/** The new key takes over what the user wrote of the old one. Many users may not change tags: not worth a word. */
export async function copyDescription(client: IamClient, { userName }: RotatedUser, from: string, to: string): Promise<void> {
  const description = await client.getUser(userName).then(({ tags }) => tags.get(from), () => undefined);
  if (description !== undefined && description !== "") await describe(client, userName, to, description);
}

/** Writes an access key’s description, if AWS lets the user; empty: takes it away. */
export async function describe(client: IamClient, userName: string, accessKeyId: string, description: string): Promise<void> {
  await client.setAccessKeyDescription(userName, accessKeyId, description).catch(() => undefined);
}

/** @returns `undefined` where the user may not see it @throws AwsError */
export async function readLastUse(client: IamClient, accessKeyId: string): Promise<AccessKeyLastUse | undefined> {
  try {
    return await client.getAccessKeyLastUse(accessKeyId);
  } catch (error) {
    if (isAwsError(error) && error.denial !== undefined) return undefined;
    throw error;
  }
}

/** Whether somebody else has deleted what a call was about. */
export function isGone(error: unknown): boolean {
  return isAwsError(error) && error.code === "NoSuchEntity";
}

const REFUSED_KEY_CODES = ["InvalidClientTokenId", "UnrecognizedClient", "SignatureDoesNotMatch", "InvalidSignature"];

/** Whether AWS does not take the key that signed, whatever it was asked for. */
export function isKeyRefused(error: unknown): boolean {
  return isAwsError(error) && REFUSED_KEY_CODES.includes(error.code ?? "");
}
