import * as l10n from "@vscode/l10n";
import { readProfiles } from "../../profiles/readProfiles.js";
import { saveAccessKey } from "../../profiles/saveAccessKey.js";
import { describeMfaUntil } from "../../words/mfa.js";
import type { CommandContext, CommandHandler, OpenAccount } from "../context.js";
import { confirmSave } from "../profiles/confirmSave.js";
import { askNewProfileName } from "../profiles/profileName.js";
import { requireMfaSession } from "./environment.js";

/** Writes the session with MFA as a profile of its own, as `aws configure mfa-login` does, for every other AWS tool. */
export const saveMfaSession: CommandHandler = async (context) => {
  const account = await context.account.open();
  const { session, paths } = account;
  const mfa = await requireMfaSession(context, account);
  const profileName = await chooseName(context, account);
  await confirmSave(context, paths, profileName, { accessKeyId: mfa.accessKeyId, temporary: true, placement: session.placement });
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = mfa;
  const saved = await saveAccessKey(paths, profileName, { accessKeyId, secretAccessKey, sessionToken, placement: session.placement });
  await context.account.adoptFiles(paths);
  const until = describeMfaUntil(expiresAt, { now: new Date(), locale: context.locale });
  const undo = async () => {
    await saved.undo();
    await context.account.adoptFiles(paths);
  };
  context.ui.notify(l10n.t("The session is saved to profile {0} ({1}). Other tools take it with: --profile {0}", profileName, until), "information", { title: l10n.t("Undo"), run: undo });
};

/** `<name>-mfa`, which an earlier session may have; a profile of another kind under that name stays as it is. */
async function chooseName(context: CommandContext, { session, paths }: OpenAccount): Promise<string> {
  const { profiles } = await readProfiles(paths);
  const wanted = `${session.profileName ?? "default"}-mfa`;
  const holder = profiles.find(({ name }) => name === wanted);
  if (holder === undefined || holder.kind === "session" || holder.kind === "none") return wanted;
  return askNewProfileName(context, l10n.t("Save the session with MFA"), wanted, new Set(profiles.map(({ name }) => name)));
}
