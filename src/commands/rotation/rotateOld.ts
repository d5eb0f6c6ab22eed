import * as l10n from "@vscode/l10n";
import { isCancelledError, isUserError, UserError } from "../../errors.js";
import { daysBetween, isKeyQuotaFull, isOldKey } from "../../iam/rules.js";
import { findKeyPlaces } from "../../profiles/keyPlaces.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import { startOf, type RotationPlan } from "../../rotation/planRotation.js";
import { Rotator } from "../../rotation/rotator.js";
import { describeAge } from "../../words/credentials.js";
import { describeWaits } from "../../words/rotation.js";
import { explainFault } from "../explainFault.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { planKeyRotation } from "./planKeyRotation.js";

/** A key that some profile of this computer holds, whosever it is. */
interface KeyHere {
  readonly accessKeyId: string;
  readonly profileName: string;
  readonly userName: string;
  readonly accountId: string;
  readonly createdAt: Date | undefined;
}

/** How the rotation of one key has gone. */
interface Outcome {
  readonly key: KeyHere;
  /** `undefined`: well. */
  readonly problem: string | undefined;
}

/** As many accounts are asked at once: enough for most people, few enough for any network. */
const SIDE_BY_SIDE = 8;

/**
 * Replaces several keys: those of all profiles, of whichever users and accounts, the old ones picked at first. They are
 * rotated side by side, and one that fails stops no other.
 */
export const rotateOldAccessKeys: CommandHandler = async (context) => {
  const { keys, problems } = await context.ui.withProgress(l10n.t("Looking at the access keys of your profiles…"), () => findKeysHere(context));
  const [firstProblem] = problems;
  if (keys.length === 0) throw new UserError(l10n.t("No profile on this computer has an access key that AWS accepts."), firstProblem === undefined ? {} : { hint: firstProblem });
  const chosen = await askWhich(context, keys);
  const byItself = await askToBegin(context, chosen);
  const outcomes = await context.ui.withSteps(l10n.t("Access keys"), (report) => {
    let done = 0;
    return inGroups(chosen, async (key) => {
      const outcome = await rotate(context, key, byItself);
      report(l10n.t("{0} of {1} done", ++done, chosen.length));
      return outcome;
    });
  });
  tell(context, outcomes);
};

async function findKeysHere(context: CommandContext): Promise<{ readonly keys: readonly KeyHere[]; readonly problems: readonly string[] }> {
  const { profiles } = await readProfiles(context.account.paths());
  const first = new Map<string, string>();
  for (const { name, kind, accessKeyId } of profiles) {
    if (kind === "static" && accessKeyId !== undefined && !first.has(accessKeyId)) first.set(accessKeyId, name);
  }
  const found = await inGroups([...first], async ([accessKeyId, profileName]) => {
    try {
      return await lookAt(context, accessKeyId, profileName);
    } catch (error) {
      if (isCancelledError(error) || !isUserError(error)) throw error;
      return l10n.t("{0}: {1}", profileName, error.message);
    }
  });
  return { keys: found.filter((key) => typeof key === "object"), problems: found.filter((problem) => typeof problem === "string") };
}

async function lookAt({ account, rotations }: CommandContext, accessKeyId: string, profileName: string): Promise<KeyHere | undefined> {
  const { keys } = await findKeyPlaces([account.paths()], accessKeyId);
  if (keys === undefined) return undefined;
  const { client, dispose } = await rotations.tools.signIn({ profileName, paths: account.paths(), keys, otherKeyId: undefined });
  try {
    const caller = await client.getCaller();
    if (caller.kind !== "user") return undefined;
    const key = (await client.listAccessKeys(caller.userName)).find(({ id }) => id === accessKeyId);
    return key && { accessKeyId, profileName, userName: caller.userName, accountId: caller.accountId, createdAt: key.createdAt };
  } finally {
    dispose();
  }
}

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

function askToBegin({ ui, rotations }: CommandContext, keys: readonly KeyHere[]): Promise<boolean> {
  const named = keys.map(({ accessKeyId, profileName, userName, accountId }) => l10n.t("• {0} of profile {1} ({2} in account {3})", accessKeyId, profileName, userName, accountId));
  const detail = [
    named.join("\n"),
    l10n.t("For each, a new key is created, tried until AWS accepts it everywhere, and put into every profile that holds the old one."),
    describeWaits(rotations.waits()),
    l10n.t("Each can be rolled back until its old key is deleted."),
  ];
  return ui.confirm(
    keys.length === 1 ? l10n.t("Replace 1 access key by a new one?") : l10n.t("Replace {0} access keys by new ones?", keys.length),
    detail.join("\n\n"),
    [
      { title: l10n.t("Rotate, ask before each step"), value: false },
      { title: l10n.t("Rotate and finish by itself"), value: true },
    ],
    "plain",
  );
}

async function rotate(context: CommandContext, key: KeyHere, byItself: boolean): Promise<Outcome> {
  try {
    const plan = await planKeyRotation(context, key.accessKeyId, key.profileName);
    refuseIfFull(plan);
    const rotator = new Rotator({ ...context.rotations.tools, mayDeleteLost: () => Promise.resolve(false) });
    await rotator.begin(startOf(plan, plan.userKeys, { ...context.rotations.waits(), byItself }));
    return { key, problem: undefined };
  } catch (error) {
    return { key, problem: isCancelledError(error) ? l10n.t("Not signed in with MFA.") : explainFault(error) };
  }
}

/** Which key is to go is a question for each user on their own. */
function refuseIfFull({ userKeys, user }: RotationPlan): void {
  if (isKeyQuotaFull(userKeys)) throw new UserError(l10n.t("{0} has two access keys, as many as AWS allows: rotate this one on its own.", user.userName));
}

function tell({ ui }: CommandContext, outcomes: readonly Outcome[]): void {
  const failed = outcomes.filter(({ problem }) => problem !== undefined);
  const done = outcomes.length - failed.length;
  const sentence = done === 1 ? l10n.t("1 of {0} access keys is replaced; your profiles hold the new one.", outcomes.length) : l10n.t("{0} of {1} access keys are replaced; your profiles hold the new ones.", done, outcomes.length);
  const reasons = failed.map(({ key, problem }) => l10n.t("{0}: {1}", key.profileName, problem ?? ""));
  ui.notify([sentence, ...reasons].join(" "), failed.length > 0 ? "warning" : "information");
}

async function inGroups<Item, Answer>(items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += SIDE_BY_SIDE) answers.push(...(await Promise.all(items.slice(start, start + SIDE_BY_SIDE).map(work))));
  return answers;
}
