import * as l10n from "@vscode/l10n";
import { isCancelledError, isUserError } from "../../errors.js";
import { findKeyPlaces } from "../../profiles/keyPlaces.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import type { CommandContext } from "../context.js";
import { inGroups } from "./inGroups.js";

/** A key that some profile of this computer holds, whosever it is. */
export interface KeyHere {
  readonly accessKeyId: string;
  readonly profileName: string;
  readonly userName: string;
  readonly accountId: string;
  readonly createdAt: Date | undefined;
}

/** The keys of all profiles that AWS accepts, each once, and what is wrong with the others. */
export async function findKeysHere(context: CommandContext): Promise<{ readonly keys: readonly KeyHere[]; readonly problems: readonly string[] }> {
  const { profiles } = await readProfiles(context.account.paths());
  const first = new Map<string, string>();
  for (const { name, kind, accessKeyId } of profiles) {
    if (kind === "static" && accessKeyId !== undefined && !first.has(accessKeyId)) first.set(accessKeyId, name);
  }
  const found = await inGroups([...first], async ([accessKeyId, profileName]) => {
    try {
      return await lookAt(context, accessKeyId, profileName);
    } catch (error) {
      if (isCancelledError(error)) return l10n.t("{0}: {1}", profileName, l10n.t("Not signed in with MFA."));
      if (!isUserError(error)) throw error;
      return l10n.t("{0}: {1}", profileName, error.message);
    }
  });
  return { keys: found.filter((key) => typeof key === "object"), problems: found.filter((problem) => typeof problem === "string") };
}

async function lookAt({ account, rotations }: CommandContext, accessKeyId: string, profileName: string): Promise<KeyHere | undefined> {
  const { keys } = await findKeyPlaces([account.paths()], accessKeyId);
  if (keys === undefined) return undefined;
  const { client, dispose } = await rotations.tools.signIn({ profileName, paths: account.paths(), keys, otherKeyId: undefined });
  try {
    const caller = await client.getCaller();
    if (caller.kind !== "user") return undefined;
    const key = (await client.listAccessKeys(caller.userName)).find(({ id }) => id === accessKeyId);
    return key && { accessKeyId, profileName, userName: caller.userName, accountId: caller.accountId, createdAt: key.createdAt };
  } finally {
    dispose();
  }
}
