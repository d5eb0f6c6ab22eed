import * as l10n from "@vscode/l10n";
import { CancelledError } from "../../errors.js";
import { isAwsError, type AwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import { chooseKeyToGiveUp, isKeyQuotaFull, type GiveUpReason } from "../../iam/rules.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { confirmAndDelete } from "./delete.js";
import { askKeyUses } from "./keyUse.js";
import { describeChoice } from "./pickAccessKey.js";

/**
 * Makes room for another key if the user has as many as IAM allows: shows them side by side, says which one to give up
 * and why, and deletes the one that is chosen. Does nothing for those who may create keys but not list them.
 * @param refusal AWS itself said so, whatever this extension counts: the quota can be another than the usual one
 * @throws CancelledError if there is still no room, as when a key was only deactivated
 */
export async function makeRoomForKey(context: CommandContext, user: UserAccount, refusal?: AwsError): Promise<void> {
  const keys = await listKeys(user);
  if (keys === undefined && refusal !== undefined) throw refusal;
  if (keys === undefined || (refusal === undefined && !isKeyQuotaFull(keys))) return;
  const inUse = await askKeyUses(user, keys);
  const advice = chooseKeyToGiveUp(inUse, user.signingKeyId);
  const choices = inUse.map((entry): Choice<AccessKey> => {
    const choice = describeChoice(entry, user.signingKeyId);
    const words = [choice.detail ?? l10n.t("last use not known"), entry.key.id === advice?.key.id ? l10n.t("Give this one up: {0}", explainReason(advice.reason)) : undefined];
    return { ...choice, detail: words.filter((word) => word !== undefined).join(" — ") };
  });
  // The one to give up first: Enter takes the advice.
  choices.sort((a, b) => Number(b.value.id === advice?.key.id) - Number(a.value.id === advice?.key.id));
  const given = await context.ui.pick(choices, {
    title: l10n.t("You have {0} access keys, as many as AWS allows", keys.length),
    placeholder: l10n.t("Which one do you give up for the new one? An inactive key counts too."),
  });
  const outcome = await confirmAndDelete(context, user, given);
  if (outcome === "deactivated") {
    context.ui.notify(l10n.t("{0} is switched off, but still counts. If nothing breaks, delete it and create the new key then.", given.id));
    throw new CancelledError();
  }
}

/** Some may create keys but not list them. A policy that forbids the list (for want of MFA) would forbid the creation too. */
async function listKeys({ client, caller }: UserAccount): Promise<readonly AccessKey[] | undefined> {
  try {
    return await client.listAccessKeys(caller.userName);
  } catch (error) {
    if (isAwsError(error) && error.denial?.explicit === false) return undefined;
    throw error;
  }
}

function explainReason(reason: GiveUpReason): string {
  switch (reason) {
    case "inactive":
      return l10n.t("it is switched off already.");
    case "neverUsed":
      return l10n.t("it was never used.");
    case "notThisProfile":
      return l10n.t("this profile does not sign with it.");
    case "usedLongerAgo":
      return l10n.t("it was not used for longer.");
    case "older":
      return l10n.t("it is the older one.");
  }
}
