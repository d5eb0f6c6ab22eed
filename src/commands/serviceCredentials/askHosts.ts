import * as l10n from "@vscode/l10n";
import { codeCommitHostOf } from "../../git/codeCommitHost.js";
import { readCodeCommitRemotes } from "../../git/remotes.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { askRegion } from "../git/askRegion.js";

/** For which hosts of CodeCommit Git is to have a password: those of the repositories in the window, the profile's region, another one. */
export async function askHosts({ ui, git }: CommandContext, { session }: UserAccount): Promise<readonly string[]> {
  const program = await git.program();
  const remotes = await Promise.all(git.folders().map((folder) => readCodeCommitRemotes(program, folder)));
  const used = [...new Set(remotes.flat().flatMap(({ host }) => (host === undefined ? [] : [host])))];
  const own = codeCommitHostOf(session.region);
  const title = l10n.t("Use with Git");
  const choices: Choice<readonly string[] | undefined>[] = [
    ...(used.length > 1 ? [{ label: l10n.t("All that are used in this window"), icon: "repo", detail: used.join(", "), value: used }] : []),
    ...used.map((host) => ({ label: host, icon: "repo", description: l10n.t("used in this window"), value: [host] })),
    ...(own === undefined || used.includes(own) ? [] : [{ label: own, icon: "globe", description: l10n.t("the region of this profile"), value: [own] }]),
    { label: l10n.t("Another region…"), icon: "edit", value: undefined },
  ];
  return (await ui.pick(choices, { title, placeholder: l10n.t("Where does Git sign in with it? Its credential helper keeps the password.") })) ?? [(await askRegion({ ui }, title)).host];
}
