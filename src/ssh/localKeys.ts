import { access, readdir } from "node:fs/promises";
import path from "node:path";
import { readKeyFile } from "./keyFile.js";
import { readPublicKey, type ReadPublicKey } from "./publicKey.js";

/** A public key in a file on this computer. */
export interface LocalKey {
  /** `/home/alice/.ssh/id_rsa.pub` */
  readonly publicPath: string;
  /** The private half, if it is beside it: the same name without `.pub`. It is not read. */
  readonly privatePath: string | undefined;
  readonly read: ReadPublicKey;
}

const MOST_FILES = 200;

/** Where ssh keeps a user's keys and its configuration. */
export function sshFolder(homeDirectory: string): string {
  return path.join(homeDirectory, ".ssh");
}

/** The public keys in a folder, by name. Never rejects: a folder that is not there, or not to be read, holds none. */
export async function findLocalKeys(folder: string): Promise<readonly LocalKey[]> {
  const names = await readdir(folder).catch((): string[] => []);
  // An OpenSSH certificate belongs to the key of the same name, and is none itself.
  const wanted = names.filter((name) => name.endsWith(".pub") && !name.endsWith("-cert.pub")).sort().slice(0, MOST_FILES);
  const found = await Promise.all(wanted.map((name) => readLocalKey(path.join(folder, name))));
  return found.filter((key) => key !== undefined);
}

/** @returns `undefined` for what is no file, too large or not to be read */
export async function readLocalKey(publicPath: string): Promise<LocalKey | undefined> {
  try {
    const text = await readKeyFile(publicPath);
    if (text === undefined) return undefined;
    const read = readPublicKey(text);
    const privatePath = publicPath.replace(/\.pub$/, "");
    return { publicPath, privatePath: privatePath !== publicPath && (await exists(privatePath)) ? privatePath : undefined, read };
  } catch {
    return undefined;
  }
}

/** The key with this fingerprint; one with its private half beside it comes first. */
export function findByFingerprint(keys: readonly LocalKey[], fingerprint: string): LocalKey | undefined {
  const same = keys.filter(({ read }) => "key" in read && read.key.fingerprint === fingerprint);
  return same.find(({ privatePath }) => privatePath !== undefined) ?? same[0];
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
