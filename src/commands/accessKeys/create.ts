import * as l10n from "@vscode/l10n";
import type { CreatedAccessKey } from "../../iam/client.js";
import { isAwsError } from "../../iam/errors.js";
import { OneTimeAccessKey } from "../../panels/oneTimeAccessKey.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { explainDescriptionFault } from "./describe.js";
import { askDestination } from "./destination.js";
import { askPurpose } from "./guidance.js";
import { makeKeepingActions } from "./keepSecret.js";
import { makeRoomForKey } from "./keyLimit.js";
import { clearUpLostKey } from "./lostKey.js";

/**
 * Creates an access key. The order matters: everything is asked before the call, so that once the secret exists nothing
 * stands between it and the place where it is to be kept.
 */
export const createAccessKey: CommandHandler = async (context) => {
  const user = await requireUser(context);
  await makeRoomForKey(context, user);
  await askPurpose(context);
  const description = await askDescription(context);
  const destination = await askDestination(context, user);

  context.markStale("accessKeys");
  const created = await createKey(context, user);
  const accessKeyId = created.key.id;
  const owner = { userName: user.caller.userName, accountId: user.caller.accountId, profileName: user.session.profileName };
  const oneTime = new OneTimeAccessKey(accessKeyId, created.secretAccessKey, owner, (key) => makeKeepingActions(context, user, key));
  context.showOneTimeSecret(oneTime);
  // After the page is there, and a fault of it is no fault of the key: the secret comes first.
  await context.pendingSecrets.add(accessKeyId, owner.profileName).catch(() => undefined);
  await Promise.all([destination(oneTime), describe(context, user, oneTime, description)]);
};

async function askDescription({ ui }: CommandContext): Promise<string> {
  const description = await ui.input({
    title: l10n.t("Create access key (2 of 3)"),
    prompt: l10n.t("A description, if you like: what the key is for and where it is kept. Everyone who may see your user can read it."),
    validate: explainDescriptionFault,
  });
  return description.trim();
}

/** Creates the key; makes room and tries again if AWS says that there are too many, whatever was counted before. */
async function createKey(context: CommandContext, user: UserAccount): Promise<CreatedAccessKey> {
  const { client, caller } = user;
  for (;;) {
    // Listed right before the call: a key that somebody else makes meanwhile must not be taken for a lost one.
    const before = await client.listAccessKeys(caller.userName).catch(() => undefined);
    try {
      return await context.ui.withProgress(l10n.t("Creating an access key…"), () => client.createAccessKey(caller.userName));
    } catch (error) {
      if (!isAwsError(error)) throw error;
      if (error.outcomeUnknown) await clearUpLostKey(context, user, before, error);
      if (error.code !== "LimitExceeded") throw error;
      await makeRoomForKey(context, user, error);
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
