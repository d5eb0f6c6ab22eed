import * as l10n from "@vscode/l10n";
import { nameServiceCredential } from "../../words/services.js";
import type { CommandHandler } from "../context.js";
import { requireUser } from "../requireUser.js";
import { offerToTakeOut } from "./gitPasswords.js";
import { pickServiceCredential } from "./pickServiceCredential.js";

/** Switches a credential on again; its password is the one it had. */
export const activateServiceCredential: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const credential = await pickServiceCredential(context, user, argument, l10n.t("Activate service credential"), ({ status }) => status === "Inactive");
  context.markStale("serviceSpecificCredentials");
  await user.client.updateServiceSpecificCredential(user.caller.userName, credential.id, "Active");
};

/** Switches a credential off. That can be taken back, so it is asked only where something on this computer is known to use it. */
export const deactivateServiceCredential: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const credential = await pickServiceCredential(context, user, argument, l10n.t("Deactivate service credential"), ({ status }) => status === "Active");
  const hosts = context.memory.gitCredentialHosts(credential.id);
  if (hosts.length > 0) {
    await context.ui.confirm(
      l10n.t("Deactivate {0}?", nameServiceCredential(credential)),
      l10n.t("Git on this computer signs in with it to {0}, and is refused from then on, until you activate it again.", hosts.join(", ")),
      [{ title: l10n.t("Deactivate"), value: true }],
    );
  }
  context.markStale("serviceSpecificCredentials");
  await user.client.updateServiceSpecificCredential(user.caller.userName, credential.id, "Inactive");
  await offerToTakeOut(context, credential, l10n.t("Git would go on offering it and be refused. Leave it if you are going to activate it again: nobody can show the password later."));
};
