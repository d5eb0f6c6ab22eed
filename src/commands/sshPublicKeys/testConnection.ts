import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { quoteForShell } from "../../git/launcher.js";
import { FRESH_CONNECTION, trySshSignIn } from "../../ssh/connection.js";
import { documentedFingerprint, DOCUMENTED_FINGERPRINTS_URL } from "../../ssh/hostKeys.js";
import type { Ssh } from "../../ssh/sshProgram.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { refuseInSandbox } from "../refuseInSandbox.js";
import { requireUser } from "../requireUser.js";
import { chooseTarget, type SshTarget } from "./chooseTarget.js";
import { explainLocked, explainOutcome } from "./connectionWords.js";
import { readFingerprint } from "./fingerprints.js";
import { pickSshPublicKey } from "./pickSshPublicKey.js";
import { findUsersSsh } from "./placesOfKey.js";

/** Signs in to CodeCommit with the user's own ssh, as Git would, and says what came of it. */
export const testSshConnection: CommandHandler = async (context, argument) => {
  const { ui } = context;
  refuseInSandbox(context, l10n.t("Leave it to test a key of yours."));
  const user = await requireUser(context);
  const title = l10n.t("Test the SSH connection to CodeCommit");
  const key = await pickSshPublicKey(context, user, argument, title);
  const ssh = await findUsersSsh(context);
  const target = await chooseTarget(context, user, ssh, key.id, argument, title);
  const attempt = () => ui.withProgress(l10n.t("Signing in to {0}…", target.host), () => trySshSignIn(ssh, target.args));
  let outcome = await attempt();
  if (outcome.kind === "unknownHost") {
    await letUserTrust(context, ssh, target, outcome.fingerprint);
    outcome = await attempt();
  }
  switch (outcome.kind) {
    case "signedIn":
      ui.notify(l10n.t("It works: {0} accepts the key {1}.", target.host, key.id));
      return;
    case "locked":
      explainLocked(context, ssh, target, key.id, outcome.identityFile);
      return;
    default:
      throw await explainOutcome(context, outcome, { key, target, fingerprint: await readFingerprint(user, key.id) });
  }
};

/**
 * Whether a server that this computer has never seen is CodeCommit's is the user's decision, by its fingerprint; ssh itself
 * asks for it, in a terminal, and notes it. To accept it here in their name would take away what host keys are for.
 * @throws CancelledError
 */
async function letUserTrust({ ui }: CommandContext, ssh: Ssh, { codeCommitHost, args }: SshTarget, shown: string | undefined): Promise<void> {
  const documented = documentedFingerprint(codeCommitHost);
  const isDocumented = shown !== undefined && shown === documented;
  const detail = [
    shown === undefined ? undefined : l10n.t("The fingerprint that it shows: {0}", shown),
    isDocumented ? l10n.t("AWS documents the same one for this host. In the terminal, ssh asks whether to go on: answer yes.") : undefined,
    !isDocumented && documented !== undefined ? l10n.t("AWS documents another one: {0}. Go on only if you know why, as with a proxy of your company: somebody may be in between.", documented) : undefined,
    documented === undefined ? l10n.t("Compare it with the one that AWS documents for this host, before you answer yes in the terminal: {0}", DOCUMENTED_FINGERPRINTS_URL) : undefined,
  ];
  const message = l10n.t("This computer has not connected to {0} over SSH before. Is it the right server?", codeCommitHost);
  await ui.confirm(message, detail.filter((line) => line !== undefined).join("\n\n"), [{ title: l10n.t("Continue in a terminal"), value: true }], isDocumented ? "plain" : "warning");
  // How it ends says nothing: CodeCommit offers no shell, so that ssh fails after a success too.
  const code = await ui.runInTerminal({ name: l10n.t("SSH to CodeCommit"), program: ssh.program, args: [...ssh.args, "-T", ...FRESH_CONNECTION, "-o", "StrictHostKeyChecking=ask", ...args], environment: ssh.ownEnv });
  if (code === 127) throw new UserError(l10n.t("The terminal could not start {0}.", ssh.program), { hint: l10n.t("Run it in a terminal of your own: ssh -T {0}", args.map(quoteForShell).join(" ")) });
}
