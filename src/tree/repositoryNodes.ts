import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { GitSignIn, OtherHelper, RemoteState } from "../git/repositoryState.js";
import { formatTime, type Moment } from "../words/time.js";
import { escapeMarkdown, makeThing, type Node } from "./node.js";

/** A repository in the window, and what is known of its sign-ins beside Git's configuration. */
export interface RepositoryView {
  readonly folder: string;
  readonly remotes: readonly RemoteView[];
}

export interface RemoteView extends RemoteState {
  /** When Git last signed in to its host as the profile that is set up now. */
  readonly lastSignInAt: Date | undefined;
  /** Why the last look in this window found that Git cannot sign in. */
  readonly problem: string | undefined;
}

/** A row for each remote in CodeCommit: which repository, who signs in, and whether that works. */
export function makeRepositoryNodes(repositories: readonly RepositoryView[], moment: Moment): readonly Node[] {
  const isOnly = repositories.length === 1 && repositories[0]?.remotes.length === 1;
  return repositories.flatMap((repository) => repository.remotes.map((remote) => makeRemoteNode(repository, remote, isOnly, moment)));
}

function makeRemoteNode({ folder, remotes }: RepositoryView, state: RemoteView, isOnly: boolean, moment: Moment): Node {
  const { remote, signIn, problem } = state;
  const place = remotes.length === 1 ? path.basename(folder) : l10n.t("{0} ({1})", path.basename(folder), remote.name);
  const working = signIn.kind === "profile" || signIn.kind === "contested" ? describeWorking(state, moment) : undefined;
  return makeThing(`gitRemote/${folder}/${remote.name}`, isOnly ? l10n.t("This repository") : place, [remote.repositoryName, describeSignIn(signIn), working], {
    ...lookOf(signIn, problem),
    kind: `gitRemote.${signIn.kind}`,
    gitRemote: { folder, name: remote.name },
    tooltip: describeFully(folder, state),
  });
}

function describeWorking({ lastSignInAt, problem }: RemoteView, moment: Moment): string | undefined {
  if (problem !== undefined) return l10n.t("not working");
  return lastSignInAt === undefined ? undefined : l10n.t("worked {0}", formatTime(lastSignInAt, moment));
}

function describeSignIn(signIn: GitSignIn): string {
  switch (signIn.kind) {
    case "profile":
      return l10n.t("signs in as {0}", signIn.profileName);
    case "contested":
      return l10n.t("signs in as {0}, but another helper interferes", signIn.profileName);
    case "others":
      return l10n.t("signs in by other means");
    case "nothing":
      return l10n.t("no sign-in set up");
    case "ssh":
      return l10n.t("by SSH key");
    case "remoteHelper":
      return l10n.t("by git-remote-codecommit");
  }
}

function lookOf(signIn: GitSignIn, problem: string | undefined): Pick<Node, "icon" | "tone"> {
  if (problem !== undefined) return { icon: "error", tone: "error" };
  if (signIn.kind === "nothing" || signIn.kind === "contested") return { icon: "warning", tone: "warning" };
  return { icon: "source-control" };
}

function describeFully(folder: string, { remote, signIn, problem }: RemoteView): string {
  const lines = [escapeMarkdown(remote.url), l10n.t("Folder: {0}", escapeMarkdown(folder))];
  if (problem !== undefined) lines.push(escapeMarkdown(problem));
  if (signIn.kind === "profile" || signIn.kind === "contested") {
    lines.push(signIn.scope === "host" ? l10n.t("Set up for all repositories of {0}.", remote.host ?? "") : l10n.t("Set up for this repository only."));
  }
  if (signIn.kind === "contested" || signIn.kind === "others") lines.push(...signIn.others.map(describeHelper));
  return lines.join("\n\n");
}

function describeHelper({ helper, file, isBefore }: OtherHelper): string {
  const where = escapeMarkdown(file ?? l10n.t("the environment"));
  return isBefore ? l10n.t("Asked before: {0}, from {1}", escapeMarkdown(helper), where) : l10n.t("Also told each password: {0}, from {1}", escapeMarkdown(helper), where);
}
