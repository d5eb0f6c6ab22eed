import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { isSignInFailure, nameOf } from "../../git/proveSignIn.js";
import type { CommandHandler } from "../context.js";
import { refuseInSandbox } from "../refuseInSandbox.js";
import { chooseRemote } from "./chooseRemote.js";
import { prove } from "./proof.js";
import { readBack } from "./signInPlan.js";

/** Has Git sign in to a remote now, and says what became of it. */
export const checkGit: CommandHandler = async (context, argument) => {
  refuseInSandbox(context, l10n.t("Leave it to check Git with a profile of yours."));
  const { ui } = context;
  const git = await context.git.program();
  const { folder, remote } = await chooseRemote(context, git, argument, { title: l10n.t("Check Git sign-in to CodeCommit"), placeholder: l10n.t("Which remote?") });
  const launcher = await context.git.launcher();
  const [signIn] = await readBack({ git, folder, launcher }, [remote]);
  const profileName = signIn?.kind === "profile" || signIn?.kind === "contested" ? signIn.profileName : undefined;
  try {
    await prove(context, { git, launcher, folder, remoteName: remote.name }, remote, profileName);
  } catch (error) {
    throw isSignInFailure(error) && error.action === undefined ? withSetUp(error, folder, remote.name) : error;
  } finally {
    await context.git.refresh();
  }
  const other = signIn?.kind === "contested" || signIn?.kind === "others" ? signIn.others[0] : undefined;
  if (signIn?.kind === "contested" && other !== undefined) {
    const sentence = l10n.t("Git signs in to {0} as profile {1}, but {2} is asked or told too. It is configured in {3}.", remote.repositoryName, signIn.profileName, nameOf(other.helper), other.file ?? l10n.t("the environment"));
    ui.notify(sentence, "warning");
    return;
  }
  const who = profileName !== undefined ? l10n.t("as profile {0}", profileName) : other !== undefined ? l10n.t("by {0}", nameOf(other.helper)) : l10n.t("by its own means");
  ui.notify(l10n.t("Git signs in to {0}, {1}.", remote.repositoryName, who));
};

function withSetUp(error: UserError, folder: string, name: string): UserError {
  return new UserError(error.message, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.code === undefined ? {} : { code: error.code }),
    action: { title: l10n.t("Set up Git"), command: COMMANDS.setUpGit, arguments: [{ folder, name }] },
    cause: error,
  });
}
