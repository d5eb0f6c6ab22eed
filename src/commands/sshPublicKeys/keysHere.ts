import { shortenHome } from "../../profiles/awsFilePaths.js";
import { findByFingerprint, findLocalKeys, sshFolder } from "../../ssh/localKeys.js";
import type { CommandContext } from "../context.js";

/** A key that this computer has a file of. */
export interface KeyHere {
  /** The private half; `undefined`: only the public one is here. */
  readonly privatePath: string | undefined;
  /** `~/.ssh/id_rsa` */
  readonly shortPath: string;
}

/** The file in `~/.ssh` with this fingerprint. */
export async function findKeyHere({ homeDirectory }: Pick<CommandContext, "homeDirectory">, fingerprint: string | undefined): Promise<KeyHere | undefined> {
  if (fingerprint === undefined) return undefined;
  const found = findByFingerprint(await findLocalKeys(sshFolder(homeDirectory)), fingerprint);
  return found && { privatePath: found.privatePath, shortPath: shortenHome(found.privatePath ?? found.publicPath, homeDirectory) };
}
