import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import type { SshPublicKey } from "../../iam/model.js";
import { describeStatus } from "../../words/credentials.js";
import { formatTime } from "../../words/time.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { readFingerprint } from "./fingerprints.js";
import { findKeyHere } from "./keysHere.js";

/**
 * The key a command is for: the tree's argument, else the one the user picks.
 * @param wanted which keys the command can be used on
 * @throws UserError if there is none
 */
export async function pickSshPublicKey(context: CommandContext, user: UserAccount, argument: unknown, title: string, wanted: (key: SshPublicKey) => boolean = () => true): Promise<SshPublicKey> {
  const keys = await user.client.listSshPublicKeys(user.caller.userName);
  const id = readSshPublicKeyId(argument);
  if (id !== undefined) {
    const found = keys.find((key) => key.id === id);
    if (found !== undefined) return found;
    context.markStale("sshPublicKeys");
    throw new UserError(l10n.t("The SSH public key {0} is not there any more.", id), { hint: l10n.t("Somebody else may have deleted it."), code: "NoSuchEntity" });
  }
  const candidates = keys.filter(wanted);
  if (candidates.length === 0) {
    throw new UserError(keys.length === 0 ? l10n.t("You have no SSH public key in AWS yet.") : l10n.t("There is no SSH public key to do this with."), {
      hint: keys.length === 0 ? l10n.t("Upload one first.") : l10n.t("The list in the view shows the state of each."),
      ...(keys.length === 0 ? { action: { title: l10n.t("Upload an SSH public key"), command: COMMANDS.uploadSshPublicKey } } : {}),
    });
  }
  const choices = await Promise.all(candidates.map((key) => describeChoice(context, user, key)));
  return context.ui.pick(choices, { title, placeholder: l10n.t("Which SSH public key?") });
}

/** The id in what the tree, or another command, handed over. */
export function readSshPublicKeyId(argument: unknown): string | undefined {
  const id = (argument as { sshPublicKeyId?: unknown } | undefined)?.sshPublicKeyId;
  return typeof id === "string" ? id : undefined;
}

/** The ids say nothing to anybody: the file on this computer does. */
async function describeChoice(context: CommandContext, user: UserAccount, key: SshPublicKey): Promise<Choice<SshPublicKey>> {
  const here = await findKeyHere(context, await readFingerprint(user, key.id));
  const uploaded = key.uploadedAt === undefined ? undefined : l10n.t("uploaded {0}", formatTime(key.uploadedAt, { now: new Date(), locale: context.locale }));
  const words = [describeStatus(key.status), here === undefined ? undefined : l10n.t("this machine: {0}", here.shortPath), uploaded];
  return { label: key.id, icon: "terminal", description: words.filter((word) => word !== undefined).join(" · "), value: key };
}
