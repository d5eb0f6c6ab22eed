import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { findBlock, listBlocks, putBlock, removeBlock } from "../files/markedBlock.js";
import { readCodeCommitHost } from "../git/codeCommitHost.js";
import { shortenForSsh } from "./sshProgram.js";
import { isSshPublicKeyId, requireSshPublicKeyId } from "./sshPublicKeyId.js";

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

/** Begins the options for some hosts. */
const SECTION = /^\s*(host|match)[\s=]/i;
const COMMENT = /^\s*#/;
const BLANK = /^\s*$/;
/** Other programs mark their lines too: `# >>> conda >>>`, `# BEGIN ANSIBLE MANAGED BLOCK`, `# --- end of VPN ---`. */
const BLOCK_BEGIN = /^\s*#.*(>>>|\bbegin\b|\bstart\b)/i;
const BLOCK_END = /^\s*#.*(<<<|\bend\b)/i;

/**
 * The configuration with a block for a host, in place of the one of the same pattern.
 *
 * For each option ssh takes the first value it finds, and what stands before the first `Host` or `Match` is for all hosts
 * (ssh_config(5)): so the block goes right before the first of them. Higher up it would make options for all hosts its own;
 * further down, patterns such as `Host *` would win. What somebody added to the block that was there stays in it.
 * @throws UserError for a path that ssh's configuration cannot hold, and for an id that is none
 */
export function putSshBlock(text: string, wanted: SshHost): string {
  const written = putBlock(text, { name: wanted.pattern, lines: [...renderBlock(wanted), ...findAdded(findBlock(text, wanted.pattern) ?? [])] }, findPlace);
  // A file that ends without a line's end goes on to: that is how the block's removal knows of it.
  const isLast = text !== "" && !text.endsWith("\n") && written.endsWith("\n");
  return isLast ? written.replace(/\r?\n$/, "") : written;
}

/** The configuration as it was before the block came, unless somebody changed something since: what they added stays. */
export function takeOutSshBlock(text: string, name: string): string {
  const rest = removeBlock(text, name, keepAdded);
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

function renderBlock({ pattern, host, sshPublicKeyId, identityFile }: SshHost): readonly string[] {
  return [
    `Host ${pattern}`,
    ...(pattern === host ? [] : [`  HostName ${host}`]),
    `  User ${requireSshPublicKeyId(sshPublicKeyId)}`,
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

/**
 * The lines of a block that are not as this extension writes them: somebody added them. Of each option that it writes, one line
 * is its own, in the block's first section; another `IdentityFile` stands below it.
 */
function findAdded(lines: readonly string[]): readonly string[] {
  const [header = -1, end = lines.length] = lines.flatMap((line, index) => (SECTION.test(line) ? [index] : []));
  const find = (option: string, isOwn: (value: string) => boolean, from = header) => lines.findIndex((line, index) => index >= from && index < end && isOwn(readOption([line], option) ?? ""));
  const user = find("User", isSshPublicKeyId);
  const own = [
    header,
    find("HostName", (value) => readCodeCommitHost("https", value) !== undefined),
    user,
    find("IdentityFile", (value) => value !== "", Math.max(user, header)),
    find("IdentitiesOnly", (value) => value === "yes"),
  ];
  return lines.filter((_, index) => !own.includes(index));
}

/**
 * What stays of a block: what was added, under a `Host` as it was there. Without one, options would be for all hosts, also those
 * that somebody wrote below the block.
 */
function keepAdded(lines: readonly string[], after: string): readonly string[] {
  const added = findAdded(lines);
  const first = [...added, ...after.split("\n")].find((line) => !COMMENT.test(line) && !BLANK.test(line));
  const header = lines.find((line) => SECTION.test(line));
  return first === undefined || SECTION.test(first) || header === undefined ? added : [header, ...added];
}

/**
 * Before the first `Host` or `Match`, and before the comments right above it. Lines that another program marks as its own it would
 * write over: so never above the mark that ends them, and above the one that begins them unless options stand in between.
 */
function findPlace(text: string): number {
  const lines = [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map((match) => ({ content: match[0].trimEnd(), start: match.index }));
  const first = lines.findIndex(({ content }) => SECTION.test(content));
  if (first === -1) return text.length;
  let at = first;
  let isAttached = true;
  for (let above = first - 1; above >= 0; above--) {
    const { content } = lines[above] ?? { content: "" };
    if (BLOCK_END.test(content) || !(COMMENT.test(content) || BLANK.test(content))) break;
    isAttached &&= COMMENT.test(content);
    if (isAttached || BLOCK_BEGIN.test(content)) at = above;
  }
  return lines[at]?.start ?? 0;
}

function readOption(lines: readonly string[], option: string): string | undefined {
  const pattern = new RegExp(`^\\s*${option}(?:\\s*=\\s*|\\s+)(\\S+|".*")\\s*$`, "i");
  return lines.map((line) => pattern.exec(line)?.[1]).find((value) => value !== undefined);
}
