import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { CreatedServiceSpecificCredential, ServiceSpecificCredential } from "../../iam/model.js";
import { describeExpiry, describeService, nameServiceCredential } from "../../words/services.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { deleteCredential } from "./delete.js";
import { handToGit, offerToTakeOut } from "./gitPasswords.js";
import { showSecret } from "./oneTimePage.js";
import { pickServiceCredential } from "./pickServiceCredential.js";

/** Gives a credential another password, or API key; Git on this computer gets the new one if it had the old one. */
export const resetServiceCredential: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const credential = await pickServiceCredential(context, user, argument, l10n.t("Reset password"));
  const hosts = context.memory.gitCredentialHosts(credential.id);
  const updatesGit = await confirmReset(context, credential, hosts);
  context.markStale("serviceSpecificCredentials");
  const reset = await resetCredential(context, user, credential);
  const shown = await showSecret(context, user, reset, "reset");
  if (updatesGit) for (const host of hosts) await shown.keep((report) => handToGit(context, shown, host, report));
  else await offerToTakeOut(context, credential, l10n.t("It is the old one, which has ended. Git would go on offering it and be refused."));
};

/** @returns whether Git is to be given the new password */
async function confirmReset({ ui, locale }: CommandContext, credential: ServiceSpecificCredential, hosts: readonly string[]): Promise<boolean> {
  const name = nameServiceCredential(credential);
  const expiry = describeExpiry(credential, { now: new Date(), locale });
  const consequence = credential.isApiKey
    ? l10n.t("The old key ends at once: programs that use it are refused until they have the new one.")
    : l10n.t("The old password ends at once: programs that use it are refused until they have the new one.");
  const end = expiry === undefined ? undefined : expiry.isOver ? l10n.t("It has expired, and AWS does not say that a reset changes that: a new API key is the safe way.") : l10n.t("Its expiry stays the same: {0}", expiry.text);
  const git = hosts.length > 0 ? l10n.t("Git on this computer signs in with it to {0}.", hosts.join(", ")) : undefined;
  const detail = [l10n.t("It signs in to {0}.", describeService(credential.serviceName)), consequence, end, git].filter((line) => line !== undefined).join("\n\n");
  const question = credential.isApiKey ? l10n.t("Reset the API key {0}?", name) : l10n.t("Reset the password of {0}?", name);
  const plain = credential.isApiKey ? l10n.t("Reset API key") : l10n.t("Reset password");
  const buttons = hosts.length > 0 ? [{ title: l10n.t("Reset and give it to Git"), value: true }, { title: l10n.t("Only reset"), value: false }] : [{ title: plain, value: false }];
  return ui.confirm(question, detail, buttons);
}

/**
 * Resets it, once. If the answer is lost, the old secret may have ended and nobody have the new one; then the user decides
 * what comes next.
 * @throws UserError, CancelledError
 */
export async function resetCredential(context: CommandContext, user: UserAccount, credential: ServiceSpecificCredential): Promise<CreatedServiceSpecificCredential> {
  const { ui } = context;
  const { client, caller } = user;
  const name = nameServiceCredential(credential);
  for (;;) {
    try {
      return await ui.withProgress(l10n.t("Resetting {0}…", name), () => client.resetServiceSpecificCredential(caller.userName, credential.id));
    } catch (error) {
      if (!isAwsError(error) || !error.outcomeUnknown) throw error;
      const answer = await ui.confirm(
        l10n.t("The answer from AWS was lost: {0} may have a new password that nobody has.", name),
        l10n.t("If so, the old one has ended. Another reset gives one that you see; or delete it."),
        [
          { title: l10n.t("Reset again"), value: "again" as const },
          { title: l10n.t("Delete"), value: "delete" as const },
          { title: l10n.t("Leave it"), value: "leave" as const },
        ],
      );
      if (answer === "again") continue;
      const options = { cause: error, ...(error.code === undefined ? {} : { code: error.code }) };
      if (answer === "leave") {
        throw new UserError(l10n.t("It is not known whether {0} has a new password.", name), { hint: l10n.t("If its password is refused, reset it again when the network is back."), ...options });
      }
      await deleteCredential(user, credential.id);
      await offerToTakeOut(context, credential, l10n.t("It ended with the credentials. Git would go on offering it and be refused."));
      throw new UserError(l10n.t("{0} is deleted.", name), { hint: l10n.t("Create another when the network is back."), ...options });
    }
  }
}
