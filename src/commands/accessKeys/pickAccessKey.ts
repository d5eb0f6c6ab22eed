import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { AccessKey } from "../../iam/model.js";
import { daysBetween, type KeyInUse } from "../../iam/rules.js";
import { describeAge, describeLastUse, describeStatus } from "../../words/credentials.js";
import type { Moment } from "../../words/time.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";

/**
 * The key a command is for: the tree's argument, else the one the user picks, even if there is only one: it is about a key.
 * @param wanted which keys the command can be used on
 * @throws UserError if there is none
 */
export async function pickAccessKey(
  context: CommandContext,
  { client, caller, signingKeyId }: UserAccount,
  argument: unknown,
  title: string,
  wanted: (key: AccessKey) => boolean = () => true,
): Promise<AccessKey> {
  const keys = await client.listAccessKeys(caller.userName);
  const id = readAccessKeyId(argument);
  if (id !== undefined) {
    const found = keys.find((key) => key.id === id);
    if (found === undefined) {
      throw new UserError(l10n.t("The access key {0} is not there any more.", id), { hint: l10n.t("Somebody else may have deleted it."), code: "NoSuchEntity" });
    }
    return found;
  }
  const candidates = keys.filter(wanted);
  if (candidates.length === 0) throw new UserError(l10n.t("There is no access key to do this with."));
  const choices = candidates.map((key): Choice<AccessKey> => describeChoice(context, { key, use: undefined }, signingKeyId));
  return context.ui.pick(choices, { title, placeholder: l10n.t("Which access key?") });
}

/** The id in what the tree, or another command, handed over. */
export function readAccessKeyId(argument: unknown): string | undefined {
  const id = (argument as { accessKeyId?: unknown } | undefined)?.accessKeyId;
  return typeof id === "string" ? id : undefined;
}

/** A key as a row to choose: its status, age and, if it was asked for, its use. */
export function describeChoice(context: Pick<CommandContext, "locale">, { key, use }: KeyInUse, signingKeyId: string): Choice<AccessKey> {
  const age = key.createdAt === undefined ? undefined : describeAge(daysBetween(key.createdAt, new Date()));
  const words = [key.id === signingKeyId ? l10n.t("this profile") : undefined, describeStatus(key.status), age];
  return {
    label: key.id,
    icon: "key",
    description: words.filter((word) => word !== undefined).join(" · "),
    ...(use === undefined ? {} : { detail: describeLastUse(use, currentMoment(context)) }),
    value: key,
  };
}

/** Now, in the language of the messages. */
export function currentMoment({ locale }: Pick<CommandContext, "locale">): Moment {
  return { now: new Date(), locale };
}
