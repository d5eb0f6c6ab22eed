import path from "node:path";
import type { Ended } from "../git/gitProgram.js";
import { readConfigFault, type ConfigFault } from "./configFault.js";
import type { ConfigLine } from "./effectiveConfig.js";
import { runSsh, type Ssh } from "./sshProgram.js";

/** What came of a try to sign in. */
export type SshOutcome =
  | { readonly kind: "signedIn" }
  /** The server knows this key, but ssh could not use it without asking. Without a file it is a key of the agent's. */
  | { readonly kind: "locked"; readonly identityFile: string | undefined }
  /** The server took none of the keys that ssh offered: paths, and the comments of keys of the agent's. */
  | { readonly kind: "refused"; readonly user: string; readonly offered: readonly string[]; readonly missing: readonly string[] }
  /** A private key that others may read too; ssh does not use it. */
  | { readonly kind: "openToOthers"; readonly identityFile: string }
  | { readonly kind: "unknownHost"; readonly fingerprint: string | undefined }
  /** The server's key is not the one that this computer knows of. */
  | { readonly kind: "changedHost"; readonly fingerprint: string | undefined; readonly known: ConfigLine | undefined }
  | { readonly kind: "unreachable"; readonly reason: "name" | "refused" | "timeout" | "network" }
  /** No way of signing that both sides know. */
  | { readonly kind: "noCommonAlgorithm"; readonly said: string }
  | { readonly kind: "badConfiguration"; readonly fault: ConfigFault }
  /** What ssh said then may be the words of a server or of a `ProxyCommand`: nobody is shown them here. */
  | { readonly kind: "other" };

const CONNECT_SECONDS = 15;

/**
 * A connection of its own, and nothing but a sign-in: one that is open already (ssh_config(5), `ControlPath`) would say nothing
 * about the key, and one that stays open would outlive the test. `-S` also replaces what Git's own command says.
 */
export const FRESH_CONNECTION: readonly string[] = ["-S", "none", "-o", "ControlMaster=no", "-o", "ClearAllForwardings=yes"];

/**
 * Signs in for a look, with the user's own configuration, and without asking anything: what ssh would ask, the caller does.
 * Nothing is added to the known hosts here. `-v` has ssh say which keys it offers, and which one the server shows.
 * @throws UserError if there is no ssh
 */
export async function trySshSignIn(ssh: Ssh, target: readonly string[]): Promise<SshOutcome> {
  return readOutcome(await runSsh(ssh, ["-v", "-T", ...FRESH_CONNECTION, "-o", "BatchMode=yes", "-o", `ConnectTimeout=${CONNECT_SECONDS}`, ...target]));
}

/** What ssh's words mean. It ends with 255 also after a success: CodeCommit hangs up, and offers no shell. */
export function readOutcome({ code, stdout, stderr }: Ended): SshOutcome {
  const all = stderr.reveal();
  if ((all + stdout.reveal()).includes('You have successfully authenticated over SSH') || code === 0) return { kind: "signedIn" };
  if (all.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) return { kind: "changedHost", fingerprint: readFingerprint(all), known: readKnownLine(all) };
  if (all.includes('Host key verification failed')) return { kind: "unknownHost", fingerprint: readFingerprint(all) };
  if (/Permission denied \([^)]*\)|Too many authentication failures/.test(all)) return readRefusal(all);
  if (/Could not resolve hostname/i.test(all)) return { kind: "unreachable", reason: "name" };
  if (/Connection refused/i.test(all)) return { kind: "unreachable", reason: "refused" };
  if (code === 124 || /timed out/i.test(all)) return { kind: "unreachable", reason: "timeout" };
  if (/No route to host|Network is unreachable|Connection (closed|reset) by|kex_exchange_identification|Broken pipe/i.test(all)) return { kind: "unreachable", reason: "network" };
  const [, algorithms] = /^Unable to negotiate with \S+ port \d+: (no matching (?:host key type|key exchange method|cipher|MAC|compression method) found)\b/m.exec(all) ?? [];
  if (algorithms !== undefined) return { kind: "noCommonAlgorithm", said: algorithms };
  const fault = readConfigFault(all);
  return fault === undefined ? { kind: "other" } : { kind: "badConfiguration", fault };
}

function readRefusal(all: string): SshOutcome {
  const user = /^debug1: Authenticating to .* as '([\p{L}\p{N}_.@+\\ -]+)'/mu.exec(all)?.[1] ?? "";
  const [, openToOthers] = /^Permissions \S+ for '(.+)' are too open/m.exec(all) ?? [];
  if (openToOthers !== undefined) return { kind: "openToOthers", identityFile: openToOthers };
  const accepted = readKeys(all, "Server accepts key").at(-1);
  if (accepted !== undefined) return { kind: "locked", identityFile: path.isAbsolute(accepted) ? accepted : undefined };
  const missing = [...all.matchAll(/^no such identity: (.+?): /gm)].flatMap(([, file]) => file ?? []);
  return { kind: "refused", user, offered: readKeys(all, "Offering public key"), missing };
}

/** `debug1: Offering public key: /home/alice/.ssh/id_rsa RSA SHA256:… explicit`; older versions write less after the path. A key of the agent's goes by its comment. */
function readKeys(all: string, words: string): readonly string[] {
  const pattern = new RegExp(`^debug1: ${words}: (.+?)(?: [A-Z0-9-]+ SHA256:.*)?$`, "gm");
  return [...all.matchAll(pattern)].flatMap(([, file]) => file?.trim() ?? []).filter((file) => !file.startsWith("pkalg "));
}

function readFingerprint(all: string): string | undefined {
  return /^debug1: Server host key: \S+ (SHA256:[A-Za-z0-9+/]+)/m.exec(all)?.[1];
}

function readKnownLine(all: string): ConfigLine | undefined {
  const [, file, line] = /^Offending \S+ key in (.+):(\d+)\r?$/m.exec(all) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
