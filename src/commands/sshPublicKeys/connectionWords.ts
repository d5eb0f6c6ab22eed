import { existsSync } from "node:fs";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { quoteForShell } from "../../git/launcher.js";
import type { SshPublicKey } from "../../iam/model.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { refuseConfig } from "../../ssh/configFault.js";
import { FRESH_CONNECTION, trySshSignIn, type SshOutcome } from "../../ssh/connection.js";
import { documentedFingerprint } from "../../ssh/hostKeys.js";
import { readLocalKey } from "../../ssh/localKeys.js";
import type { Ssh } from "../../ssh/sshProgram.js";
import type { CommandContext } from "../context.js";
import type { SshTarget } from "./chooseTarget.js";

/** What was tried. */
export interface Attempt {
  readonly key: SshPublicKey;
  readonly target: SshTarget;
  /** IAM's fingerprint of the key, as far as it is shown. */
  readonly fingerprint: string | undefined;
}

type Failure = Exclude<SshOutcome, { kind: "signedIn" | "locked" }>;

/** Why a sign-in did not succeed, and what to do. */
export async function explainOutcome(context: CommandContext, outcome: Failure, attempt: Attempt): Promise<UserError> {
  const { host } = attempt.target;
  switch (outcome.kind) {
    case "refused":
      return explainRefusal(context, outcome, attempt);
    case "openToOthers":
      return new UserError(l10n.t("ssh does not use the private key {0}: others on this computer may read it.", shortenHome(outcome.identityFile, context.homeDirectory)), {
        hint: l10n.t("Take their permission away: chmod 600 {0}", quoteForShell(outcome.identityFile)),
        code: "KeyOpenToOthers",
      });
    case "unknownHost":
      return new UserError(l10n.t("ssh does not trust {0} yet: its key was not accepted.", host), { hint: l10n.t("Test again, compare the fingerprint, and answer yes in the terminal."), code: "HostKeyUnknown" });
    case "changedHost":
      return explainChangedHost(outcome, attempt.target);
    case "unreachable":
      return explainUnreachable(outcome.reason, host);
    case "noCommonAlgorithm":
      return new UserError(l10n.t("ssh and {0} know no common way to sign in: {1}.", host, outcome.said), { hint: l10n.t("Take out what your configuration of ssh says of algorithms, or install a newer OpenSSH."), code: "NoCommonAlgorithm" });
    case "badConfiguration":
      return refuseConfig(outcome.fault, host);
    case "other":
      return new UserError(l10n.t("ssh could not sign in to {0}.", host), { hint: l10n.t("Run it in a terminal to see why: ssh -v {0}", host), code: "SshFailed" });
  }
}

/**
 * The key would do, but has a passphrase. An agent can keep it unlocked; then the sign-in is tried again. Without one ssh asks
 * each time, which is no fault.
 * @param identityFile `undefined`: the agent holds the key, and it is the agent that asks
 */
export function explainLocked(context: CommandContext, ssh: Ssh, { host, args }: SshTarget, id: string, identityFile: string | undefined): void {
  const { ui } = context;
  const isFile = identityFile !== undefined && isThere(identityFile);
  const sentence = isFile ? l10n.t("{0} knows the key {1}. Its private half has a passphrase, which ssh asks for.", host, id) : l10n.t("{0} knows the key {1}, but ssh could not use it without asking you.", host, id);
  const terminal = (program: string, given: readonly string[]) => ui.runInTerminal({ name: l10n.t("SSH to CodeCommit"), program, args: given, environment: ssh.ownEnv });
  if (ssh.env["SSH_AUTH_SOCK"] === undefined || !isFile) {
    ui.notify(sentence, "information", { title: l10n.t("Sign in in a terminal"), run: () => terminal(ssh.program, [...ssh.args, "-T", ...FRESH_CONNECTION, ...args]).then(() => undefined) });
    return;
  }
  ui.notify(sentence, "information", {
    title: l10n.t("Unlock it in the agent…"),
    run: async () => {
      if ((await terminal("ssh-add", ["--", identityFile])) !== 0) return;
      const { kind } = await trySshSignIn(ssh, args);
      if (kind === "signedIn") ui.notify(l10n.t("It works: {0} accepts the key {1}.", host, id));
      else ui.notify(l10n.t("The key is unlocked, but ssh did not sign in to {0}. Test the connection again.", host), "warning");
    },
  });
}

async function explainRefusal({ homeDirectory }: CommandContext, { user, offered, missing }: Extract<Failure, { kind: "refused" }>, { key, target, fingerprint }: Attempt): Promise<UserError> {
  const { host } = target;
  const setUp = { title: l10n.t("Set up SSH…"), command: COMMANDS.writeSshConfig, arguments: [{ sshPublicKeyId: key.id }] };
  const code = "PermissionDenied";
  if (user !== key.id && user !== "") {
    return new UserError(l10n.t("{0} refused: ssh signed in as {1}, not with the key ID {2}.", host, user, key.id), { hint: l10n.t("Set up SSH for this key."), action: setUp, code });
  }
  if (key.status !== "Active") {
    return new UserError(l10n.t("{0} refused: the key {1} is inactive.", host, key.id), {
      hint: l10n.t("Activate it, then test again."),
      action: { title: l10n.t("Activate key"), command: COMMANDS.activateSshPublicKey, arguments: [{ sshPublicKeyId: key.id }] },
      code,
    });
  }
  const gone = missing.find((file) => path.isAbsolute(file) && !existsSync(file));
  if (offered.length === 0) {
    const sentence = gone === undefined ? l10n.t("{0} refused: ssh had no key to offer.", host) : l10n.t("{0} refused: the private half of the key is not there: {1}", host, shortenHome(gone, homeDirectory));
    return new UserError(sentence, { hint: l10n.t("Set up SSH with the file that the key is in."), action: setUp, code });
  }
  const files = [...new Set(offered.map((file) => (isThere(file) ? shortenHome(file, homeDirectory) : l10n.t("the agent"))))].join(", ");
  if (fingerprint !== undefined && (await areOthers(offered, fingerprint))) {
    return new UserError(l10n.t("{0} refused: ssh offered {1}, which is another key than {2}.", host, files, key.id), { hint: l10n.t("Set up SSH with the file that the key is in."), action: setUp, code });
  }
  return new UserError(l10n.t("{0} refused the key {1}, which ssh offered from {2}.", host, key.id, files), {
    hint: l10n.t("A key that was just uploaded or activated may need a minute. If it stays so, upload the public half again."),
    code,
  });
}

/** Whether ssh means a file: a key of the agent's goes by its comment, which may be any text. */
function isThere(file: string): boolean {
  return path.isAbsolute(file) && existsSync(file);
}

/** Whether none of the files is the key; `false` where that cannot be seen. */
async function areOthers(files: readonly string[], fingerprint: string): Promise<boolean> {
  const found = await Promise.all(files.map((file) => readLocalKey(`${file}.pub`)));
  return found.every((key) => key !== undefined && "key" in key.read && key.read.key.fingerprint !== fingerprint);
}

function explainChangedHost({ fingerprint, known }: Extract<Failure, { kind: "changedHost" }>, { codeCommitHost }: SshTarget): UserError {
  const isDocumented = fingerprint !== undefined && fingerprint === documentedFingerprint(codeCommitHost);
  const place = known === undefined ? undefined : l10n.t("{0}, line {1}", known.file, known.line);
  const sentence = l10n.t("The key of {0} is not the one that this computer knows: {1}.", codeCommitHost, fingerprint ?? l10n.t("no fingerprint"));
  if (!isDocumented) return new UserError(sentence, { hint: l10n.t("Do not go on before you know why: somebody may be in between. AWS documents: {0}", documentedFingerprint(codeCommitHost) ?? l10n.t("nothing that this version knows of")), code: "HostKeyChanged" });
  const hint = place === undefined ? l10n.t("It is the one that AWS documents: take the old entry out of your known hosts, then test again.") : l10n.t("It is the one that AWS documents: take the old entry out ({0}), then test again.", place);
  return new UserError(sentence, { hint, code: "HostKeyChanged" });
}

function explainUnreachable(reason: "name" | "refused" | "timeout" | "network", host: string): UserError {
  switch (reason) {
    case "name":
      return new UserError(l10n.t("This computer finds no address for {0}.", host), { hint: l10n.t("Check the network, and the region in the name."), code: "ENOTFOUND" });
    case "refused":
      return new UserError(l10n.t("Nothing answers at {0}, port 22.", host), { hint: l10n.t("Many companies block SSH. Git over HTTPS gets through: set up Git with a profile instead."), code: "ECONNREFUSED" });
    case "timeout":
      return new UserError(l10n.t("No answer from {0}, port 22.", host), { hint: l10n.t("Many companies block SSH. Git over HTTPS gets through: set up Git with a profile instead."), code: "ETIMEDOUT" });
    case "network":
      return new UserError(l10n.t("The connection to {0} was lost.", host), { hint: l10n.t("Check the network, or a proxy in your configuration of ssh, then test again."), code: "ECONNRESET" });
  }
}
