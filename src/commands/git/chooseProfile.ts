import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import { describeProfile } from "../../words/profiles.js";
import type { CommandContext } from "../context.js";

/**
 * Which profile signs Git in: the one that the remote names first, then the shown one.
 * @throws CancelledError; UserError if there is none with keys
 */
export async function chooseProfile({ account, ui, locale }: CommandContext, title: string, named?: string): Promise<string> {
  const profiles = (await readProfiles(account.paths())).profiles.filter(({ kind }) => kind !== "none");
  if (profiles.length === 0) {
    throw new UserError(l10n.t("There is no AWS profile yet that could sign Git in."), { hint: l10n.t("Set one up first."), action: { title: l10n.t("Set up a profile"), command: COMMANDS.setUpProfile } });
  }
  const shown = account.shownProfile();
  const isShown = (name: string) => shown?.kind === "profile" && shown.name === name;
  const rank = (name: string) => (name === named ? 2 : isShown(name) ? 1 : 0);
  const sorted = [...profiles].sort((one, other) => rank(other.name) - rank(one.name));
  const sessions = await account.mfaSessions();
  const moment = { now: new Date(), locale };
  const choices = sorted.map((profile) => {
    const words = describeProfile(profile, sessions.get(profile.name)?.expiresAt, moment);
    return { label: profile.name, icon: "person", description: isShown(profile.name) ? l10n.t("{0} · shown now", words) : words, value: profile.name };
  });
  const [first, ...others] = choices;
  return first !== undefined && others.length === 0 ? first.value : ui.pick(choices, { title, placeholder: l10n.t("Which profile signs Git in?") });
}
