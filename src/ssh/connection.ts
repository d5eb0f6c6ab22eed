import type { Ended } from "../git/gitProgram.js";
import type { ConfigLine } from "./effectiveConfig.js";
import { runSsh, type Ssh } from "./sshProgram.js";

/** What came of a try to sign in. */
export type SshOutcome =
  | { readonly kind: "signedIn" }
  /** The server knows this key, but ssh could not use it without asking for its passphrase. */
  | { readonly kind: "locked"; readonly identityFile: string }
  /** The server took none of the keys that ssh offered. */
  | { readonly kind: "refused"; readonly user: string; readonly offered: readonly string[]; readonly missing: readonly string[] }
  /** A private key that others may read too; ssh does not use it. */
  | { readonly kind: "openToOthers"; readonly identityFile: string }
  | { readonly kind: "unknownHost"; readonly fingerprint: string | undefined }
  /** The server's key is not the one that this computer knows of. */
  | { readonly kind: "changedHost"; readonly fingerprint: string | undefined; readonly known: ConfigLine | undefined }
  | { readonly kind: "unreachable"; readonly reason: "name" | "refused" | "timeout" | "network" }
  /** No way of signing that both sides know. */
  | { readonly kind: "noCommonAlgorithm"; readonly said: string }
  | { readonly kind: "badConfiguration"; readonly said: string }
  | { readonly kind: "other"; readonly said: string };

const CONNECT_SECONDS = 15;

/**
 * Signs in for a look, with the user's own configuration, and without asking anything: what ssh would ask, the caller does.
 * Nothing is added to the known hosts here. `-v` has ssh say which keys it offers, and which one the server shows.
 * @throws UserError if there is no ssh
 */
export async function trySshSignIn(ssh: Ssh, target: readonly string[]): Promise<SshOutcome> {
  return readOutcome(await runSsh(ssh, ["-v", "-T", "-o", "BatchMode=yes", "-o", `ConnectTimeout=${CONNECT_SECONDS}`, ...target]));
}

/** What ssh's words mean. It ends with 255 also after a success: CodeCommit hangs up, and offers no shell. */
export function readOutcome({ code, stdout, stderr }: Ended): SshOutcome {
  const all = stderr.reveal();
  if ((all + stdout.reveal()).includes('You have successfully authenticated over SSH') || code === 0) return { kind: "signedIn" };
  const said = all.split(/\r?\n/).filter((line) => line.trim() !== "" && !/^(debug\d:|OpenSSH_|Pseudo-terminal )/.test(line));
  const find = (pattern: RegExp) => pattern.exec(all)?.[1];
  if (all.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) return { kind: "changedHost", fingerprint: readFingerprint(all), known: readKnownLine(all) };
  if (all.includes('Host key verification failed')) return { kind: "unknownHost", fingerprint: readFingerprint(all) };
  if (/Permission denied \([^)]*\)|Too many authentication failures/.test(all)) return readRefusal(all);
  if (/Could not resolve hostname/i.test(all)) return { kind: "unreachable", reason: "name" };
  if (/Connection refused/i.test(all)) return { kind: "unreachable", reason: "refused" };
  if (code === 124 || /timed out/i.test(all)) return { kind: "unreachable", reason: "timeout" };
  if (/No route to host|Network is unreachable|Connection (closed|reset) by|kex_exchange_identification|Broken pipe/i.test(all)) return { kind: "unreachable", reason: "network" };
  const algorithms = find(/^(Unable to negotiate with .*)$/m);
  if (algorithms !== undefined) return { kind: "noCommonAlgorithm", said: algorithms };
  const configuration = find(/^(.*(?:line \d+: Bad|Bad configuration option|Bad owner or permissions|bad configuration options).*)$/m);
  if (configuration !== undefined) return { kind: "badConfiguration", said: configuration.trim() };
  return { kind: "other", said: said.at(-1)?.trim() ?? "" };
}

function readRefusal(all: string): SshOutcome {
  const user = /^debug1: Authenticating to .* as '([^']*)'/m.exec(all)?.[1] ?? "";
  const [, openToOthers] = /^Permissions \S+ for '(.+)' are too open/m.exec(all) ?? [];
  if (openToOthers !== undefined) return { kind: "openToOthers", identityFile: openToOthers };
  const accepted = readKeys(all, "Server accepts key").at(-1);
  if (accepted !== undefined) return { kind: "locked", identityFile: accepted };
  const missing = [...all.matchAll(/^no such identity: (.+?): /gm)].flatMap(([, file]) => file ?? []);
  return { kind: "refused", user, offered: readKeys(all, "Offering public key"), missing };
}

/** `debug1: Offering public key: /home/alice/.ssh/id_rsa RSA SHA256:… explicit`; older versions write less after the path. */
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
