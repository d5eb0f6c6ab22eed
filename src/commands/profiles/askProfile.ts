import * as l10n from "@vscode/l10n";
import { readProfiles } from "../../profiles/readProfiles.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { confirmSave } from "./confirmSave.js";
import { askNewProfileName } from "./profileName.js";

/**
 * Which profile gets a key, with what will be written shown and agreed.
 * @param accessKeyId `undefined`: the key is yet to be created
 */
export async function askProfile(context: CommandContext, { paths, session }: UserAccount, accessKeyId: string | undefined): Promise<string> {
  const { profiles } = await readProfiles(paths);
  const title = l10n.t("Save to a profile");
  const choices = profiles.map((profile): Choice<string | undefined> => ({
    label: profile.name,
    icon: "person",
    ...(profile.accessKeyId === undefined ? {} : { description: l10n.t("replaces {0}", profile.accessKeyId) }),
    value: profile.name,
  }));
  const picked = await context.ui.pick([{ label: l10n.t("New profile…"), icon: "add", value: undefined }, ...choices], { title, placeholder: l10n.t("Which profile gets the key?") });
  const suggestion = session.profileName === undefined ? "default" : `${session.profileName}-new`;
  const profileName = picked ?? (await askNewProfileName(context, title, suggestion, new Set(profiles.map(({ name }) => name))));
  await confirmSave(context, paths, profileName, { accessKeyId, placement: session.placement });
  return profileName;
}
