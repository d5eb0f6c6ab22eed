import path from "node:path";
import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { Change } from "../../files/changeJournal.js";
import type { UrlForm } from "../../git/codeCommitUrl.js";
import { convertRemote as convert, planConversion, recordAddresses, type ConversionWish } from "../../git/convertRemote.js";
import type { Git } from "../../git/gitProgram.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import type { Choice, CommandContext, CommandHandler } from "../context.js";
import { refuseInSandbox } from "../refuseInSandbox.js";
import { chooseProfile } from "./chooseProfile.js";
import { chooseRemote, findRemote, type ChosenRemote } from "./chooseRemote.js";
import { undoChanges } from "./undo.js";

/** Gives a remote another form of address, or the one back that it had. */
export const convertRemote: CommandHandler = async (context, argument) => {
  // The profiles of the sandbox account would say the region, and be named in the address.
  refuseInSandbox(context, l10n.t("Leave it to convert a remote of yours."));
  const title = l10n.t("Convert CodeCommit remote");
  const git = await context.git.program();
  const chosen = await chooseRemote(context, git, argument, { title, placeholder: l10n.t("Which remote?") });
  const { remote, folder } = chosen;
  const earlier = findEarlier(context, chosen);
  const forms = ["https", "codecommit", "ssh"] as const;
  const choices: Choice<UrlForm | Change>[] = forms.filter((form) => form !== remote.form).map((form) => ({ ...describeForm(form), value: form }));
  if (earlier !== undefined) choices.unshift({ label: l10n.t("As it was before"), icon: "discard", value: earlier });
  const picked = await context.ui.pick(choices, { title, placeholder: l10n.t("{0} is {1}. Into what?", remote.name, remote.url) });
  if (typeof picked !== "string") return undoChanges(context, [picked]);
  const profileName = picked === "codecommit" ? await chooseProfile(context, title, remote.profileName) : undefined;
  const change = await carryOut(context, git, chosen, { form: picked, profileName, region: await regionFor(context, chosen) });
  await context.git.refresh();
  const { remote: now } = await findRemote(git, folder, remote.name);
  context.ui.notify(l10n.t("{0} is {1} now.", remote.name, now.url), "information", { title: l10n.t("Undo"), run: () => undoChanges(context, [change]) });
};

/**
 * For a remote that signs in by other means: offers to convert it to HTTPS.
 * @throws CancelledError, UserError
 */
export async function offerHttps(context: CommandContext, git: Git, chosen: ChosenRemote): Promise<void> {
  await carryOut(context, git, chosen, { form: "https", region: await regionFor(context, chosen) });
}

async function carryOut(context: CommandContext, git: Git, chosen: ChosenRemote, wish: ConversionWish): Promise<Change> {
  const { folder, remote } = chosen;
  const plan = await planConversion(git, folder, remote.name, wish);
  const { conversions } = plan;
  if (conversions.length === 0) {
    throw new UserError(l10n.t("The address of {0} cannot be converted: it is not in this repository’s configuration as Git uses it.", remote.name), { hint: l10n.t("A url.….insteadOf turns it into this form. Change that, or the address, by hand.") });
  }
  const detail = [
    explainForm(remote.form, wish.form),
    ...conversions.map(({ from, to, isPush }) => `${isPush ? "pushurl" : "url"}: ${from}\n→ ${to}`),
    ...(conversions.some(({ losesPassword }) => losesPassword) ? [l10n.t("The address holds a password, which goes with it and is kept nowhere.")] : []),
    l10n.t("It can be converted back with “Undo”."),
  ];
  await context.ui.confirm(l10n.t("Convert {0} of {1}?", remote.name, path.basename(folder)), detail.join("\n\n"), [{ title: l10n.t("Convert"), value: true }], "plain");
  const { changes } = context.git;
  const earlier = findEarlier(context, chosen);
  const record = { before: recordAddresses(plan.before), after: recordAddresses(plan.after) };
  const change = await changes.add({ kind: "remoteUrl", what: l10n.t("{0} of {1} was converted", remote.name, path.basename(folder)), place: folder, name: remote.name, ...record });
  try {
    await convert(git, folder, remote.name, plan);
  } catch (error) {
    // What the earlier conversion wrote is still there, and can still be undone.
    if (earlier === undefined) changes.remove(change.id);
    else await changes.restore(earlier);
    throw error;
  }
  return change;
}

function findEarlier({ git }: CommandContext, { folder, remote }: ChosenRemote): Change | undefined {
  return git.changes.list().find(({ kind, place, name }) => kind === "remoteUrl" && place === folder && name === remote.name);
}

/** `codecommit://` without a region means that of the profile, or of the environment. */
async function regionFor({ account, environment }: CommandContext, { remote }: ChosenRemote): Promise<string | undefined> {
  if (remote.region !== undefined) return remote.region;
  const shown = account.shownProfile();
  const name = remote.profileName ?? (shown?.kind === "profile" ? shown.name : "default");
  return (await readProfiles(account.paths())).profiles.find((profile) => profile.name === name)?.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
}

function describeForm(form: UrlForm): Omit<Choice<unknown>, "value"> {
  switch (form) {
    case "https":
      return { label: l10n.t("HTTPS"), icon: "lock", description: l10n.t("a profile signs in, or Git credentials") };
    case "codecommit":
      return { label: "codecommit://", icon: "terminal", description: l10n.t("the program git-remote-codecommit signs in; it must be installed") };
    case "ssh":
      return { label: l10n.t("SSH"), icon: "key", description: l10n.t("your SSH key signs in, as ~/.ssh/config says") };
  }
}

function explainForm(from: UrlForm, to: UrlForm): string {
  if (to !== "https") return l10n.t("Git signs in in another way then.");
  return from === "ssh" ? l10n.t("This remote is reached over SSH, where SSH keys sign in. Profiles sign in over HTTPS.") : l10n.t("For this remote the program git-remote-codecommit signs in, which shows each password in the list of processes. Over HTTPS no other program is needed.");
}
