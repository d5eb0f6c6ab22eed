import * as l10n from "@vscode/l10n";
import type { CreatedAccessKey } from "../../iam/client.js";
import { isAwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import { isKeyQuotaFull } from "../../iam/rules.js";
import type { OneTimeSecret } from "../../panels/oneTimeSecret.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { createWithinLimit } from "../createWithinLimit.js";
import { requireUser } from "../requireUser.js";
import { explainDescriptionFault } from "./describe.js";
import { askDestination } from "./destination.js";
import { askPurpose } from "./guidance.js";
import { makeOneTimeKey } from "./oneTimeKey.js";
import { askKeyToGiveUp, giveUpKey } from "./keyLimit.js";
import { clearUpLostKey } from "./lostKey.js";

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
  const oneTime = makeOneTimeKey(context, user, created);
  context.showOneTimeSecret(oneTime);
  // After the page is there, and a fault of it is no fault of the key: the secret comes first.
  await oneTime.remind();
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

/** Creates the key, and makes room for it where AWS wants that. */
function createKey(context: CommandContext, user: UserAccount, keyToGiveUp: AccessKey | undefined): Promise<CreatedAccessKey> {
  const { client, caller } = user;
  return createWithinLimit(
    {
      list: () => client.listAccessKeys(caller.userName),
      create: () => context.ui.withProgress(l10n.t("Creating an access key…"), () => client.createAccessKey(caller.userName)),
      clockSkewMs: () => client.clockSkewMs,
      isFull: isKeyQuotaFull,
      askToGiveUp: (keys) => askKeyToGiveUp(context, user, keys),
      giveUp: (key) => giveUpKey(context, user, key),
      clearUp: (lost) => clearUpLostKey(context, user, lost),
    },
    keyToGiveUp,
  );
}

/** The key works with or without its description, so a refusal is said and stops nothing. */
async function describe(context: CommandContext, { client, caller }: UserAccount, key: OneTimeSecret, description: string): Promise<void> {
  if (description === "") return;
  context.markStale("user");
  try {
    await client.setAccessKeyDescription(caller.userName, key.id, description);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    key.note(l10n.t("The key was created, but not its description: {0}", error.message), "problem");
  }
}
