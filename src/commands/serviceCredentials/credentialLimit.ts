import * as l10n from "@vscode/l10n";
import { CancelledError } from "../../errors.js";
import type { ServiceSpecificCredential } from "../../iam/model.js";
import { describeService, nameServiceCredential } from "../../words/services.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { confirmAndDelete } from "./delete.js";
import { describeChoice } from "./pickServiceCredential.js";

/** Why one of a full set rather than another is to be given up. */
type GiveUpReason = "expired" | "inactive" | "notGit" | "older";

/**
 * Shows a full set of one service's credentials, says which one to give up and why, and asks which one it shall be. Changes
 * nothing yet: the user may still change their mind about the new one.
 */
export async function askCredentialToGiveUp(context: CommandContext, credentials: readonly ServiceSpecificCredential[]): Promise<ServiceSpecificCredential> {
  const advice = chooseToGiveUp(credentials, ({ id }) => context.memory.gitCredentialHosts(id).length > 0);
  const choices = credentials.map((credential): Choice<ServiceSpecificCredential> => ({
    ...describeChoice(context, credential),
    ...(credential.id === advice?.credential.id ? { detail: explainAdvice(advice.reason) } : {}),
  }));
  // The one to give up first: Enter takes the advice.
  choices.sort((a, b) => Number(b.value.id === advice?.credential.id) - Number(a.value.id === advice?.credential.id));
  const service = describeService(credentials[0]?.serviceName ?? "");
  return context.ui.pick(choices, {
    title: l10n.t("You have {0} credentials for {1}, as many as AWS allows", credentials.length, service),
    placeholder: l10n.t("Which ones do you give up for the new ones? Inactive ones count too."),
  });
}

/** Deletes what is given up, after asking. @throws CancelledError if it was only deactivated: there is no room then */
export async function giveUpCredential(context: CommandContext, user: UserAccount, credential: ServiceSpecificCredential): Promise<void> {
  const outcome = await confirmAndDelete(context, user, credential);
  if (outcome === "deleted") return;
  context.ui.notify(l10n.t("{0} is switched off, but still counts. If nothing breaks, delete it and create the new one then.", nameServiceCredential(credential)));
  throw new CancelledError();
}

/** One that no longer works, else one that Git on this computer does not use while it uses the other, else the older one. */
function chooseToGiveUp(credentials: readonly ServiceSpecificCredential[], isUsedByGit: (credential: ServiceSpecificCredential) => boolean): { readonly credential: ServiceSpecificCredential; readonly reason: GiveUpReason } | undefined {
  const expired = credentials.find(({ status }) => status === "Expired");
  if (expired !== undefined) return { credential: expired, reason: "expired" };
  const inactive = credentials.find(({ status }) => status === "Inactive");
  if (inactive !== undefined) return { credential: inactive, reason: "inactive" };
  const unused = credentials.filter((credential) => !isUsedByGit(credential));
  const [only] = unused;
  if (only !== undefined && unused.length === 1) return { credential: only, reason: "notGit" };
  const [oldest] = [...credentials].sort((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0));
  return oldest && { credential: oldest, reason: "older" };
}

function explainAdvice(reason: GiveUpReason): string {
  switch (reason) {
    case "expired":
      return l10n.t("Give this one up: it has expired.");
    case "inactive":
      return l10n.t("Give this one up: it is switched off already.");
    case "notGit":
      return l10n.t("Give this one up: Git on this computer signs in with the other.");
    case "older":
      return l10n.t("Give this one up: it is the older one.");
  }
}
