import * as l10n from "@vscode/l10n";
import type { CreatedAccessKey } from "../../iam/client.js";
import { OneTimeSecret, type KeepingActions, type SecretWords } from "../../panels/oneTimeSecret.js";
import type { CommandContext, UserAccount } from "../context.js";
import { askProfile } from "../profiles/askProfile.js";
import { deleteKey } from "./delete.js";
import { askCsvFile } from "./destination.js";
import { writeCsv, writeToProfile } from "./writeSecret.js";

/** A new access key, to be seen once. */
export function makeOneTimeKey(context: CommandContext, user: UserAccount, { key, secretAccessKey }: CreatedAccessKey): OneTimeSecret {
  const { caller, session } = user;
  const owner = { userName: caller.userName, accountId: caller.accountId, profileName: session.profileName };
  const shown = { id: key.id, name: key.id, secret: secretAccessKey, owner, words: makeWords(key.id), part: "accessKeys" as const };
  return new OneTimeSecret(shown, (oneTime) => makeKeepingActions(context, user, oneTime));
}

/** What the one-time page can do with a new key. */
function makeKeepingActions(context: CommandContext, user: UserAccount, key: OneTimeSecret): KeepingActions {
  const { ui, pendingSecrets } = context;
  return {
    copyName: () => ui.copy(key.id),
    copySecret: (secret) => context.copySecret(secret),
    use: async (report) => writeToProfile(context, user, key, await askProfile(context, user, key.id), report),
    download: async (report) => writeCsv(key, await askCsvFile(context, user), report),
    deleteIt: () => deleteKey(user, key.id),
    remind: (isWanted) => (isWanted ? pendingSecrets.add({ kind: "accessKey", id: key.id, name: key.id, profileName: key.owner.profileName }) : pendingSecrets.remove(key.id)),
  };
}

function makeWords(accessKeyId: string): SecretWords {
  return {
    title: l10n.t("Access key created"),
    name: l10n.t("Access key ID"),
    secret: l10n.t("Secret access key"),
    copyName: l10n.t("Copy access key ID"),
    copySecret: l10n.t("Copy secret access key"),
    onlyTime: l10n.t("This is the only time the secret can be seen. AWS does not show it again."),
    use: l10n.t("Save to a profile…"),
    lost: {
      question: l10n.t("The secret of {0} was not saved.", accessKeyId),
      detail: l10n.t("You did not copy, download or save it. Nobody can show it again later, not even AWS. If you discard it, the key stays, of no use, and counts towards your limit."),
      deleteIt: l10n.t("Delete the new key"),
      discard: l10n.t("Discard the secret"),
    },
  };
}
