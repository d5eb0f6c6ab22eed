import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { readCodeCommitHost } from "../../git/codeCommitHost.js";
import { originOf, type CodeCommitUrl } from "../../git/codeCommitUrl.js";
import { ROOT } from "../../git/credentialConfig.js";
import type { Git } from "../../git/gitProgram.js";
import { readRemoteAddresses, type CodeCommitRemote } from "../../git/remotes.js";
import { requireUsable } from "../../git/requireUsable.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { refuseInSandbox } from "../refuseInSandbox.js";
import { chooseProfile } from "./chooseProfile.js";
import { chooseRemote, findRemote, type ChosenRemote } from "./chooseRemote.js";
import { offerHttps } from "./convertRemote.js";
import { setUpSignIn } from "./setUpSignIn.js";
import { readBack, type Scope } from "./signInPlan.js";

/** Has a profile sign Git in to a remote's host, for its repository or for all on that host. */
export const setUpGit: CommandHandler = async (context, argument) => {
  refuseInSandbox(context, l10n.t("Leave it to set up Git with a profile of yours."));
  const title = l10n.t("Set up Git for CodeCommit");
  const awsFiles = context.account.paths();
  const git = await context.git.program();
  const chosen = await chooseRemote(context, git, argument, { title, placeholder: l10n.t("Which repository?") });
  const { folder, remote } = await asHttps(context, git, chosen);
  const profileName = await chooseProfile(context, title, chosen.remote.profileName);
  const scope = await chooseScope(context, title, remote);
  const { launcher } = await context.git.installHelper();
  const targets = await listTargets(git, folder, remote);
  await setUpSignIn(context, { git, launcher, folder, remoteName: remote.name, targets, profileName, awsFiles, scope, needsMfa: await asksForMfa(context, title, profileName) }, "asking");
};

/** Has a profile sign Git in to a remote, in its repository, without a question. @throws UserError */
export async function setUpQuietly(context: CommandContext, folder: string, name: string, profileName: string): Promise<void> {
  refuseInSandbox(context, l10n.t("Leave it to set up Git with a profile of yours."));
  const awsFiles = context.account.paths();
  const git = await context.git.program();
  const { remote } = await findRemote(git, folder, name);
  const { launcher } = await context.git.installHelper();
  await setUpSignIn(context, { git, launcher, folder, remoteName: remote.name, targets: await listTargets(git, folder, remote), profileName, awsFiles, scope: "repository", needsMfa: false }, "quietly");
}

/**
 * Has a profile sign Git in to a host, before there is a repository: as for a clone. Asks nothing if it does already.
 * @param repositoryName to prove it with; without, it is only read back from Git's configuration
 * @throws CancelledError, UserError
 */
export async function setUpHost(context: CommandContext, host: string, profileName: string, repositoryName?: string): Promise<void> {
  refuseInSandbox(context, l10n.t("Leave it to set up Git with a profile of yours."));
  const place = readCodeCommitHost("https", host);
  if (place === undefined) throw new UserError(l10n.t("{0} is no host of CodeCommit’s.", host), { hint: l10n.t("Check the region.") });
  const awsFiles = context.account.paths();
  const git = await context.git.program();
  await requireUsable(git, ROOT);
  const { launcher } = await context.git.installHelper();
  const target: CodeCommitUrl = { url: `https://${host}/v1/repos/${repositoryName ?? "repository"}`, form: "https", host: place.hostname, region: place.region, repositoryName: repositoryName ?? "repository", profileName: undefined };
  const [signIn] = await readBack({ git, launcher, folder: undefined }, [target]);
  if (signIn?.kind === "profile" && signIn.profileName === profileName) return;
  await setUpSignIn(context, { git, launcher, folder: undefined, remoteName: undefined, targets: [target], profileName, awsFiles, scope: "host", needsMfa: false }, "asking", repositoryName !== undefined);
}

/** SSH and git-remote-codecommit sign in by themselves: only an address by HTTPS asks Git's credential helpers. */
async function asHttps(context: CommandContext, git: Git, chosen: ChosenRemote): Promise<ChosenRemote> {
  if (chosen.remote.form === "https") return chosen;
  await offerHttps(context, git, chosen);
  const converted = await findRemote(git, chosen.folder, chosen.remote.name);
  if (converted.remote.form === "https") return converted;
  throw new UserError(l10n.t("Git still uses {0} for this remote.", converted.remote.url), { hint: l10n.t("A url.….insteadOf in its configuration turns the address into this one: take it out.") });
}

async function chooseScope({ ui }: CommandContext, title: string, remote: CodeCommitRemote): Promise<Scope> {
  return ui.pick(
    [
      { label: l10n.t("This repository"), icon: "repo", description: l10n.t("written to its own configuration"), value: "repository" },
      { label: l10n.t("All repositories on {0}", remote.host ?? ""), icon: "globe", description: l10n.t("written to your Git configuration"), value: "host" },
    ] as const,
    { title, placeholder: l10n.t("For what is the profile to sign in?") },
  );
}

/** The first address is the one to fetch from. */
async function listTargets(git: Git, folder: string, remote: CodeCommitRemote): Promise<readonly [CodeCommitUrl, ...CodeCommitUrl[]]> {
  const addresses = (await readRemoteAddresses(git, folder)).filter(({ name, to }) => name === remote.name && to.form === "https");
  const seen = new Set([originOf(remote)]);
  const further = addresses.flatMap(({ to }) => {
    const origin = originOf(to);
    if (seen.has(origin)) return [];
    seen.add(origin);
    return [to];
  });
  return [remote, ...further];
}

/** A session that is open is used in any case; the question is what happens when it has ended. */
async function asksForMfa({ account, ui }: CommandContext, title: string, profileName: string): Promise<boolean> {
  if (!(await account.mfaSessions()).has(profileName)) return false;
  return ui.pick(
    [
      { label: l10n.t("Only with MFA"), icon: "shield", description: l10n.t("Git waits until you have signed in with MFA here"), value: true },
      { label: l10n.t("With MFA when there is a session"), icon: "unlock", description: l10n.t("else with the access key alone"), value: false },
    ],
    { title, placeholder: l10n.t("You are signed in with MFA. What is Git to do when the session has ended?") },
  );
}
