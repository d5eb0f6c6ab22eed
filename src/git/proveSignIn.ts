import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { Secret } from "../secret.js";
import { readConfig } from "./gitConfig.js";
import type { Ended, Git } from "./gitProgram.js";
import { HELPER, quoteForShell } from "./launcher.js";
import { judgeSignIn, type WorkTree } from "./workspaceRepositories.js";
import type { CodeCommitRemote } from "./remotes.js";

/** What is to be proven: that Git gets into this repository. */
export interface SignInToProve {
  /** Where Git runs: in the repository, or in no repository at all. */
  readonly cwd: string;
  readonly tree: WorkTree | undefined;
  readonly remote: Pick<CodeCommitRemote, "form" | "url" | "host" | "region" | "repositoryName">;
  /** Of a remote that is there: over SSH its address names the user. */
  readonly remoteName?: string | undefined;
  /** The credential helper's script. */
  readonly launcher: string;
  /** The variables that Git runs with, as far as they name the ssh that it starts. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Why Git does not get in, beside the sentence that says so. */
export type Obstacle =
  /** The credential helper gave nothing, and said why. */
  | "helper"
  /** Nobody answered Git's question for credentials. */
  | "nobody"
  /** AWS does not accept them, or does not allow it: over Git it says no more than 403. */
  | "refused"
  | "repository"
  | "network"
  | "service";

/** Git does not get in. */
export class SignInFailure extends UserError {
  readonly obstacle: Obstacle;

  constructor(obstacle: Obstacle, sentence: string, options: ConstructorParameters<typeof UserError>[1]) {
    super(sentence, options);
    this.obstacle = obstacle;
  }
}

/** By shape rather than `instanceof`, as {@link isUserError}. */
export function isSignInFailure(error: unknown): error is SignInFailure {
  return error instanceof Error && error.name === "UserError" && "obstacle" in error;
}

/** A fetch over a slow line takes a few seconds; more, and something in between does not answer. */
const TIME_LIMIT_MS = 30_000;

/**
 * Has Git ask its helpers (`git credential fill`), then the server (`git ls-remote`), as every fetch does.
 * @throws SignInFailure, with the reason and what to do
 */
export async function proveSignIn(git: Git, proof: SignInToProve): Promise<void> {
  const { cwd, remote, remoteName } = proof;
  if (remote.form === "https") await proveCredentials(git, proof);
  const address = remote.form === "https" ? remote.url : (remoteName ?? remote.url);
  const env = remote.form === "ssh" ? await silenceSsh(git, proof) : {};
  const listed = await git(["ls-remote", "--", address, "HEAD"], { cwd, env, timeLimitMs: TIME_LIMIT_MS });
  if (listed.code !== 0) throw await explain(git, proof, listed);
}

/**
 * `ssh` would ask in the terminal that the editor was started from. The command stays the one that Git runs for every fetch,
 * in Git's order (git(1), `GIT_SSH_COMMAND`, `GIT_SSH`; git-config(1), `core.sshCommand`): it is OpenSSH's that has the option.
 */
async function silenceSsh(git: Git, { cwd, environment }: SignInToProve): Promise<NodeJS.ProcessEnv> {
  const entries = await readConfig(git, cwd);
  const configured = (key: string) => entries.findLast((entry) => entry.key === key)?.value;
  const program = environment["GIT_SSH"];
  const command = environment["GIT_SSH_COMMAND"] ?? configured("core.sshcommand") ?? (program === undefined ? "ssh" : quoteForShell(program));
  return isOpenSsh(command, environment["GIT_SSH_VARIANT"] ?? configured("ssh.variant")) ? { GIT_SSH_COMMAND: `${command} -o BatchMode=yes` } : {};
}

/** Source: git-config(1), `ssh.variant`: without one, or with `auto`, Git goes by the program's name. */
function isOpenSsh(command: string, variant = "auto"): boolean {
  if (variant !== "auto") return !["plink", "putty", "tortoiseplink", "simple"].includes(variant);
  const [, inDoubleQuotes, inSingleQuotes, word] = /^\s*(?:"([^"]*)"|'([^']*)'|((?:[^\s\\]|\\.)+))/.exec(command) ?? [];
  return /(?:^|[\\/])ssh(?:\.exe)?$/i.test(inDoubleQuotes ?? inSingleQuotes ?? word ?? "");
}

async function proveCredentials(git: Git, proof: SignInToProve): Promise<void> {
  const { url, repositoryName } = proof.remote;
  const host = url.split("/")[2] ?? "";
  const filled = await git(["credential", "fill"], { cwd: proof.cwd, input: `protocol=https\nhost=${host}\npath=v1/repos/${repositoryName}\n\n`, timeLimitMs: TIME_LIMIT_MS });
  const refusal = readHelperRefusal(filled.stderr);
  if (filled.code !== 0 || !/^password=./m.test(filled.stdout.reveal())) throw refusal ?? (await nobodyAnswered(git, proof));
  if (isSigned(filled.stdout)) return;
  const signIn = await readOrder(git, proof);
  if (signIn.kind !== "profile") return;
  throw new SignInFailure("nobody", l10n.t("Something else than profile {0} answers Git.", signIn.profileName), { hint: l10n.t("Set up Git again: that puts its helper back in its place."), code: "ForeignAnswer" });
}

/** An access key for a user name, and a signature for a password: as AWS signs in to CodeCommit. */
function isSigned(answer: Secret): boolean {
  return /^username=[A-Z0-9]{16,}(?:%.*)?$/m.test(answer.reveal()) && /^password=\d{8}T\d{6}Z[0-9a-f]{64}$/m.test(answer.reveal());
}

/** Its one line on standard error, which holds no secret: `git-credential-codecommit (profile work): …`. */
function readHelperRefusal(stderr: Secret): SignInFailure | undefined {
  const [, profileName, reason] = new RegExp(`^${HELPER}(?: \\(profile (.*?)\\))?: (.+)$`, "m").exec(stderr.reveal()) ?? [];
  if (reason === undefined) return undefined;
  const sentence = profileName === undefined ? l10n.t("Git gets no credentials.") : l10n.t("Profile {0} gives Git no credentials.", profileName);
  return new SignInFailure("helper", sentence, { hint: reason, code: "NoCredentials" });
}

async function nobodyAnswered(git: Git, proof: SignInToProve): Promise<SignInFailure> {
  const signIn = await readOrder(git, proof);
  if (signIn.kind === "profile" || signIn.kind === "contested") {
    return new SignInFailure("nobody", l10n.t("The program that signs in for profile {0} could not be started.", signIn.profileName), { hint: l10n.t("Set up Git again: that puts it back in its place."), code: "HelperMissing" });
  }
  return new SignInFailure("nobody", l10n.t("Nothing signs Git in to {0}: it would ask for a user name and a password.", proof.remote.host ?? proof.remote.url), {
    hint: l10n.t("Set up Git for CodeCommit, or use Git credentials."),
    code: "NoCredentials",
  });
}

async function readOrder(git: Git, { cwd, tree, remote, launcher }: SignInToProve) {
  return judgeSignIn(await readConfig(git, cwd), remote, launcher, tree);
}

async function explain(git: Git, proof: SignInToProve, { code, stderr }: Ended): Promise<SignInFailure> {
  const { remote } = proof;
  const said = stderr.reveal();
  const refusal = readHelperRefusal(stderr);
  if (refusal !== undefined) return refusal;
  const place = remote.host ?? remote.url;
  const status = /returned error: (\d{3})/.exec(said)?.[1];
  if (status === "403" || /authentication failed/i.test(said)) return refused(git, proof);
  if (status === "404" || /repository '.*' not found|does not exist/i.test(said)) {
    return new SignInFailure("repository", l10n.t("There is no repository {0} in {1}, or not in this account.", remote.repositoryName, remote.region ?? place), {
      hint: l10n.t("Check the name and the region in the remote’s address, and that the profile is of the repository’s account."),
      code: "RepositoryDoesNotExistException",
    });
  }
  if (status === "401" || /could not read (?:username|password)|terminal prompts disabled/i.test(said)) return nobodyAnswered(git, proof);
  if (/git-remote-codecommit|remote helper 'codecommit'|'remote-codecommit' is not a git command/i.test(said)) {
    return new SignInFailure("helper", l10n.t("The program git-remote-codecommit does not sign Git in."), { hint: l10n.t("Install it, or convert the remote to HTTPS, which needs no other program."), code: "RemoteHelper" });
  }
  if (remote.form === "ssh" && /permission denied|host key verification failed|publickey/i.test(said)) {
    return new SignInFailure("refused", l10n.t("SSH does not get in to {0}.", place), { hint: l10n.t("“Test SSH Connection to CodeCommit” says why."), code: "SshRefused" });
  }
  return explainNetwork(place, said, code, status);
}

function explainNetwork(place: string, said: string, code: number, status: string | undefined): SignInFailure {
  const fail = (sentence: string, hint: string, name: string) => new SignInFailure("network", sentence, { hint, code: name });
  if (status === "407" || /proxy|CONNECT tunnel failed/i.test(said)) return fail(l10n.t("The proxy between here and {0} does not let Git through.", place), l10n.t("Check http.proxy in Git’s configuration and HTTPS_PROXY in the environment, and whether the proxy wants a password."), "Proxy");
  if (/could not resolve host|name or service not known|nodename nor servname/i.test(said)) return fail(l10n.t("Git does not find {0}.", place), l10n.t("Check the network, VPN and name server, and the region in the address."), "HostNotFound");
  if (/certificate|ssl|tls|schannel/i.test(said)) return fail(l10n.t("Git does not trust the certificate of {0}.", place), l10n.t("If your company inspects connections, ask it for its certificate and name the file in http.sslCAInfo. Do not turn the check off: others could read along."), "Certificate");
  if (code === 124 || /timed out|timeout/i.test(said)) return fail(l10n.t("{0} does not answer.", place), l10n.t("Check the network, VPN and firewall, then try again."), "TimeoutError");
  if (/failed to connect|connection refused|connection reset|unreachable|recv failure/i.test(said)) return fail(l10n.t("Git cannot connect to {0}.", place), l10n.t("Check the network, VPN and firewall, then try again."), "NetworkingError");
  if (status === "429" || status?.startsWith("5") === true) return new SignInFailure("service", l10n.t("CodeCommit is busy or disturbed: it answers with {0}.", status), { hint: l10n.t("Wait a little, then try again."), code: `Http${status}` });
  return new SignInFailure("service", l10n.t("Git does not get in to {0}, and does not say why in a way that is known here.", place), { hint: l10n.t("Run git fetch in a terminal to see its own words."), code: status === undefined ? `Exit${code}` : `Http${status}` });
}

/** Over Git AWS gives no reason: the order of the helpers is one that can be seen from here. */
async function refused(git: Git, proof: SignInToProve): Promise<SignInFailure> {
  const signIn = await readOrder(git, proof);
  if (signIn.kind === "contested" || signIn.kind === "others") {
    const first = signIn.others.find(({ isBefore }) => isBefore || signIn.kind === "others");
    if (first !== undefined && !first.helper.includes("codecommit")) {
      return new SignInFailure("refused", l10n.t("AWS refuses the credentials that {0} keeps.", nameOf(first.helper)), {
        hint: l10n.t("It answers Git from what it has stored, which may be old: set up Git for CodeCommit, which puts a profile in its place. It is configured in {0}.", first.file ?? l10n.t("the environment")),
        code: "KeychainInFront",
      });
    }
  }
  return new SignInFailure("refused", l10n.t("AWS refuses Git’s credentials for {0}.", proof.remote.repositoryName), {
    hint: l10n.t("The access key may be deactivated, the profile may be of another account, or its policies may not allow codecommit:GitPull."),
    code: "Http403",
  });
}

/** `store --file=…` → `store`; a command of its own is named by its program. */
export function nameOf(helper: string): string {
  const [word = helper] = helper.replace(/^!\s*/, "").split(/\s+/);
  return helper.startsWith("!") || /[\\/]/.test(word) ? (word.split(/[\\/]/).at(-1) ?? word) : `git-credential-${word}`;
}
