import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import type { ServiceSpecificCredential } from "../../iam/model.js";
import { describeService, nameServiceCredential } from "../../words/services.js";
import { formatTime } from "../../words/time.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { offerToTakeOut } from "./gitPasswords.js";
import { pickServiceCredential } from "./pickServiceCredential.js";

/** How a deletion ended. */
export type DeletionOutcome = "deleted" | "deactivated";

/** Deletes a credential; offers to switch it off first, as the console does, since AWS does not say when one was last used. */
export const deleteServiceCredential: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const credential = await pickServiceCredential(context, user, argument, l10n.t("Delete service credential"));
  await confirmAndDelete(context, user, credential);
};

/** Asks, then deletes or deactivates. @throws CancelledError, AwsError */
export async function confirmAndDelete(context: CommandContext, user: UserAccount, credential: ServiceSpecificCredential): Promise<DeletionOutcome> {
  const { ui, memory } = context;
  const name = nameServiceCredential(credential);
  const isActive = credential.status === "Active";
  const hosts = memory.gitCredentialHosts(credential.id);
  const created = credential.createdAt === undefined ? undefined : l10n.t("Created {0}.", formatTime(credential.createdAt, { now: new Date(), locale: context.locale }));
  const detail = [
    [l10n.t("It signs in to {0}.", describeService(credential.serviceName)), created].filter(Boolean).join(" "),
    hosts.length > 0 ? l10n.t("Git on this computer signs in with it to {0}.", hosts.join(", ")) : undefined,
    isActive ? l10n.t("AWS does not say when it was last used. Programs that still use it stop working at once; deactivating shows whether any do, and can be taken back.") : undefined,
    l10n.t("What is deleted cannot be brought back."),
  ];
  const buttons = [
    ...(isActive ? [{ title: l10n.t("Deactivate"), value: "deactivate" as const }] : []),
    { title: l10n.t("Delete"), value: "delete" as const },
  ];
  const answer = await ui.confirm(l10n.t("Delete {0}?", name), detail.filter((line) => line !== undefined).join("\n\n"), buttons);
  context.markStale("serviceSpecificCredentials");
  if (answer === "deactivate") {
    await user.client.updateServiceSpecificCredential(user.caller.userName, credential.id, "Inactive");
    return "deactivated";
  }
  await deleteCredential(user, credential.id);
  await offerToTakeOut(context, credential, l10n.t("It ended with the credentials. Git would go on offering it and be refused."));
  return "deleted";
}

/** One that is gone already is as good as deleted: that is what was asked for. */
export async function deleteCredential({ client, caller }: Pick<UserAccount, "client" | "caller">, credentialId: string): Promise<void> {
  try {
    await client.deleteServiceSpecificCredential(caller.userName, credentialId);
  } catch (error) {
    if (!(isAwsError(error) && error.code === "NoSuchEntity")) throw error;
  }
}
