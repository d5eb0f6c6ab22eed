import { setTimeout } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import type { CreatedAccessKey } from "../../iam/client.js";
import { isAwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import { isKeyQuotaFull } from "../../iam/rules.js";
import { OneTimeAccessKey } from "../../panels/oneTimeAccessKey.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { explainDescriptionFault } from "./describe.js";
import { askDestination } from "./destination.js";
import { askPurpose } from "./guidance.js";
import { makeKeepingActions } from "./keepSecret.js";
import { askKeyToGiveUp, giveUpKey } from "./keyLimit.js";
import { clearUpLostKey } from "./lostKey.js";

/** How often, and at what distance, a creation is tried again that an unfinished deletion stands in the way of. */
const LAG_ATTEMPTS = 6;
const LAG_PAUSE_MS = 2_000;

/**
 * Creates an access key. The order matters: everything is asked before the call, so that once the secret exists nothing
 * stands between it and the place where it is to be kept.
 */
export const createAccessKey: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const keys = await listKeys(user);
  const keyToGiveUp = isKeyQuotaFull(keys) ? await askKeyToGiveUp(context, user, keys) : undefined;
  await askPurpose(context);
  const description = await askDescription(context);
  const destination = await askDestination(context, user);

  context.markStale("accessKeys");
  const created = await createKey(context, user, keyToGiveUp);
  const accessKeyId = created.key.id;
  const owner = { userName: user.caller.userName, accountId: user.caller.accountId, profileName: user.session.profileName };
  const oneTime = new OneTimeAccessKey(accessKeyId, created.secretAccessKey, owner, (key) => makeKeepingActions(context, user, key));
  context.showOneTimeSecret(oneTime);
  // After the page is there, and a fault of it is no fault of the key: the secret comes first.
  await context.pendingSecrets.add(accessKeyId, owner.profileName).catch(() => undefined);
  await Promise.all([destination(oneTime), describe(context, user, oneTime, description)]);
};

/**
 * Some may create keys but not list them; then AWS alone counts. A policy that forbids the list (for want of MFA) would
 * forbid the creation too, so that is said before all the questions.
 */
async function listKeys({ client, caller }: UserAccount): Promise<readonly AccessKey[]> {
  try {
    return await client.listAccessKeys(caller.userName);
  } catch (error) {
    if (isAwsError(error) && error.denial?.explicit === false) return [];
    throw error;
  }
}

async function askDescription({ ui }: CommandContext): Promise<string> {
  const description = await ui.input({
    title: l10n.t("Create access key (2 of 3)"),
    prompt: l10n.t("A description, if you like: what the key is for and where it is kept. Everyone who may see your user can read it."),
    validate: explainDescriptionFault,
  });
  return description.trim();
}

/**
 * Creates the key. AWS has the last word on the quota: the key that is given up is deleted only once AWS has said that
 * there are too many, and so has shown that this user may create keys at all.
 */
async function createKey(context: CommandContext, user: UserAccount, keyToGiveUp: AccessKey | undefined): Promise<CreatedAccessKey> {
  const { client, caller } = user;
  let toGiveUp = keyToGiveUp;
  const deleted = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    // Listed right before the call: a key that somebody else makes meanwhile must not be taken for a lost one.
    const before = await client.listAccessKeys(caller.userName).catch(() => undefined);
    const startedAt = Date.now() + (client.clockSkewMs ?? 0);
    try {
      return await context.ui.withProgress(l10n.t("Creating an access key…"), () => client.createAccessKey(caller.userName));
    } catch (error) {
      if (!isAwsError(error)) throw error;
      if (error.outcomeUnknown) await clearUpLostKey(context, user, { before, startedAt, cause: error });
      if (error.code !== "LimitExceeded" || before === undefined || attempt === LAG_ATTEMPTS) throw error;
      const remaining = before.filter((key) => !deleted.has(key.id));
      // With room in the list, a deletion has not reached all of IAM yet; it takes some seconds.
      toGiveUp ??= isKeyQuotaFull(remaining) ? await askKeyToGiveUp(context, user, remaining) : undefined;
      if (toGiveUp === undefined) {
        await setTimeout(LAG_PAUSE_MS);
        continue;
      }
      await giveUpKey(context, user, toGiveUp);
      deleted.add(toGiveUp.id);
      toGiveUp = undefined;
    }
  }
}

/** The key works with or without its description, so a refusal is said and stops nothing. */
async function describe(context: CommandContext, { client, caller }: UserAccount, key: OneTimeAccessKey, description: string): Promise<void> {
  if (description === "") return;
  context.markStale("user");
  try {
    await client.setAccessKeyDescription(caller.userName, key.accessKeyId, description);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    key.note(l10n.t("The key was created, but not its description: {0}", error.message), "problem");
  }
}
