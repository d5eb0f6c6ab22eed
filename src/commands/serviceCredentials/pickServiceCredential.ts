import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { ServiceSpecificCredential } from "../../iam/model.js";
import { daysBetween } from "../../iam/rules.js";
import { describeAge, describeStatus } from "../../words/credentials.js";
import { describeExpiry, describeService, nameServiceCredential } from "../../words/services.js";
import type { Moment } from "../../words/time.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";

/**
 * The credential a command is for: the tree's argument, else the one the user picks, even if there is only one.
 * @param wanted which ones the command can be used on
 * @throws UserError if there is none
 */
export async function pickServiceCredential(
  context: CommandContext,
  { client, caller }: UserAccount,
  argument: unknown,
  title: string,
  wanted: (credential: ServiceSpecificCredential) => boolean = () => true,
): Promise<ServiceSpecificCredential> {
  const all = await client.listServiceSpecificCredentials(caller.userName);
  const id = readServiceCredentialId(argument);
  if (id !== undefined) {
    const found = all.find((credential) => credential.id === id);
    if (found === undefined) {
      throw new UserError(l10n.t("These credentials are not there any more: {0}", id), { hint: l10n.t("Somebody else may have deleted them."), code: "NoSuchEntity" });
    }
    return found;
  }
  const candidates = all.filter(wanted);
  if (candidates.length === 0) throw new UserError(l10n.t("There are no credentials for a service to do this with."));
  return context.ui.pick(candidates.map((credential) => describeChoice(context, credential)), { title, placeholder: l10n.t("Which credentials?") });
}

/** The id in what the tree, or a reminder, handed over. */
function readServiceCredentialId(argument: unknown): string | undefined {
  const id = (argument as { serviceCredentialId?: unknown } | undefined)?.serviceCredentialId;
  return typeof id === "string" ? id : undefined;
}

/** A credential as a row to choose: its service, status, age and end. */
export function describeChoice(context: Pick<CommandContext, "locale">, credential: ServiceSpecificCredential): Choice<ServiceSpecificCredential> {
  const moment: Moment = { now: new Date(), locale: context.locale };
  const age = credential.createdAt === undefined ? undefined : describeAge(daysBetween(credential.createdAt, moment.now));
  const expiry = credential.status === "Expired" ? undefined : describeExpiry(credential, moment)?.text;
  const words = [describeService(credential.serviceName), describeStatus(credential.status), age, expiry];
  return { label: nameServiceCredential(credential), icon: "key", description: words.filter((word) => word !== undefined).join(" · "), value: credential };
}
