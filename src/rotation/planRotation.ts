import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { IamClient } from "../iam/client.js";
import type { AccessKey } from "../iam/model.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { findKeyPlaces, type KeyPlace, type KeyPlaces } from "../profiles/keyPlaces.js";
import { rehearseReplacement } from "../profiles/replaceKey.js";
import { readLastUse } from "./keyCalls.js";
import type { RotationStart, RotationSubject, RotationWaits } from "./rotation.js";
import type { RotationTools } from "./rotationTools.js";

/** Which key is to be replaced, and where it may be. */
export interface RotationWish {
  readonly accessKeyId: string;
  /** The profile to sign with, if it holds the key; else one that does. */
  readonly profileName: string | undefined;
  readonly paths: AwsFilePaths;
  /** See {@link findKeyPlaces}. */
  readonly sets: readonly AwsFilePaths[];
  /** The environment that the editor's own programs are started with. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What stands in nobody's way, but is worth a word. */
export type RotationCaution = "environment" | "lastUseHidden" | "clockWrong";

/** What was found out before anything changes. */
export interface RotationPlan extends RotationSubject {
  readonly keys: KeyPair;
  readonly places: readonly KeyPlace[];
  /** All keys of the user. */
  readonly userKeys: readonly AccessKey[];
  readonly cautions: readonly RotationCaution[];
}

/** The rotation that a plan leads to. @param userKeys those that are left when there is room for another */
export function startOf({ user, profileName, paths, sets, keys, cautions }: RotationPlan, userKeys: readonly AccessKey[], choices: RotationWaits & { readonly byItself: boolean }): RotationStart {
  return { user, profileName, paths, sets, keys, keysBefore: userKeys.map(({ id }) => id), isUseHidden: cautions.includes("lastUseHidden"), ...choices };
}

/** Beyond this AWS refuses signatures of programs that do not put their clock right, as the SDKs do (IAM User Guide, "Signature Version 4"). */
const CLOCK_LIMIT_MS = 5 * 60_000;

/**
 * Looks at everything that a rotation will need, and changes nothing: the files, the secret storage, who the key belongs to,
 * and whether the user may list and change their keys, with MFA if AWS asks for it.
 * @throws UserError, AwsError, CancelledError
 */
export async function planRotation(wish: RotationWish, { signIn, secrets }: Pick<RotationTools, "signIn" | "secrets">): Promise<RotationPlan> {
  const { paths, sets, accessKeyId } = wish;
  const { places, keys, profileName } = chooseProfile(await findKeyPlaces(sets, accessKeyId), wish);
  await rehearseReplacement(places, accessKeyId);
  await secrets.check();
  const { client, dispose } = await signIn({ profileName, paths, keys, otherKeyId: undefined });
  try {
    const caller = await client.getCaller();
    if (caller.kind !== "user") throw new UserError(l10n.t("The key {0} is not an IAM user’s.", accessKeyId), { hint: l10n.t("Only the access keys of IAM users can be rotated here.") });
    const userKeys = await client.listAccessKeys(caller.userName);
    checkIsActive(userKeys, accessKeyId);
    await checkMayChange(client, caller.userName, accessKeyId);
    const lastUse = await readLastUse(client, accessKeyId);
    const cautions: readonly (RotationCaution | undefined)[] = [
      wish.environment["AWS_ACCESS_KEY_ID"] === accessKeyId ? "environment" : undefined,
      lastUse === undefined ? "lastUseHidden" : undefined,
      Math.abs(client.clockSkewMs ?? 0) > CLOCK_LIMIT_MS ? "clockWrong" : undefined,
    ];
    const user = { arn: caller.arn, accountId: caller.accountId, userName: caller.userName };
    return { user, profileName, paths, sets, keys, places, userKeys, cautions: cautions.filter((caution) => caution !== undefined) };
  } finally {
    dispose();
  }
}

function chooseProfile({ places, keys }: KeyPlaces, { accessKeyId, profileName, paths }: RotationWish): { places: readonly KeyPlace[]; keys: KeyPair; profileName: string } {
  const [first] = places;
  if (first === undefined) {
    throw new UserError(l10n.t("No AWS file on this computer holds the key {0}, so there is nothing here to change over.", accessKeyId), {
      hint: l10n.t("Create another key, put it wherever this one is used, then delete this one."),
      code: "KeyNowhere",
    });
  }
  if (keys === undefined) {
    throw new UserError(l10n.t("The AWS files name the key {0}, but its secret is not beside it.", accessKeyId), { hint: l10n.t("Look at profile {0} in {1}.", first.profileName, first.file.path), code: "NoSecretBesideKey" });
  }
  // A profile of the files in use, so that its region and endpoints are found again.
  const inUse = places.filter(({ file }) => file.path === paths.config || file.path === paths.credentials);
  const chosen = inUse.find((place) => place.profileName === profileName) ?? inUse[0];
  if (chosen === undefined) {
    throw new UserError(l10n.t("The key {0} is in {1} only, and the environment names other AWS files.", accessKeyId, first.file.path), { hint: l10n.t("Start VS Code without AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, then try again.") });
  }
  return { places, keys, profileName: chosen.profileName };
}

/** A session with MFA may sign long after the key that opened it was switched off. */
function checkIsActive(userKeys: readonly AccessKey[], accessKeyId: string): void {
  if (userKeys.some(({ id, status }) => id === accessKeyId && status === "Active")) return;
  throw new UserError(l10n.t("The key {0} is switched off or deleted at AWS, so nothing can use it.", accessKeyId), {
    hint: l10n.t("Activate it first if you want to replace it; or delete it, and create another one."),
    code: "KeyNotActive",
  });
}

/**
 * Gives the key the status it has: it changes nothing, and shows whether the user may, which nothing else does for sure. A
 * rotation that cannot switch the old key off must not begin: as where AWS has put a leaked key in quarantine.
 */
async function checkMayChange(client: IamClient, userName: string, accessKeyId: string): Promise<void> {
  await client.updateAccessKey(userName, accessKeyId, "Active");
}
