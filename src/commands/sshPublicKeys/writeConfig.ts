import * as l10n from "@vscode/l10n";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { findConfigLine, readEffectiveConfig, usesKey } from "../../ssh/effectiveConfig.js";
import { putSshBlock, type SshHost } from "../../ssh/sshBlock.js";
import { readSshConfig, writeSshConfig as writeFile } from "../../ssh/sshConfig.js";
import { requireConfigFile, type Ssh } from "../../ssh/sshProgram.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { refuseInSandbox } from "../refuseInSandbox.js";
import { requireUser } from "../requireUser.js";
import { chooseName } from "./chooseName.js";
import { findIdentityFile } from "./identityFile.js";
import { pickSshPublicKey } from "./pickSshPublicKey.js";
import { findUsersSsh } from "./placesOfKey.js";
import { chooseHost } from "./sshHosts.js";
import { testSshConnection } from "./testConnection.js";

/** Has ssh, and with it Git, sign in to a host of CodeCommit with a key: a block in its configuration, shown before it is written. */
export const writeSshConfig: CommandHandler = async (context, argument) => {
  refuseInSandbox(context, l10n.t("Leave it to set up SSH with a key of yours."));
  const ssh = await findUsersSsh(context);
  requireConfigFile(ssh);
  const user = await requireUser(context);
  const title = l10n.t("Set up SSH for CodeCommit");
  const key = await pickSshPublicKey(context, user, argument, title);
  const identityFile = await findIdentityFile(context, user, key.id, title);
  const host = await chooseHost(context, user, title);
  const wanted = await chooseName(context, user, ssh, { pattern: host, host, sshPublicKeyId: key.id, identityFile }, title);
  const isWritten = await write(context, ssh, wanted);
  if (isWritten && !(await checkEffect(context, ssh, wanted))) return;
  tell(context, wanted, isWritten);
};

/** @returns false if ssh does it already @throws CancelledError, UserError; then the file is as it was */
async function write({ ui, git, homeDirectory }: CommandContext, ssh: Ssh, wanted: SshHost): Promise<boolean> {
  const file = requireConfigFile(ssh);
  const { pattern, host, sshPublicKeyId, identityFile } = wanted;
  const before = (await readSshConfig(file)) ?? "";
  const after = putSshBlock(before, wanted);
  const effective = await readEffectiveConfig(ssh, pattern);
  if (usesKey(effective, sshPublicKeyId, identityFile) && (pattern === host || effective.hostName === host)) return false;
  await ui.reviewChange({
    path: file,
    before,
    after,
    question: l10n.t("Write this to {0}?", shortenHome(file, homeDirectory)),
    detail: l10n.t("ssh then signs in to {0} with the key {1} ({2}). All other lines stay as they are. “Undo Changes to Git and SSH Configuration” takes it out again.", pattern, sshPublicKeyId, shortenHome(identityFile, homeDirectory)),
    button: l10n.t("Write"),
  });
  const isKnown = git.changes.list().some((change) => change.kind === "sshBlock" && change.place === file && change.name === pattern);
  const change = await git.changes.add({ kind: "sshBlock", place: file, name: pattern, what: l10n.t("ssh signs in to {0} with the key {1}", pattern, sshPublicKeyId) });
  try {
    await writeFile(file, { before, after });
  } catch (error) {
    // What was written earlier can still be undone.
    if (!isKnown) git.changes.remove(change.id);
    throw error;
  }
  return true;
}

/** Asks ssh itself whether it takes what was written; says what comes before it if not. */
async function checkEffect({ ui, homeDirectory }: CommandContext, ssh: Ssh, { pattern, sshPublicKeyId, identityFile }: SshHost): Promise<boolean> {
  const effective = await readEffectiveConfig(ssh, pattern);
  if (usesKey(effective, sshPublicKeyId, identityFile)) return true;
  const isUser = effective.user !== sshPublicKeyId;
  const value = isUser ? effective.user : (effective.identityFiles[0] ?? "");
  const line = await findConfigLine(ssh, pattern, isUser ? "User" : "IdentityFile", value);
  const file = shortenHome(requireConfigFile(ssh), homeDirectory);
  if (line === undefined) {
    ui.notify(l10n.t("{0} is written, but ssh does not read it: it would sign in as {1}. Perhaps HOME is not your account's own home folder.", file, effective.user), "warning");
    return false;
  }
  const place = shortenHome(line.file, homeDirectory);
  const sentence = isUser
    ? l10n.t("{0} is written, but ssh still signs in as {1}: {2}, line {3}, comes first. Take that line out, or move it below.", file, value, place, line.line)
    : l10n.t("{0} is written, but ssh still offers {1} first: {2}, line {3}, comes before it. Take that line out, or move it below.", file, shortenHome(value, homeDirectory), place, line.line);
  ui.notify(sentence, "warning", { title: l10n.t("Open the line"), run: () => ui.openFile(line.file, line.line) });
  return false;
}

function tell(context: CommandContext, { pattern, host, sshPublicKeyId }: SshHost, isWritten: boolean): void {
  const { ui } = context;
  const test = { title: l10n.t("Test connection"), run: () => testSshConnection(context, { sshPublicKeyId, host: pattern }) };
  if (!isWritten) {
    ui.notify(l10n.t("ssh signs in to {0} with {1} already: there was nothing to write.", pattern, sshPublicKeyId), "information", test);
  } else if (pattern === host) {
    ui.notify(l10n.t("ssh signs in to {0} with {1}. The addresses of repositories begin with {2}", host, sshPublicKeyId, addressOf(host)), "information", test);
  } else {
    const copy = { title: l10n.t("Copy the address"), run: () => ui.copy(addressOf(pattern)) };
    ui.notify(l10n.t("By the name {0}, ssh signs in to {1} with {2}. The addresses of this account's repositories begin with {3}", pattern, host, sshPublicKeyId, addressOf(pattern)), "information", copy);
  }
}

function addressOf(pattern: string): string {
  return `ssh://${pattern}/v1/repos/`;
}
