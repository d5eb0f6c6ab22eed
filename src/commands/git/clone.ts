import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { writeCodeCommitUrl } from "../../git/codeCommitUrl.js";
import { valueOf } from "../../iam/snapshot.js";
import type { Choice, CommandHandler, OpenAccount } from "../context.js";
import { chooseRepository } from "./chooseRepository.js";
import { setUpHost } from "./setUp.js";

/** Clones a repository by the editor's own means, once Git can sign in to its host. */
export const cloneRepository: CommandHandler = async (context) => {
  const { ui, account, sandbox } = context;
  if (sandbox.isRunning()) {
    throw new UserError(l10n.t("Your Git does not reach the sandbox account's repositories: their addresses are AWS's own."), { hint: l10n.t("With a profile of your own, this clones from CodeCommit.") });
  }
  // First of all: without Git, there is nothing to choose.
  await context.git.program();
  const open = await account.open();
  const { profileName } = open.session;
  if (profileName === undefined) {
    throw new UserError(l10n.t("Git cannot sign in with the keys in VS Code's environment: it runs in other places too."), { hint: l10n.t("Switch to a profile, or copy the address and clone with Git credentials.") });
  }
  const { host, url } = await chooseRepository(context, open, l10n.t("Clone from CodeCommit"));
  await setUpHost(context, host, profileName);
  await ui.cloneRepository(url);
};

/** Copies a repository's address in the form that the user picks. */
export const copyCloneUrl: CommandHandler = async (context) => {
  const { ui, account } = context;
  const open = await account.open();
  const title = l10n.t("Copy clone URL");
  const repository = await chooseRepository(context, open, title);
  const url = (form: "https" | "ssh" | "codecommit") => writeCodeCommitUrl(repository, form, { profileName: open.session.profileName, sshKeyId: activeSshKeyOf(open) }) ?? repository.url;
  const choices: Choice<string>[] = [
    { label: l10n.t("HTTPS"), icon: "lock", description: l10n.t("with a profile, or Git credentials"), detail: url("https"), value: url("https") },
    { label: l10n.t("SSH"), icon: "key", description: l10n.t("with your SSH key"), detail: url("ssh"), value: url("ssh") },
    { label: l10n.t("git-remote-codecommit"), icon: "terminal", description: l10n.t("needs that program"), detail: url("codecommit"), value: url("codecommit") },
  ];
  await ui.copy(await ui.pick(choices, { title, placeholder: l10n.t("In which form?") }));
  ui.notify(l10n.t("The address of {0} is on the clipboard.", repository.repositoryName));
};

/** SSH wants the key's id for a user name; with several keys it depends on the one that `ssh` offers. */
function activeSshKeyOf({ loader }: OpenAccount): string | undefined {
  const active = (valueOf(loader.snapshot.sshPublicKeys) ?? []).filter(({ status }) => status === "Active");
  return active.length === 1 ? active[0]?.id : undefined;
}
