import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isUserError } from "../../errors.js";
import type { CodeCommitUrl } from "../../git/codeCommitUrl.js";
import { ROOT } from "../../git/credentialConfig.js";
import type { Git } from "../../git/gitProgram.js";
import { isSignInFailure, proveSignIn, SignInFailure } from "../../git/proveSignIn.js";
import { findWorkTree } from "../../git/workspaceRepositories.js";
import { isAwsError } from "../../iam/errors.js";
import type { Session } from "../../iam/session.js";
import type { CommandContext } from "../context.js";

/** AWS takes signatures that are a quarter of an hour off; Git's helper has no answer of AWS's to set its clock by. */
const LARGEST_SKEW_MS = 14 * 60_000;

/** Where Git runs, and which remote it is about, if there is one. */
export interface PlaceOfProof {
  readonly git: Git;
  /** The credential helper's script. */
  readonly launcher: string;
  readonly folder: string | undefined;
  readonly remoteName: string | undefined;
}

/**
 * Has Git sign in, and remembers when it did.
 * @param profileName whose keys Git uses, as far as it is known
 * @throws SignInFailure, with the reason that AWS gives for these keys elsewhere, where Git gives none
 */
export async function prove(context: CommandContext, place: PlaceOfProof, target: CodeCommitUrl, profileName: string | undefined): Promise<void> {
  const { git, launcher, folder } = place;
  const cwd = folder ?? ROOT;
  await context.ui.withProgress(l10n.t("Git signs in to {0}…", target.repositoryName), async () => {
    try {
      await proveSignIn(git, { cwd, tree: await findWorkTree(git, cwd), remote: target, remoteName: place.remoteName, launcher, environment: context.environment });
    } catch (error) {
      const failure = isSignInFailure(error) ? await explainFurther(context, error, profileName) : error;
      if (isSignInFailure(failure)) note(context, place, failure.message);
      throw failure;
    }
  });
  note(context, place, undefined);
  if (profileName !== undefined && target.host !== undefined) await context.memory.noteGitSignIn(target.host, profileName, new Date());
}

/** For the row of the tree. */
function note({ git }: CommandContext, { folder, remoteName }: PlaceOfProof, problem: string | undefined): void {
  if (folder !== undefined && remoteName !== undefined) git.noteProblem({ folder, name: remoteName }, problem);
}

/** Over Git AWS says nothing but 403: whether it knows the keys, and whether the clock is right, it says to others. */
async function explainFurther(context: CommandContext, failure: SignInFailure, profileName: string | undefined): Promise<SignInFailure> {
  if (failure.obstacle === "helper" && /session with MFA|MFA device/.test(failure.hint ?? "")) {
    return new SignInFailure("helper", failure.message, { hint: failure.hint ?? "", code: "MfaRequired", action: { title: l10n.t("Sign in with MFA"), command: COMMANDS.signInWithMfa } });
  }
  if (failure.obstacle !== "refused" || failure.code !== "Http403" || profileName === undefined) return failure;
  const session = await openProfile(context, profileName);
  if (session === undefined) return failure;
  try {
    await session.client.getCaller();
    const skew = session.client.clockSkewMs ?? 0;
    if (Math.abs(skew) > LARGEST_SKEW_MS) return wrongClock(skew);
    return new SignInFailure("refused", l10n.t("AWS knows the keys of profile {0}, but does not let them into this repository.", profileName), {
      hint: l10n.t("Its policies may not allow codecommit:GitPull, or only with MFA; or the repository is in another account or region."),
      code: "AccessDenied",
    });
  } catch (error) {
    if (!isAwsError(error)) return failure;
    return new SignInFailure("refused", l10n.t("AWS does not accept the keys of profile {0}. {1}", profileName, error.message), {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.code === undefined ? {} : { code: error.code }),
    });
  } finally {
    session.dispose();
  }
}

function wrongClock(skewMs: number): SignInFailure {
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const sentence =
    skewMs < 0
      ? l10n.t("The clock of this computer is {0} minutes ahead of AWS's, so AWS refuses Git’s signatures.", minutes)
      : l10n.t("The clock of this computer is {0} minutes behind AWS's, so AWS refuses Git’s signatures.", minutes);
  return new SignInFailure("refused", sentence, { hint: l10n.t("Set the clock (or let the system set it), then try again."), code: "ClockSkew" });
}

/** Without an account at work there is nobody to ask, and no reason to fail. */
async function openProfile({ account }: CommandContext, profileName: string): Promise<Session | undefined> {
  try {
    return await (await account.open()).openSession(profileName);
  } catch (error) {
    if (isUserError(error)) return undefined;
    throw error;
  }
}
