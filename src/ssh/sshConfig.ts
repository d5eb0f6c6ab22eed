import { lstat, rm } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { writeError } from "../files/fileError.js";
import { findBlock, listBlocks, putBlock, removeBlock } from "../files/markedBlock.js";
import { changeSharedFile, inTurn, readForChange } from "../profiles/changeSharedFile.js";
import { Secret } from "../secret.js";
import { shortenForSsh } from "./sshProgram.js";

/** How ssh signs in to a host of CodeCommit. */
export interface SshHost {
  /** What a URL names: the host itself, or an alias of it for another account. */
  readonly pattern: string;
  /** `git-codecommit.us-east-1.amazonaws.com` */
  readonly host: string;
  /** The id that IAM gave the key: CodeCommit takes it for the user's name. */
  readonly sshPublicKeyId: string;
  /** The private half. */
  readonly identityFile: string;
}

/** A block of this extension's in a configuration. */
export interface SshBlock {
  readonly name: string;
  readonly pattern: string;
  readonly host: string;
  readonly sshPublicKeyId: string | undefined;
}

/**
 * The configuration with a block for a host, in place of the one of the same pattern.
 *
 * For each option ssh takes the first value it finds, and what stands before the first `Host` or `Match` is for all hosts
 * (ssh_config(5)): so the block goes right before the first of them. Higher up it would make options for all hosts its own;
 * further down, patterns such as `Host *` would win.
 * @throws UserError for a path that ssh's configuration cannot hold
 */
export function putSshBlock(text: string, wanted: SshHost): string {
  const written = putBlock(text, { name: wanted.pattern, lines: renderBlock(wanted) }, findPlace);
  // A file that ends without a line's end goes on to: that is how the block's removal knows of it.
  const isLast = text !== "" && !text.endsWith("\n") && written.endsWith("\n");
  return isLast ? written.replace(/\r?\n$/, "") : written;
}

/** The configuration as it was before the block came, unless somebody changed something since. */
export function takeOutSshBlock(text: string, name: string): string {
  const rest = removeBlock(text, name);
  const wasLast = rest !== text && !text.endsWith("\n") && text.startsWith(rest);
  return wasLast ? rest.replace(/\r?\n$/, "") : rest;
}

/** The blocks of this extension's, from top to bottom. */
export function readSshBlocks(text: string): readonly SshBlock[] {
  return listBlocks(text).map((name) => {
    const lines = findBlock(text, name) ?? [];
    const pattern = readOption(lines, "Host") ?? name;
    return { name, pattern, host: readOption(lines, "HostName") ?? pattern, sshPublicKeyId: readOption(lines, "User") };
  });
}

/** The names of hosts that a configuration has entries for, without patterns. */
export function readHostNames(text: string): readonly string[] {
  const names = text.split(/\r?\n/).flatMap((line) => /^\s*host(?:\s*=\s*|\s+)(.+)$/i.exec(line)?.[1]?.split(/\s+/) ?? []);
  return [...new Set(names.map((name) => name.replaceAll('"', "")).filter((name) => /^\w[\w.-]*$/.test(name)))];
}

/** @returns the configuration; `undefined` if there is none @throws UserError if it cannot be read, or is not UTF-8 */
export async function readSshConfig(file: string): Promise<string | undefined> {
  return (await readForChange(file))?.reveal();
}

/**
 * Writes what the user has agreed to: mode 0600, in a folder of mode 0700 if there is none yet; links are followed.
 * @throws UserError if it cannot be written, or is not any more what the user was shown
 */
export async function writeSshConfig(file: string, { before, after }: { readonly before: string; readonly after: string }): Promise<void> {
  await inTurn(() =>
    changeSharedFile(file, (text) => {
      if (text !== before) throw changedMeanwhile(file);
      return new Secret(after);
    }),
  );
}

/**
 * Takes a block of this extension's out again, and nothing else. A file that nothing is left of goes too: it was made for the
 * block. A block, or a file, that is not there any more is fine.
 * @throws UserError if the file cannot be read or written
 */
export async function removeSshBlock(file: string, name: string): Promise<void> {
  await inTurn(async () => {
    const change = await changeSharedFile(file, (text) => new Secret(takeOutSshBlock(text, name)));
    if (change?.after.reveal() !== "") return;
    try {
      // A link is the user's own, as is what it leads to.
      if (!(await lstat(file)).isSymbolicLink()) await rm(file);
    } catch (error) {
      throw writeError(file, error);
    }
  });
}

function renderBlock({ pattern, host, sshPublicKeyId, identityFile }: SshHost): readonly string[] {
  return [
    `Host ${pattern}`,
    ...(pattern === host ? [] : [`  HostName ${host}`]),
    `  User ${sshPublicKeyId}`,
    `  IdentityFile ${quotePath(identityFile)}`,
    // Without it ssh offers the agent's keys first, and servers hang up after some.
    "  IdentitiesOnly yes",
  ];
}

/** As ssh reads it: `%` begins a token, `#` a comment, a space ends a value. */
function quotePath(file: string): string {
  const value = shortenForSsh(file).replaceAll("%", "%%");
  const portable = process.platform === "win32" ? value.replaceAll("\\", "/") : value;
  // There is no way to write these that all versions of ssh read alike.
  if (/["\\'\r\n]|\$\{/.test(portable)) {
    throw new UserError(l10n.t("The configuration of ssh cannot hold this path: {0}", file), { hint: l10n.t("Give the key file a name without quotes, backslashes and “${”."), code: "UnsuitablePath" });
  }
  return /[\s#]/.test(portable) ? `"${portable}"` : portable;
}

/** Before the first `Host` or `Match`, and before the comments right above it. */
function findPlace(text: string): number {
  const lines = [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map((match) => ({ content: match[0], start: match.index }));
  const first = lines.findIndex(({ content }) => /^\s*(host|match)[\s=]/i.test(content));
  if (first === -1) return text.length;
  let at = first;
  // The end of another block is a comment too, but not one on what follows.
  while (at > 0 && /^\s*#(?! <<<)/.test(lines[at - 1]?.content ?? "")) at--;
  return lines[at]?.start ?? 0;
}

function readOption(lines: readonly string[], option: string): string | undefined {
  const pattern = new RegExp(`^\\s*${option}\\s+(\\S+)\\s*$`, "i");
  return lines.map((line) => pattern.exec(line)?.[1]).find((value) => value !== undefined);
}

function changedMeanwhile(file: string): UserError {
  return new UserError(l10n.t("Another program changed this file in the meantime, so it is left as it is: {0}", file), { hint: l10n.t("Try again, and look at the change once more."), code: "ChangedMeanwhile" });
}
