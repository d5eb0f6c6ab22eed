import type { KeepingActions, OneTimeAccessKey } from "../../panels/oneTimeAccessKey.js";
import type { CommandContext, UserAccount } from "../context.js";
import { askProfile } from "../profiles/askProfile.js";
import { deleteKey } from "./delete.js";
import { askCsvFile } from "./destination.js";
import { writeCsv, writeToProfile } from "./writeSecret.js";

/** What the one-time page can do with a new key. */
export function makeKeepingActions(context: CommandContext, user: UserAccount, key: OneTimeAccessKey): KeepingActions {
  const { ui, pendingSecrets } = context;
  return {
    copyId: () => ui.copy(key.accessKeyId),
    copySecret: (secret) => context.copySecret(secret),
    saveToProfile: async (report) => writeToProfile(context, user, key, await askProfile(context, user, key.accessKeyId), report),
    download: async (report) => writeCsv(key, await askCsvFile(context, user), report),
    deleteKey: () => deleteKey(user, key.accessKeyId),
    remind: (isWanted) => (isWanted ? pendingSecrets.add(key.accessKeyId, user.session.profileName) : pendingSecrets.remove(key.accessKeyId)),
  };
}
