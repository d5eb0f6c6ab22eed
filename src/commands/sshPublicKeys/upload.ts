import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { SshPublicKey } from "../../iam/model.js";
import { QUOTAS } from "../../iam/rules.js";
import type { PublicKey } from "../../ssh/publicKey.js";
import type { CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { chooseKey } from "./chooseKey.js";
import { readFingerprint } from "./fingerprints.js";
import { writeSshConfig } from "./writeConfig.js";

/** Uploads the public half of a key, after every check that needs no call; then Git can be told to use it. */
export const uploadSshPublicKey: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const keys = await user.client.listSshPublicKeys(user.caller.userName);
  if (keys.length >= QUOTAS.sshPublicKeys) throw tooMany(keys.length);
  const uploaded = await readUploaded(user, keys);
  const key = await chooseKey(context, l10n.t("Upload an SSH public key"), `${user.caller.userName}-codecommit`, uploaded);
  const same = uploaded.get(key.fingerprint);
  if (same !== undefined) throw uploadedAlready(same);
  context.markStale("sshPublicKeys");
  const { id } = await context.ui.withProgress(l10n.t("Uploading the public key…"), () => upload(user, key, keys));
  const setUp = { title: l10n.t("Set up SSH…"), run: () => writeSshConfig(context, { sshPublicKeyId: id }) };
  context.ui.notify(l10n.t("The public key is uploaded. Its ID is {0}, which ssh gives as the user's name.", id), "information", context.sandbox.isRunning() ? undefined : setUp);
};

/** The ids of the keys in AWS by fingerprint, as far as it is shown to the user. */
async function readUploaded(user: UserAccount, keys: readonly SshPublicKey[]): Promise<ReadonlyMap<string, string>> {
  const entries = await Promise.all(keys.map(async ({ id }) => [await readFingerprint(user, id), id] as const));
  return new Map(entries.flatMap(([fingerprint, id]) => (fingerprint === undefined ? [] : [[fingerprint, id]])));
}

async function upload(user: UserAccount, key: PublicKey, before: readonly SshPublicKey[]): Promise<SshPublicKey> {
  try {
    return await user.client.uploadSshPublicKey(user.caller.userName, key.openSsh);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    // The answer is lost, perhaps not the upload; nothing about it is secret, so that it can be looked up.
    const arrived = error.outcomeUnknown ? await findNew(user, key, before).catch(() => undefined) : undefined;
    if (arrived !== undefined) return arrived;
    throw explain(error.code, key) ?? error;
  }
}

async function findNew(user: UserAccount, key: PublicKey, before: readonly SshPublicKey[]): Promise<SshPublicKey | undefined> {
  const known = new Set(before.map(({ id }) => id));
  const added = (await user.client.listSshPublicKeys(user.caller.userName)).filter(({ id }) => !known.has(id));
  const fingerprints = await Promise.all(added.map(({ id }) => user.client.getSshPublicKeyFingerprint(user.caller.userName, id)));
  return added.find((_, index) => fingerprints[index] === key.fingerprint);
}

/** What AWS refuses although it was checked: another user of the account may have been quicker, or AWS's rules are others. */
function explain(code: string | undefined, key: PublicKey): UserError | undefined {
  switch (code) {
    case "LimitExceeded":
      return tooMany(QUOTAS.sshPublicKeys);
    case "DuplicateSSHPublicKey":
      return new UserError(l10n.t("This key is uploaded already: AWS has it for your user."), {
        hint: l10n.t("Set up SSH with it, or upload another key."),
        action: { title: l10n.t("Set up SSH…"), command: COMMANDS.writeSshConfig },
        code,
      });
    case "InvalidPublicKey":
    case "UnrecognizedPublicKeyEncoding":
      return new UserError(l10n.t("AWS does not take this key (RSA, {0} bits), although nothing is wrong with its form.", key.bits), { hint: l10n.t("Generate a new key and upload that one."), code });
    default:
      return undefined;
  }
}

function tooMany(count: number): UserError {
  return new UserError(l10n.t("You have {0} SSH public keys in AWS, and no more are allowed. Inactive ones count too.", count), {
    hint: l10n.t("Delete one that is not needed, then upload again."),
    action: { title: l10n.t("Delete an SSH public key…"), command: COMMANDS.deleteSshPublicKey },
    code: "LimitExceeded",
  });
}

function uploadedAlready(id: string): UserError {
  return new UserError(l10n.t("This key is uploaded already, as {0}.", id), {
    hint: l10n.t("Set up SSH with it, or upload another key."),
    action: { title: l10n.t("Set up SSH…"), command: COMMANDS.writeSshConfig, arguments: [{ sshPublicKeyId: id }] },
    code: "DuplicateSSHPublicKey",
  });
}
