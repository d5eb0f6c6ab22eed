import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { CreatedAccessKey } from "../../iam/client.js";
import { isAwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import { OneTimeAccessKey } from "../../panels/oneTimeAccessKey.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { deleteKey } from "./delete.js";
import { explainDescriptionFault } from "./describe.js";
import { askDestination } from "./destination.js";
import { askPurpose } from "./guidance.js";
import { makeKeepingActions } from "./keepSecret.js";
import { makeRoomForKey } from "./keyLimit.js";

/**
 * Creates an access key. The order matters: everything is asked before the call, so that once the secret exists nothing
 * stands between it and the place where it is to be kept.
 */
export const createAccessKey: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const before = await makeRoomForKey(context, user);
  await askPurpose(context);
  const description = await askDescription(context);
  const destination = await askDestination(context, user);

  context.markStale("accessKeys");
  const created = await createOnce(context, user, before);
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

/** Creates the key; makes room and tries again if AWS says that there are too many. */
async function createOnce(context: CommandContext, user: UserAccount, before: readonly AccessKey[]): Promise<CreatedAccessKey> {
  const { ui } = context;
  const create = () => ui.withProgress(l10n.t("Creating an access key…"), () => user.client.createAccessKey(user.caller.userName));
  try {
    return await create();
  } catch (error) {
    if (!isAwsError(error)) throw error;
    if (error.code === "LimitExceeded") {
      const remaining = await makeRoomForKey(context, user, true);
      return createOnceMore(context, user, remaining, create);
    }
    if (error.outcomeUnknown) await clearUpLostKey(context, user, before, error);
    throw error;
  }
}

async function createOnceMore(context: CommandContext, user: UserAccount, before: readonly AccessKey[], create: () => Promise<CreatedAccessKey>): Promise<CreatedAccessKey> {
  try {
    return await create();
  } catch (error) {
    if (isAwsError(error) && error.outcomeUnknown) await clearUpLostKey(context, user, before, error);
    throw error;
  }
}

/**
 * The answer to CreateAccessKey was lost. If the key exists, its secret is gone for good: a key that nobody can use but
 * that fills the quota. Says so, and offers to delete it.
 */
async function clearUpLostKey({ ui }: CommandContext, user: UserAccount, before: readonly AccessKey[], cause: UserError): Promise<void> {
  const known = new Set(before.map((key) => key.id));
  const now = await user.client.listAccessKeys(user.caller.userName).catch(() => undefined);
  if (now === undefined) {
    throw new UserError(l10n.t("The answer from AWS was lost, and it cannot be asked now whether it created the key."), {
      hint: l10n.t("When the network is back, refresh: a key that is new in the list has a lost secret and should be deleted."),
      cause,
      ...(cause.code === undefined ? {} : { code: cause.code }),
    });
  }
  const lost = now.find((key) => !known.has(key.id));
  if (lost === undefined) {
    throw new UserError(l10n.t("The answer from AWS was lost, but no key was created."), { hint: l10n.t("Try again."), cause, ...(cause.code === undefined ? {} : { code: cause.code }) });
  }
  const answer = await ui.confirm(
    l10n.t("AWS created the key {0}, but its secret was lost on the way.", lost.id),
    l10n.t("The connection broke before the answer came. Nobody has the secret, so the key is of no use, but it counts towards your limit. Delete it, then try again."),
    [{ title: l10n.t("Delete key"), value: "delete" as const }, { title: l10n.t("Keep it"), value: "keep" as const }],
  );
  if (answer === "delete") await deleteKey(user, lost.id);
  throw new UserError(answer === "delete" ? l10n.t("No access key was created.") : l10n.t("The key {0} exists, but its secret is lost.", lost.id), { cause, hint: l10n.t("Try again.") });
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
