import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { AwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import type { CommandContext, UserAccount } from "../context.js";
import { deleteKey } from "./delete.js";

/** A creation of which the answer did not come. */
export interface LostCreation {
  /** The keys right before the call; `undefined`: they could not be listed. */
  readonly before: readonly AccessKey[] | undefined;
  /** When the call began, in milliseconds by AWS's clock. */
  readonly startedAt: number;
  readonly cause: AwsError;
}

/** AWS tells its time in whole seconds, which makes the measured clock up to two of them wrong. */
const CLOCK_TOLERANCE_MS = 2_000;

/**
 * The answer to CreateAccessKey was lost. If the key exists, its secret is gone for good: a key that nobody can use but
 * that fills the quota. Says which it is, and offers to delete it. Always throws: there is no key to go on with.
 */
export async function clearUpLostKey({ ui }: CommandContext, user: UserAccount, { before, startedAt, cause }: LostCreation): Promise<never> {
  const options = { cause, ...(cause.code === undefined ? {} : { code: cause.code }) };
  const now = await user.client.listAccessKeys(user.caller.userName).catch(() => undefined);
  if (now === undefined || before === undefined) {
    throw new UserError(l10n.t("The answer from AWS was lost, and it cannot be asked now whether it created the key."), {
      hint: l10n.t("When the network is back, refresh: a key that is new in the list has a lost secret and should be deleted."),
      ...options,
    });
  }
  const known = new Set(before.map((key) => key.id));
  // A list that lags behind may show an older key only now: that one is in somebody's hands.
  const isFromThisCall = (key: AccessKey) => (key.createdAt?.getTime() ?? 0) >= startedAt - CLOCK_TOLERANCE_MS;
  const [lost, ...others] = now.filter((key) => !known.has(key.id) && isFromThisCall(key));
  if (lost === undefined || others.length > 0) {
    // IAM's lists lag behind by some seconds.
    throw new UserError(l10n.t("The answer from AWS was lost; no key was created, as far as AWS shows now."), {
      hint: l10n.t("Refresh in a minute: a key that is new in the list then has a lost secret and should be deleted. Otherwise try again."),
      ...options,
    });
  }
  const answer = await ui.confirm(
    l10n.t("AWS created the key {0}, but its secret was lost on the way.", lost.id),
    l10n.t("The connection broke before the answer came. Nobody has the secret, so the key is of no use, but it counts towards your limit. Delete it, then try again."),
    [
      { title: l10n.t("Delete key"), value: "delete" as const },
      { title: l10n.t("Keep it"), value: "keep" as const },
    ],
  );
  if (answer === "delete") await deleteKey(user, lost.id);
  const sentence = answer === "delete" ? l10n.t("No access key was created.") : l10n.t("The key {0} exists, but its secret is lost.", lost.id);
  throw new UserError(sentence, { hint: l10n.t("Try again."), ...options });
}
