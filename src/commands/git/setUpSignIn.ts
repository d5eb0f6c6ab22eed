import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isCancelledError, UserError } from "../../errors.js";
import type { Change } from "../../files/changeJournal.js";
import { linesOf } from "../../git/credentialConfig.js";
import { isSignInFailure, nameOf, SignInFailure } from "../../git/proveSignIn.js";
import type { OtherHelper } from "../../git/repositoryState.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import type { CommandContext } from "../context.js";
import { openMfaSession } from "../mfaSession/openMfaSession.js";
import { prove } from "./proof.js";
import { planSections, readBack, writeSections, type PlannedSections, type Scope, type SignInPlan } from "./signInPlan.js";
import { undoChanges } from "./undo.js";

/** Whether the user is asked on the way, or has said in a setting that they need not be. */
export type Manner = "asking" | "quietly";

/**
 * Carries a plan out: shows the lines and asks, writes them, has Git read them back, and proves that it gets in.
 * @param isProven `false`: which repository it will be is not known yet
 * @throws CancelledError, UserError. What was written before them stays, can be undone, and the user is told.
 */
export async function setUpSignIn(context: CommandContext, plan: SignInPlan, manner: Manner, isProven = true): Promise<void> {
  const planned = await planSections(context, plan);
  if (manner === "asking") await confirmLines(context, plan, planned);
  const written: Written = { scopes: new Set(), changes: new Map() };
  await write(context, plan, planned, written);
  const undo = { title: l10n.t("Undo"), run: () => undoChanges(context, [...written.changes.values()]) };
  try {
    await settleOrder(context, plan, manner, written);
    if (isProven) await proveAll(context, plan, manner, written);
  } catch (error) {
    if (isCancelledError(error)) context.ui.notify(l10n.t("The lines are written, but it is not proven that Git signs in with them."), "warning", undo);
    throw isSignInFailure(error) && error.action === undefined ? withUndo(error, written) : error;
  } finally {
    await context.git.refresh();
  }
  const place = shortenHome(planned.file, context.homeDirectory);
  const done = isProven
    ? l10n.t("Git signs in to {0} as profile {1}: it just did. Written to {2}.", plan.targets[0].repositoryName, plan.profileName, place)
    : l10n.t("Git signs in to {0} as profile {1}. Written to {2}.", plan.targets[0].host ?? "", plan.profileName, place);
  context.ui.notify(done, "information", undo);
}

/** What a set-up has written so far. */
interface Written {
  /** One for each file. */
  readonly scopes: Set<Scope>;
  /** By their ids: a section that is written again is the same change. */
  readonly changes: Map<string, Change>;
}

async function write(context: CommandContext, plan: SignInPlan, planned: PlannedSections, { scopes, changes }: Written): Promise<void> {
  for (const change of await writeSections(context, plan, planned)) changes.set(change.id, change);
  scopes.add(plan.scope);
}

async function confirmLines({ ui, homeDirectory }: CommandContext, plan: SignInPlan, { file, sections }: PlannedSections): Promise<void> {
  const target = plan.scope === "host" ? l10n.t("all repositories on {0}", plan.targets[0].host ?? "") : l10n.t("the repository {0}", plan.targets[0].repositoryName);
  const detail = [
    l10n.t("These lines will be written at the end of {0}:", shortenHome(file, homeDirectory)),
    sections.map((section) => linesOf(section).join("\n").replaceAll("\t", "    ")).join("\n"),
    l10n.t("The empty helper keeps the passwords, which are good for minutes only, from a keychain. Everything else stays as it is, and “Undo” takes the lines out again."),
  ];
  await ui.confirm(l10n.t("Sign Git in as profile {0} for {1}?", plan.profileName, target), detail.join("\n\n"), [{ title: l10n.t("Set up Git"), value: true }], "plain");
}

/**
 * Has Git say whom it asks. Where others stand after the lines that were just written, the repository's own configuration,
 * which Git reads later, can put them aside.
 */
async function settleOrder(context: CommandContext, plan: SignInPlan, manner: Manner, written: Written): Promise<void> {
  const contest = await findContest(plan);
  if (contest === undefined) return;
  if (plan.scope === "repository" || plan.folder === undefined) {
    tell(context, contest);
    return;
  }
  const own: SignInPlan = { ...plan, scope: "repository" };
  const planned = await planSections(context, own);
  if (manner === "asking") {
    const detail = [contest.sentence, l10n.t("The same lines in {0} put that right: Git reads them last.", shortenHome(planned.file, context.homeDirectory))];
    await context.ui.confirm(l10n.t("In this repository, Git goes by other settings too."), detail.join("\n\n"), [{ title: l10n.t("Write them there too"), value: true }]);
  }
  await write(context, own, planned, written);
  const left = await findContest(own);
  if (left !== undefined) tell(context, left);
}

/** Something else in Git's configuration that concerns the same address. */
interface Contest {
  readonly sentence: string;
  /** The profile signs in all the same; others are asked or told too. */
  readonly isInForce: boolean;
}

async function findContest(plan: SignInPlan): Promise<Contest | undefined> {
  const { profileName } = plan;
  for (const signIn of await readBack(plan, plan.targets)) {
    if (signIn.kind === "contested") return { sentence: describeOthers(signIn.others, profileName), isInForce: signIn.profileName === profileName };
    if (signIn.kind === "others") return { sentence: l10n.t("Git asks {0} in place of profile {1}. It is configured in {2}.", ...nameAndPlace(signIn.others[0], profileName)), isInForce: false };
    if (signIn.kind !== "profile") return { sentence: l10n.t("A later part of Git’s configuration takes profile {0} back, by an empty credential.helper.", profileName), isInForce: false };
    if (signIn.profileName !== profileName) return { sentence: l10n.t("Git signs in as profile {0} here: the repository’s own configuration says so.", signIn.profileName), isInForce: false };
  }
  return undefined;
}

/** @throws SignInFailure if the profile does not sign in at all */
function tell({ ui }: CommandContext, { sentence, isInForce }: Contest): void {
  if (!isInForce) throw new SignInFailure("nobody", sentence, { hint: l10n.t("Git reads it last, so nothing that is written here comes after it: take it out there."), code: "NotInForce" });
  ui.notify([sentence, l10n.t("Take it out there: passwords that are good for minutes only would be kept, and given to Git later.")].join(" "), "warning");
}

function describeOthers([first]: readonly OtherHelper[], profileName: string): string {
  const words = nameAndPlace(first, profileName);
  return first?.isBefore === true ? l10n.t("Git asks {0} before profile {1}. It is configured in {2}.", ...words) : l10n.t("Git tells {0} the passwords that profile {1} gives. It is configured in {2}.", ...words);
}

function nameAndPlace(other: OtherHelper | undefined, profileName: string): readonly [name: string, profileName: string, place: string] {
  return [other === undefined ? "" : nameOf(other.helper), profileName, other?.file ?? l10n.t("the environment or the command line of Git")];
}

async function proveAll(context: CommandContext, plan: SignInPlan, manner: Manner, written: Written): Promise<void> {
  try {
    for (const target of plan.targets) await prove(context, plan, target, plan.profileName);
  } catch (error) {
    if (manner === "quietly" || !isSignInFailure(error) || !(await mayNeedMfa(context, plan, error.code))) throw error;
    await proveWithMfa(context, plan, error, written);
  }
}

/** Policies that ask for MFA refuse as others do; an access key alone, of a user, can get a session. */
async function mayNeedMfa({ account }: CommandContext, plan: SignInPlan, code: string | undefined): Promise<boolean> {
  if (plan.needsMfa || (code !== "AccessDenied" && code !== "Http403")) return false;
  const profile = (await readProfiles(plan.awsFiles)).profiles.find(({ name }) => name === plan.profileName);
  return profile?.kind === "static" && !(await account.mfaSessions()).has(plan.profileName);
}

async function proveWithMfa(context: CommandContext, plan: SignInPlan, failure: UserError, written: Written): Promise<void> {
  const shown = context.account.shownProfile();
  const isShown = shown?.kind === "profile" && shown.name === plan.profileName;
  const detail = [failure.hint ?? "", l10n.t("With MFA, Git signs in with the session of this window, and waits for one when there is none: “--mfa” is added to the lines.")].join("\n\n");
  await context.ui.confirm(failure.message, detail, [{ title: l10n.t("Sign Git in with MFA"), value: true }]);
  // In every file that holds the lines by now: which of them Git reads last is not this step's to know.
  for (const scope of [...written.scopes]) {
    const withMfa: SignInPlan = { ...plan, scope, needsMfa: true };
    await write(context, withMfa, await planSections(context, withMfa), written);
  }
  if (!isShown) {
    throw new UserError(l10n.t("Git waits for a session with MFA of profile {0}.", plan.profileName), {
      hint: l10n.t("Switch to this profile and sign in with MFA."),
      action: { title: l10n.t("Switch profile"), command: COMMANDS.switchProfile },
      code: "MfaRequired",
    });
  }
  await openMfaSession(context, await context.account.open());
  for (const target of plan.targets) await prove(context, plan, target, plan.profileName);
}

function withUndo(error: UserError, { changes }: Written): UserError {
  return new UserError(error.message, {
    hint: [error.hint, l10n.t("What was written stays, for when this is put right.")].filter(Boolean).join(" "),
    action: { title: l10n.t("Undo set-up"), command: COMMANDS.undoSetUp, arguments: [{ changeIds: [...changes.keys()] }] },
    ...(error.code === undefined ? {} : { code: error.code }),
    cause: error,
  });
}
