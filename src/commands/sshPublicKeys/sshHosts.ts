import * as l10n from "@vscode/l10n";
import { codeCommitHostOf } from "../../git/codeCommitHost.js";
import { readCodeCommitRemotes, type CodeCommitRemote } from "../../git/remotes.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { askRegion } from "../git/askRegion.js";

/** A host that SSH keys may be for, and why it is thought of. */
interface KnownHost {
  readonly host: string;
  readonly why: string;
}

/** The remotes in CodeCommit of the window's folders. */
export async function readWindowRemotes({ git }: CommandContext): Promise<readonly CodeCommitRemote[]> {
  const program = await git.program().catch(() => undefined);
  if (program === undefined) return [];
  return (await Promise.all(git.folders().map((folder) => readCodeCommitRemotes(program, folder)))).flat();
}

/** The hosts of the window's remotes, and that of the profile's region. */
export async function findKnownHosts(context: CommandContext, { session }: UserAccount): Promise<readonly KnownHost[]> {
  const remotes = await readWindowRemotes(context);
  const own = codeCommitHostOf(session.region);
  const hosts = [
    ...remotes.flatMap(({ host, repositoryName }) => (host === undefined ? [] : [{ host, why: l10n.t("of the repository {0}, open here", repositoryName) }])),
    ...(own === undefined ? [] : [{ host: own, why: l10n.t("region of this profile") }]),
  ];
  return hosts.filter(({ host }, index) => hosts.findIndex((other) => other.host === host) === index);
}

/** The host of CodeCommit that the user picks, or the one of a region they type. */
export async function chooseHost(context: CommandContext, user: UserAccount, title: string): Promise<string> {
  const known = await findKnownHosts(context, user);
  const choices: Choice<string | undefined>[] = [
    ...known.map(({ host, why }) => ({ label: host, description: why, icon: "server", value: host })),
    { label: l10n.t("Another region…"), icon: "globe", value: undefined },
  ];
  return (await context.ui.pick(choices, { title, placeholder: l10n.t("For which host of CodeCommit?") })) ?? (await askRegion(context, title)).host;
}
