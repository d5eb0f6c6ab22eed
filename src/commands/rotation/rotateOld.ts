import * as l10n from "@vscode/l10n";
import { isCancelledError, UserError } from "../../errors.js";
import { daysBetween, isKeyQuotaFull, isOldKey } from "../../iam/rules.js";
import { startOf } from "../../rotation/planRotation.js";
import { Rotator } from "../../rotation/rotator.js";
import { describeAge } from "../../words/credentials.js";
import { describeWaits } from "../../words/rotation.js";
import { explainFault } from "../explainFault.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { beginButtons, describeCaution, describePlaces } from "./askToBegin.js";
import { inGroups } from "./inGroups.js";
import { findKeysHere, type KeyHere } from "./keysHere.js";
import { planKeyRotation, type KeyRotationPlan } from "./planKeyRotation.js";

/** Why one key was not rotated. */
interface Failure {
  readonly profileName: string;
  readonly problem: string;
}

/**
 * Replaces several keys: those of all profiles, of whichever users and accounts, the old ones picked at first. All are looked at
 * before anything is asked, they are rotated side by side, and one that fails stops no other.
 */
export const rotateOldAccessKeys: CommandHandler = async (context) => {
  const { keys, problems } = await context.ui.withProgress(l10n.t("Looking at the access keys of your profiles…"), () => findKeysHere(context));
  const [firstProblem] = problems;
  if (keys.length === 0) throw new UserError(l10n.t("No profile on this computer has an access key that AWS accepts."), firstProblem === undefined ? {} : { hint: firstProblem });
  const chosen = await askWhich(context, keys);
  const { plans, failures } = await planAll(context, chosen);
  if (plans.length === 0) {
    tell(context, 0, failures);
    return;
  }
  const byItself = await askToBeginAll(context, plans, failures);
  const outcomes = await context.ui.withSteps(l10n.t("Access keys"), (report) => {
    let done = 0;
    return inGroups(plans, async (plan) => {
      const failure = await rotate(context, plan, byItself);
      report(l10n.t("{0} of {1} done", ++done, plans.length));
      return failure;
    });
  });
  const failed = outcomes.filter((failure) => failure !== undefined);
  tell(context, plans.length - failed.length, [...failures, ...failed]);
};

function askWhich({ ui, maximumKeyAgeDays }: CommandContext, keys: readonly KeyHere[]): Promise<readonly KeyHere[]> {
  const now = new Date();
  const isOld = ({ accessKeyId, createdAt }: KeyHere) => isOldKey({ id: accessKeyId, status: "Active", createdAt }, now, maximumKeyAgeDays());
  const rows = [...keys].sort((one, other) => Number(isOld(other)) - Number(isOld(one)));
  const choices = rows.map((key) => ({
    label: key.accessKeyId,
    description: [key.profileName, l10n.t("{0} in account {1}", key.userName, key.accountId), key.createdAt && describeAge(daysBetween(key.createdAt, now))].filter(Boolean).join(" · "),
    value: key,
  }));
  return ui.pickMany(choices, { title: l10n.t("Rotate access keys"), placeholder: l10n.t("Which ones are to be replaced? The old ones are picked."), picked: isOld });
}

async function planAll(context: CommandContext, keys: readonly KeyHere[]): Promise<{ readonly plans: readonly KeyRotationPlan[]; readonly failures: readonly Failure[] }> {
  const plans: KeyRotationPlan[] = [];
  const failures: Failure[] = [];
  await inGroups(keys, async ({ accessKeyId, profileName }) => {
    try {
      const plan = await planKeyRotation(context, accessKeyId, profileName);
      refuseIfFull(plan);
      plans.push(plan);
    } catch (error) {
      failures.push({ profileName, problem: explain(error) });
    }
  });
  return { plans, failures };
}

/** Which key is to go is a question for each user on their own. */
function refuseIfFull({ userKeys, user }: KeyRotationPlan): void {
  if (isKeyQuotaFull(userKeys)) throw new UserError(l10n.t("{0} has two access keys, as many as AWS allows: rotate this one on its own.", user.userName));
}

function askToBeginAll({ ui, rotations }: CommandContext, plans: readonly KeyRotationPlan[], failures: readonly Failure[]): Promise<boolean> {
  const named = plans.map((plan) => [l10n.t("{0} of {1} in account {2}", plan.keys.accessKeyId, plan.user.userName, plan.user.accountId), describePlaces(plan)].join("\n"));
  const cautions = new Set(plans.flatMap(({ cautions }) => cautions));
  const detail = [
    l10n.t("For each, a new key is created and tried until AWS accepts it everywhere. Then it takes the old one’s place in the profiles that hold it."),
    ...named,
    describeWaits(rotations.waits()),
    ...[...cautions].map(describeCaution),
    ...failures.map(({ profileName, problem }) => l10n.t("Left out: {0}: {1}", profileName, problem)),
    l10n.t("Each can be rolled back until its old key is deleted."),
  ];
  return ui.confirm(
    plans.length === 1 ? l10n.t("Replace 1 access key by a new one?") : l10n.t("Replace {0} access keys by new ones?", plans.length),
    detail.join("\n\n"),
    beginButtons(),
    "plain",
  );
}

/** @returns `undefined`: all went well */
async function rotate(context: CommandContext, plan: KeyRotationPlan, byItself: boolean): Promise<Failure | undefined> {
  try {
    const rotator = new Rotator({ ...context.rotations.tools, mayDeleteLost: () => Promise.resolve(false) });
    await rotator.begin(startOf(plan, plan.userKeys, { ...context.rotations.waits(), byItself }));
    return undefined;
  } catch (error) {
    return { profileName: plan.profileName, problem: explain(error) };
  }
}

function explain(error: unknown): string {
  return isCancelledError(error) ? l10n.t("Not signed in with MFA.") : explainFault(error);
}

function tell(context: CommandContext, done: number, failures: readonly Failure[]): void {
  const all = done + failures.length;
  const sentence = done === 0 ? l10n.t("No access key was replaced.") : done === 1 ? l10n.t("1 of {0} access keys is replaced; your profiles hold the new one.", all) : l10n.t("{0} of {1} access keys are replaced; your profiles hold the new ones.", done, all);
  const reasons = failures.map(({ profileName, problem }) => l10n.t("{0}: {1}", profileName, problem));
  // With a button VS Code shows all of it, not the first line.
  const again = failures.length === 0 ? undefined : { title: l10n.t("Try again…"), run: () => tryAgain(context) };
  context.ui.notify([sentence, ...reasons].join(" "), failures.length > 0 ? "warning" : "information", again);
}

async function tryAgain(context: CommandContext): Promise<void> {
  await rotateOldAccessKeys(context).catch((error: unknown) => {
    if (!isCancelledError(error)) throw error;
  });
}
