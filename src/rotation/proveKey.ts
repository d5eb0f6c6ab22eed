import { setTimeout } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../errors.js";
import type { IamClient } from "../iam/client.js";
import { isAwsError } from "../iam/errors.js";

/** How a key is tried. In milliseconds. */
export interface ProofPace {
  readonly pauseMs: number;
  /** So many calls in a row must succeed. */
  readonly inARow: number;
  readonly limitMs: number;
}

/**
 * A new key is not valid everywhere at once: it takes some 10 to 15 seconds, in which one server accepts it and the next one
 * does not. Several in a row over several seconds have asked several servers. After a minute something else is wrong.
 */
export const PROOF_PACE: ProofPace = { pauseMs: 1_000, inARow: 5, limitMs: 60_000 };

/**
 * Signs calls with a key until several in a row have succeeded.
 * @throws UserError `KeyNotAccepted` if they do not in time, `WrongUser` if the key is somebody else's
 */
export async function proveKey(client: IamClient, key: { readonly accessKeyId: string; readonly userArn: string }, pace: ProofPace): Promise<void> {
  const end = Date.now() + pace.limitMs;
  let succeeded = 0;
  for (;;) {
    try {
      const { arn } = await client.getCaller();
      if (arn !== key.userArn) throw isSomebodyElses(key.accessKeyId);
      succeeded++;
      if (succeeded >= pace.inARow) return;
    } catch (error) {
      // A refusal is what it waits out; a fault of the network may pass too.
      if (!isAwsError(error)) throw error;
      succeeded = 0;
      if (Date.now() > end) throw isNotAccepted(key.accessKeyId, error);
    }
    await setTimeout(pace.pauseMs);
  }
}

function isSomebodyElses(accessKeyId: string): UserError {
  return new UserError(l10n.t("The key {0} belongs to another user.", accessKeyId), { hint: l10n.t("Roll back, then look at your AWS files."), code: "WrongUser" });
}

function isNotAccepted(accessKeyId: string, cause: unknown): UserError {
  const reason = isUserError(cause) ? cause.message : "";
  return new UserError([l10n.t("AWS does not accept the key {0} yet, so your files stay as they are.", accessKeyId), reason].filter(Boolean).join(" "), {
    hint: l10n.t("Try again in a minute, or roll back."),
    code: "KeyNotAccepted",
    cause,
  });
}
