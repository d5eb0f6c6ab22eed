import * as l10n from "@vscode/l10n";
import { readCodeCommitHost } from "../../git/codeCommitHost.js";
import { readEffectiveConfig } from "../../ssh/effectiveConfig.js";
import { readHostNames } from "../../ssh/sshBlock.js";
import { readSshConfig } from "../../ssh/sshConfig.js";
import type { Ssh } from "../../ssh/sshProgram.js";
import { requireSshPublicKeyId } from "../../ssh/sshPublicKeyId.js";
import type { CommandContext, UserAccount } from "../context.js";
import { readFingerprint } from "./fingerprints.js";
import { findKeyHere } from "./keysHere.js";
import { chooseHost, findKnownHosts } from "./sshHosts.js";

/** What a connection is tested with. */
export interface SshTarget {
  /** As a remote's address names it: a host of CodeCommit, or an alias. */
  readonly host: string;
  /** The host behind it. */
  readonly codeCommitHost: string;
  /** For ssh. */
  readonly args: readonly string[];
}

/** Beyond this a configuration is for a whole company; each name costs a process. */
const MOST_NAMES = 30;
/** Each process may start more: those of the `Match exec` in the configuration. */
const AT_ONCE = 4;

/**
 * The host that was handed over, else the one at which ssh signs in with this key, by its configuration. Where there is none,
 * one that the user picks, with the key named as an address can name it: `ssh://APKA…@git-codecommit…`.
 */
export async function chooseTarget(context: CommandContext, user: UserAccount, ssh: Ssh, id: string, argument: unknown, title: string): Promise<SshTarget> {
  const wanted = (argument as { host?: unknown } | undefined)?.host;
  const configured = typeof wanted === "string" && /^\w[\w.-]*$/.test(wanted) ? [await readTarget(ssh, wanted)] : (await findCandidates(context, user, ssh)).filter((target) => target.user === id);
  const [first, ...others] = configured;
  if (first === undefined) return askTarget(context, user, id, title);
  if (others.length === 0) return first;
  return context.ui.pick(configured.map((value) => ({ label: value.host, icon: "server", value })), { title, placeholder: l10n.t("Where is {0} to be tried?", id) });
}

async function findCandidates(context: CommandContext, user: UserAccount, ssh: Ssh): Promise<readonly (SshTarget & { readonly user: string })[]> {
  const known = (await findKnownHosts(context, user)).map(({ host }) => host);
  const named = readHostNames((await readSshConfig(ssh.configFile)) ?? "");
  const names = [...new Set([...known, ...named])].slice(0, MOST_NAMES);
  const targets: (SshTarget & { readonly user: string })[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) targets.push(...(await Promise.all(names.slice(at, at + AT_ONCE).map((host) => readTarget(ssh, host)))));
  return targets;
}

async function readTarget(ssh: Ssh, host: string): Promise<SshTarget & { readonly user: string }> {
  const { user, hostName } = await readEffectiveConfig(ssh, host);
  return { host, codeCommitHost: readCodeCommitHost("https", host) === undefined ? hostName : host, args: [host], user };
}

async function askTarget(context: CommandContext, user: UserAccount, id: string, title: string): Promise<SshTarget> {
  const host = await chooseHost(context, user, title);
  const here = await findKeyHere(context, await readFingerprint(user, id));
  const identity = here?.privatePath === undefined ? [] : ["-i", here.privatePath, "-o", "IdentitiesOnly=yes"];
  return { host, codeCommitHost: host, args: [...identity, `${requireSshPublicKeyId(id)}@${host}`] };
}
