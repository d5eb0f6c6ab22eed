import { existsSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { findByFingerprint, findLocalKeys, readLocalKey, sshFolder } from "../../ssh/localKeys.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { readFingerprint } from "./fingerprints.js";

/**
 * The private half of a key: found by IAM's fingerprint, else chosen by the user. It is never read.
 * @throws UserError if what they choose is another key, CancelledError
 */
export async function findIdentityFile(context: CommandContext, user: UserAccount, id: string, title: string): Promise<string> {
  const { ui, homeDirectory } = context;
  const folder = sshFolder(homeDirectory);
  const [fingerprint, keys] = await Promise.all([readFingerprint(user, id), findLocalKeys(folder)]);
  const found = fingerprint === undefined ? undefined : findByFingerprint(keys, fingerprint)?.privatePath;
  if (found !== undefined) return found;
  // With a fingerprint the keys that are here are known to be others.
  const candidates = fingerprint === undefined ? keys.flatMap(({ privatePath, read }) => (privatePath !== undefined && "key" in read ? [privatePath] : [])) : [];
  const choices: Choice<string | undefined>[] = [
    ...candidates.map((file) => ({ label: shortenHome(file, homeDirectory), icon: "key", value: file })),
    { label: l10n.t("Choose a file…"), icon: "file", value: undefined },
  ];
  const placeholder = fingerprint === undefined ? l10n.t("Which file is the private half of {0}?", id) : l10n.t("The private half of {0} is not in ~/.ssh. Where is it?", id);
  const file = (await ui.pick(choices, { title, placeholder })) ?? (await ui.pickFileToOpen({ title, folder: existsSync(folder) ? folder : homeDirectory }));
  return checkFile(file.replace(/\.pub$/, ""), id, fingerprint);
}

/** The public half beside it tells whether it is the right one. Without one, the first sign-in does. */
async function checkFile(file: string, id: string, fingerprint: string | undefined): Promise<string> {
  if (!existsSync(file)) throw new UserError(l10n.t("The private half is not there: {0}", file), { hint: l10n.t("Choose the file without .pub at its end."), code: "ENOENT" });
  const beside = await readLocalKey(`${file}.pub`);
  if (fingerprint !== undefined && beside !== undefined && "key" in beside.read && beside.read.key.fingerprint !== fingerprint) {
    throw new UserError(l10n.t("{0} is another key than {1}: the fingerprint of its public half differs.", file, id), { hint: l10n.t("Choose another file, or upload this key too."), code: "AnotherKey" });
  }
  return file;
}
