import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { renderApiKeyCsv, renderPasswordCsv } from "../../files/serviceCredentialCsv.js";
import type { CreatedServiceSpecificCredential, ServiceSpecificCredential } from "../../iam/model.js";
import { SERVICES } from "../../iam/services.js";
import { OneTimeSecret, type KeepingActions, type SecretWords } from "../../panels/oneTimeSecret.js";
import { describeExpiry, describeService, nameServiceCredential } from "../../words/services.js";
import { askPrivateFile } from "../askPrivateFile.js";
import type { CommandContext, UserAccount } from "../context.js";
import { keepInFile } from "../keepInFile.js";
import { askHosts } from "./askHosts.js";
import { deleteCredential } from "./delete.js";
import { handToGit, offerToTakeOut } from "./gitPasswords.js";

/** Shows the secret of a credential that was just created, or reset, once. */
export async function showSecret(context: CommandContext, user: UserAccount, { credential, secret }: CreatedServiceSpecificCredential, how: "created" | "reset"): Promise<OneTimeSecret> {
  const { caller, session } = user;
  const owner = { userName: caller.userName, accountId: caller.accountId, profileName: session.profileName };
  const words = makeWords(credential, how, context.locale);
  const { id } = credential;
  const shown = new OneTimeSecret({ id, name: nameServiceCredential(credential), secret, owner, words, part: "serviceSpecificCredentials" }, (oneTime) => makeKeepingActions(context, user, credential, oneTime));
  context.showOneTimeSecret(shown);
  // After the page is there, and a fault of it is no fault of the credential: the secret comes first.
  await shown.remind();
  return shown;
}

function makeKeepingActions(context: CommandContext, user: UserAccount, credential: ServiceSpecificCredential, shown: OneTimeSecret): KeepingActions {
  const { ui, pendingSecrets } = context;
  const { id, isApiKey, serviceName } = credential;
  const render = isApiKey ? renderApiKeyCsv : renderPasswordCsv;
  // The page outlives the account that is shown: whose password it is counts, whatever the view turns to.
  const isOfSandbox = context.sandbox.isRunning();
  return {
    copyName: () => ui.copy(shown.name),
    copySecret: (secret) => context.copySecret(secret, isApiKey ? l10n.t("API key") : l10n.t("Password")),
    ...(serviceName === SERVICES.codeCommit ? { use: (report) => (isOfSandbox ? refuseSandboxPassword() : useWithGit(context, user, shown, report)) } : {}),
    download: async (report) => keepInFile(await askPrivateFile(context, nameFile(user.caller.userName, credential)), () => render(shown.name, shown.secret), report),
    deleteIt: async () => {
      await deleteCredential(user, id);
      // After a reset, Git may still have the password before it.
      await offerToTakeOut(context, credential, l10n.t("It ended with the credentials. Git would go on offering it and be refused."));
    },
    remind: (isWanted) => (isWanted ? pendingSecrets.add({ kind: "serviceCredential", id, name: shown.name, profileName: shown.owner.profileName }) : pendingSecrets.remove(id)),
  };
}

function refuseSandboxPassword(): never {
  throw new UserError(l10n.t("Your Git does not reach the sandbox account's repositories: their addresses are AWS's own."), { hint: l10n.t("Its passwords would only stand in the way of real ones.") });
}

/** A line for each host: each can be taken back on its own. */
async function useWithGit(context: CommandContext, user: UserAccount, shown: OneTimeSecret, report: Parameters<NonNullable<KeepingActions["use"]>>[0]): Promise<void> {
  const [first, ...others] = await askHosts(context, user);
  if (first !== undefined) await handToGit(context, shown, first, report);
  for (const host of others) await shown.keep((own) => handToGit(context, shown, host, own));
}

/** As the console names the files of Git credentials. */
function nameFile(userName: string, { serviceName, isApiKey }: ServiceSpecificCredential): string {
  const service = serviceName === SERVICES.keyspaces ? "keyspaces" : serviceName.replace(/\.amazonaws\.com$/, "").replace(/[^\w-]+/g, "_");
  return `${userName}_${service}_${isApiKey ? "api_key" : "credentials"}.csv`;
}

function makeWords(credential: ServiceSpecificCredential, how: "created" | "reset", locale: string): SecretWords {
  const name = nameServiceCredential(credential);
  const service = describeService(credential.serviceName);
  if (credential.isApiKey) {
    const expiry = describeExpiry(credential, { now: new Date(), locale })?.text;
    return {
      title: how === "created" ? l10n.t("API key for {0} created", service) : l10n.t("API key for {0} reset", service),
      name: l10n.t("API key name"),
      secret: l10n.t("API key"),
      copyName: l10n.t("Copy API key name"),
      copySecret: l10n.t("Copy API key"),
      onlyTime: l10n.t("This is the only time the API key can be seen. If it gets lost, a reset gives another. Expiry: {0}", expiry ?? ""),
      lost: {
        question: l10n.t("The API key {0} was not saved.", name),
        detail: l10n.t("You did not copy or download it. Nobody can show it again later, not even AWS, but “Reset Password or API Key…” gives another one. It counts towards your limit until you delete it."),
        deleteIt: l10n.t("Delete the API key"),
        discard: l10n.t("Discard it, to reset it later"),
      },
    };
  }
  const isGit = credential.serviceName === SERVICES.codeCommit;
  return {
    title: isGit ? (how === "created" ? l10n.t("Git credentials generated") : l10n.t("Git password reset")) : how === "created" ? l10n.t("Credentials for {0} created", service) : l10n.t("Password for {0} reset", service),
    name: l10n.t("User name"),
    secret: l10n.t("Password"),
    copyName: l10n.t("Copy user name"),
    copySecret: l10n.t("Copy password"),
    onlyTime: l10n.t("This is the only time the password can be seen. If it gets lost, a reset gives another."),
    ...(isGit ? { use: l10n.t("Use with Git…") } : {}),
    lost: {
      question: l10n.t("The password of {0} was not saved.", name),
      detail: isGit
        ? l10n.t("You did not copy or download it, or hand it to Git. Nobody can show it again later, not even AWS, but “Reset Password or API Key…” gives another one. The credentials count towards your limit until you delete them.")
        : l10n.t("You did not copy or download it. Nobody can show it again later, not even AWS, but “Reset Password or API Key…” gives another one. The credentials count towards your limit until you delete them."),
      deleteIt: l10n.t("Delete the credentials"),
      discard: l10n.t("Discard the password"),
    },
  };
}
