import * as l10n from "@vscode/l10n";
import { isCancelledError, UserError } from "../../errors.js";
import { askGit, handOver, isHelper, listKeepingHelpers, takeBack, type GitPassword, type GitPlace, type HandOver } from "../../git/gitCredentials.js";
import type { Git } from "../../git/gitProgram.js";
import { nameOf } from "../../git/proveSignIn.js";
import { readCodeCommitRemotes } from "../../git/remotes.js";
import type { ServiceSpecificCredential } from "../../iam/model.js";
import type { OneTimeSecret, ReportProgress } from "../../panels/oneTimeSecret.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { nameServiceCredential } from "../../words/services.js";
import type { CommandContext } from "../context.js";
import { explainFault } from "../explainFault.js";

/** Hands the password of a page to Git's helpers, for one host, and says on the page what came of it. */
export async function handToGit(context: CommandContext, shown: OneTimeSecret, host: string, report: ReportProgress): Promise<void> {
  try {
    const git = await context.git.program();
    const password: GitPassword = {
      userName: shown.name,
      // Not before it is handed over: a reset may have ended it by then, and its page.
      get password() {
        return shown.secret;
      },
    };
    const outcome = await handOver(git, placeOf(context, host), password);
    const isKept = outcome.kind === "kept";
    const text = await describe(git, host, outcome);
    // `cache` forgets it within minutes: that is no place to leave the only copy in.
    if (!isKept || outcome.helpers.every((helper) => isHelper(helper, "cache"))) report.problem(text);
    else report.kept(text, () => takeOut(context, shown.id, shown.name, [host]));
    // Otherwise nothing was handed over, and what a helper has of an earlier time is as it was.
    if (isKept || outcome.kind === "notKept") await noteHost(context, shown.id, host, isKept);
    if (isKept) await warnOfFolders(context, git, shown, host);
  } catch (error) {
    report.problem(explainFault(error));
  }
}

/**
 * A password that has ended is still with Git's helpers: CodeCommit refuses it, and Git offers it again each time. Offers to
 * take it out. The credential itself is changed by then: what goes wrong here is said and stops nothing.
 */
export async function offerToTakeOut(context: CommandContext, credential: ServiceSpecificCredential, why: string): Promise<void> {
  const hosts = context.memory.gitCredentialHosts(credential.id);
  if (hosts.length === 0) return;
  try {
    const wants = await context.ui.confirm(
      l10n.t("Take the password of {0} out of Git too?", nameServiceCredential(credential)),
      [l10n.t("Git’s credential helper keeps it for {0}.", hosts.join(", ")), why].join(" "),
      [{ title: l10n.t("Take it out"), value: true }, { title: l10n.t("Leave it"), value: false }],
      "plain",
    );
    if (wants) await takeOut(context, credential.id, nameServiceCredential(credential), hosts);
  } catch (error) {
    if (!isCancelledError(error)) context.ui.notify(explainFault(error), "warning");
  }
}

/** @throws UserError if there is no Git, or a helper holds on to it */
async function takeOut(context: CommandContext, credentialId: string, userName: string, hosts: readonly string[]): Promise<void> {
  const git = await context.git.program();
  const left: string[] = [];
  for (const host of hosts) {
    const isOut = await takeBack(git, placeOf(context, host), userName);
    await noteHost(context, credentialId, host, !isOut);
    if (!isOut) left.push(host);
  }
  if (left.length === 0) return;
  throw new UserError(l10n.t("Git’s credential helper still has the password of {0} for {1}.", userName, left.join(", ")), {
    hint: l10n.t("Delete it by hand where the helper keeps it, such as your system’s keychain."),
  });
}

async function noteHost({ memory, git }: CommandContext, credentialId: string, host: string, isKept: boolean): Promise<void> {
  const others = memory.gitCredentialHosts(credentialId).filter((other) => other !== host);
  await memory.noteGitCredentialHosts(credentialId, isKept ? [...others, host] : others);
  // The view shows it.
  await git.refresh();
}

/** The user's own configuration counts, not that of a repository that happens to be open. */
function placeOf({ homeDirectory }: Pick<CommandContext, "homeDirectory">, host: string): GitPlace {
  return { host, cwd: homeDirectory };
}

async function describe(git: Git, host: string, outcome: HandOver): Promise<string> {
  switch (outcome.kind) {
    case "kept":
      return describeKept(host, outcome);
    case "noHelper":
      return [l10n.t("Git has no credential helper that would keep a password for {0}: it would ask each time.", host), await adviseHelper(git)].join(" ");
    case "answersOtherwise": {
      const { helper, file } = outcome.helper;
      const where = file === undefined ? l10n.t("the environment") : shortenHome(file);
      const first =
        outcome.as === undefined
          ? l10n.t("Git signs in to {0} in another way first: by {1}, which is set up in {2}.", host, nameOf(helper), where)
          : l10n.t("Git signs in to {0} in another way first, as {1}: by {2}, which is set up in {3}.", host, outcome.as, nameOf(helper), where);
      return [first, l10n.t("Undo that with “Undo Changes to Git and SSH Configuration…” or take it out of the file, then try again.")].join(" ");
    }
    case "notKept":
      return l10n.t("Git’s credential helper did not keep the password for {0}: {1}. Copy or download it.", host, outcome.helpers.map(({ helper }) => nameOf(helper)).join(", "));
  }
}

function describeKept(host: string, { helpers }: Extract<HandOver, { kind: "kept" }>): string {
  if (helpers.every((helper) => isHelper(helper, "cache"))) {
    return l10n.t("Git signs in with it to {0}, but keeps it in memory only (credential.helper is cache): copy or download it too.", host);
  }
  const isPlainText = helpers.some((helper) => isHelper(helper, "store"));
  return isPlainText
    ? l10n.t("Git signs in with it to {0} · ✓ verified. It is kept as plain text, as your credential.helper (store) does.", host)
    : l10n.t("Git signs in with it to {0} · ✓ verified: its credential helper gives it back", host);
}

async function adviseHelper(git: Git): Promise<string> {
  const [best, ...others] = await listKeepingHelpers(git);
  if (best === undefined) return l10n.t("This Git comes with none that keeps passwords; Git Credential Manager is one for all systems.");
  const isLast = best === "store";
  const advice = l10n.t("To have it kept, run: git config --global credential.helper {0} – then try again.", best);
  const warning = isLast ? l10n.t("That one keeps passwords as plain text in your home folder.") : undefined;
  const more = others.filter((name) => name !== "store");
  return [advice, warning, more.length > 0 ? l10n.t("This Git also comes with: {0}", more.join(", ")) : undefined].filter((sentence) => sentence !== undefined).join(" ");
}

/** A repository can be set up to sign in otherwise, which its own configuration says. */
async function warnOfFolders(context: CommandContext, git: Git, shown: OneTimeSecret, host: string): Promise<void> {
  for (const cwd of context.git.folders()) {
    const isThere = (await readCodeCommitRemotes(git, cwd)).some((remote) => remote.form === "https" && remote.host === host);
    if (!isThere) continue;
    const answer = await askGit(git, { host, cwd }, shown.name);
    if (answer?.userName === shown.name) continue;
    shown.note(l10n.t("In {0} Git does not: this repository’s own configuration comes first.", shortenHome(cwd)), "problem");
  }
}
