import { readFile } from "node:fs/promises";
import { readConfigFault, refuseConfig } from "./configFault.js";
import { expandAsSsh, runSsh, type Ssh } from "./sshProgram.js";

/** What ssh would do for a host, after all its files. */
export interface EffectiveConfig {
  readonly hostName: string;
  readonly user: string;
  /** In the order in which they are offered. */
  readonly identityFiles: readonly string[];
}

/** A line that a value comes from; 1-based. */
export interface ConfigLine {
  readonly file: string;
  readonly line: number;
}

/** Asks ssh itself. @throws UserError if there is no ssh, or it cannot read its configuration */
export async function readEffectiveConfig(ssh: Ssh, host: string): Promise<EffectiveConfig> {
  const first = await runSsh(ssh, ["-G", host]);
  // One that is named with -F, and is yet to be made: to ssh that is a fault, to us an empty one.
  const isMissing = first.code !== 0 && first.stderr.reveal().includes("Can't open user config file");
  const { code, stdout, stderr } = isMissing ? await runSsh(ssh, ["-F", "none", "-G", host]) : first;
  if (code !== 0) throw refuseConfig(readConfigFault(stderr.reveal()), host);
  const options = stdout.reveal().split(/\r?\n/).map((line) => /^(\S+) (.*)$/.exec(line) ?? []);
  const valuesOf = (name: string) => options.filter(([, option]) => option === name).map(([, , value]) => value ?? "");
  return { hostName: valuesOf("hostname")[0] ?? host, user: valuesOf("user")[0] ?? "", identityFiles: valuesOf("identityfile").map((file) => expandAsSsh(file.replaceAll("%%", "%"))) };
}

/** Whether ssh signs in to a host with this key: its id as the user, its private half as the first that is offered. */
export function usesKey({ user, identityFiles }: EffectiveConfig, sshPublicKeyId: string, identityFile: string): boolean {
  return user === sshPublicKeyId && identityFiles[0] !== undefined && sameFile(identityFiles[0], identityFile);
}

/**
 * The line that another value comes from, in the files that ssh reads for a host. `undefined` if it is not found, as with a
 * default of ssh's own.
 */
export async function findConfigLine(ssh: Ssh, host: string, option: "User" | "IdentityFile", value: string): Promise<ConfigLine | undefined> {
  const { stderr } = await runSsh(ssh, ["-v", "-G", host]);
  const files = [...stderr.reveal().matchAll(/^debug1: Reading configuration data (.+?)\r?$/gm)].flatMap(([, file]) => file ?? []);
  const pattern = new RegExp(`^\\s*${option}(?:\\s*=\\s*|\\s+)"?([^"]+?)"?\\s*$`, "i");
  for (const file of new Set(files)) {
    const lines = (await readFile(file, "utf8").catch(() => "")).split(/\r?\n/);
    const found = lines.findIndex((line) => {
      const written = pattern.exec(line)?.[1];
      return written !== undefined && sameFile(expandAsSsh(written.replaceAll("%%", "%")), value);
    });
    if (found !== -1) return { file, line: found + 1 };
  }
  return undefined;
}

/** On Windows the configuration has slashes. */
function sameFile(one: string, other: string): boolean {
  const plain = (file: string) => (process.platform === "win32" ? file.replaceAll("\\", "/").toLowerCase() : file);
  return plain(one) === plain(other);
}
