import * as l10n from "@vscode/l10n";
import { CancelledError } from "../../errors.js";
import type { AccessKey } from "../../iam/model.js";
import { chooseKeyToGiveUp, type GiveUpReason } from "../../iam/rules.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { confirmAndDelete } from "./delete.js";
import { askKeyUses } from "./keyUse.js";
import { describeChoice } from "./pickAccessKey.js";

/**
 * Shows a full set of keys side by side, says which one to give up and why, and asks which one it shall be. Changes
 * nothing yet: the user may still change their mind about the new key.
 */
export async function askKeyToGiveUp(context: CommandContext, user: UserAccount, keys: readonly AccessKey[]): Promise<AccessKey> {
  const inUse = await askKeyUses(context, user, keys);
  const advice = chooseKeyToGiveUp(inUse, user.signingKeyId, new Date());
  const choices = inUse.map((entry): Choice<AccessKey> => {
    const choice = describeChoice(context, entry, user.signingKeyId);
    const words = [choice.detail ?? l10n.t("last use not known"), entry.key.id === advice?.key.id ? explainAdvice(advice.reason) : undefined];
    return { ...choice, detail: words.filter((word) => word !== undefined).join(" — ") };
  });
  // The one to give up first: Enter takes the advice.
  choices.sort((a, b) => Number(b.value.id === advice?.key.id) - Number(a.value.id === advice?.key.id));
  return context.ui.pick(choices, {
    title: l10n.t("You have {0} access keys, as many as AWS allows", keys.length),
    placeholder: l10n.t("Which one do you give up for the new one? An inactive key counts too."),
  });
}

/** Deletes the key that is given up, after asking. @throws CancelledError if it was only deactivated: there is no room then */
export async function giveUpKey(context: CommandContext, user: UserAccount, key: AccessKey): Promise<void> {
  const outcome = await confirmAndDelete(context, user, key);
  if (outcome === "deleted") return;
  context.ui.notify(l10n.t("{0} is switched off, but still counts. If nothing breaks, delete it and create the new key then.", key.id));
  throw new CancelledError();
}

function explainAdvice(reason: GiveUpReason): string {
  switch (reason) {
    case "inactive":
      return l10n.t("Give this one up: it is switched off already.");
    case "neverUsed":
      return l10n.t("Give this one up: it was never used.");
    case "notThisProfile":
      return l10n.t("Give this one up: this profile does not sign with it.");
    case "usedLongerAgo":
      return l10n.t("Give this one up: it was not used for longer.");
    case "older":
      return l10n.t("Give this one up: it is the older one.");
  }
}
