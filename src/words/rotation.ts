import * as l10n from "@vscode/l10n";
import { isDue, isInterrupted, type LateUse, type Rotation, type RotationWaits } from "../rotation/rotation.js";
import { describeLastUse } from "./credentials.js";
import type { Moment } from "./time.js";

const DAY_MS = 24 * 3_600_000;

/** Where a rotation stands, for the row of a key that it concerns. */
export function describeRotationOf(rotation: Rotation, accessKeyId: string, moment: Moment): string {
  if (isInterrupted(rotation)) return rotation.problem === undefined ? l10n.t("being replaced…") : l10n.t("rotation stopped");
  if (accessKeyId === rotation.newKeyId) return l10n.t("in place of {0}", shortenId(rotation.oldKeyId));
  if (rotation.step === "resting") return l10n.t("replaced · to be deleted after {0}", formatDue(rotation, moment));
  if (rotation.lateUse !== undefined) return l10n.t("replaced, but {0}", describeLateUse(rotation.lateUse, moment));
  return l10n.t("replaced · to be switched off after {0}", formatDue(rotation, moment));
}

/** The same in whole sentences, for messages and tooltips. */
export function describeRotation(rotation: Rotation, moment: Moment): string {
  const { step, oldKeyId, newKeyId = "", problem, lateUse } = rotation;
  switch (step) {
    case "creating":
      return withProblem(l10n.t("The replacement of access key {0} stopped while the new key was being created. Your files hold {0}, which works as before.", oldKeyId), problem);
    case "proving":
      return withProblem(l10n.t("The replacement of access key {0} stopped: the new key {1} exists, but your files still hold the old one, which works as before.", oldKeyId, newKeyId), problem);
    case "switching":
      return withProblem(l10n.t("The replacement of access key {0} stopped while your files were changed over to {1}. Both keys work.", oldKeyId, newKeyId), problem);
    case "rollingBack":
      return withProblem(
        rotation.switchedAt === undefined
          ? l10n.t("The way back to access key {0} stopped. Your files hold {0}, which works as before; the new key is still to be deleted.", oldKeyId)
          : l10n.t("The way back to access key {0} stopped. As long as it has not gone on, your files may still hold {1}, which stays active.", oldKeyId, newKeyId),
        problem,
      );
    case "resting":
      return withProblem(
        isDue(rotation, moment.now.getTime())
          ? l10n.t("Access key {0} has been replaced by {1} and is switched off, and its time is over. It can be deleted.", oldKeyId, newKeyId)
          : l10n.t("Access key {0} has been replaced by {1} and is switched off. It is to be deleted after {2}.", oldKeyId, newKeyId, formatDue(rotation, moment)),
        problem,
      );
    case "watching":
      return withProblem(
        lateUse === undefined
          ? isDue(rotation, moment.now.getTime())
            ? l10n.t("Access key {0} has been replaced by {1}, and nothing else has used it since, as far as AWS knows. It can be switched off.", oldKeyId, newKeyId)
            : l10n.t("Access key {0} has been replaced by {1}, and stays active until {2} in case something else uses it.", oldKeyId, newKeyId, formatDue(rotation, moment))
          : l10n.t("Access key {0} has been replaced by {1}, but something else still has it: it was {2}. It stays active until {3}.", oldKeyId, newKeyId, describeLateUse(lateUse, moment), formatDue(rotation, moment)),
        problem,
      );
  }
}

/** How a rotation, or the way back, has gone. */
export function describeOutcome(rotation: Rotation, moment: Moment): string {
  const { isRolledBack, oldKeyId, newKeyId = "" } = rotation;
  if (!isRolledBack) return describeRotation(rotation, moment);
  return l10n.t("Rolled back: your files hold {0} again. {1} stays active until {2}, in case a program has read it.", newKeyId, oldKeyId, formatDue(rotation, moment));
}

/** The way back, where nobody has had the new key. */
export function describeNothingLeft({ oldKeyId }: Rotation): string {
  return l10n.t("Rolled back: your files hold {0} as before, and the new key is deleted.", oldKeyId);
}

/** "24 hours", "7 days"; `undefined`: no time at all. */
export function describeWait(milliseconds: number): string | undefined {
  if (milliseconds <= 0) return undefined;
  if (milliseconds % DAY_MS === 0 && milliseconds > DAY_MS) return l10n.t("{0} days", milliseconds / DAY_MS);
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 60) return minutes === 1 ? l10n.t("1 minute") : l10n.t("{0} minutes", minutes);
  const hours = Math.round(minutes / 60);
  return hours === 1 ? l10n.t("1 hour") : l10n.t("{0} hours", hours);
}

/** What is to happen with the old key, before the rotation begins. */
export function describeWaits({ graceMs, restMs }: RotationWaits): string {
  const grace = describeWait(graceMs);
  const rest = describeWait(restMs);
  const active = grace === undefined ? l10n.t("The old key is then switched off at once") : l10n.t("The old key stays active for {0} more, in case something else uses it, and is then switched off", grace);
  return rest === undefined ? l10n.t("{0} and deleted.", active) : l10n.t("{0}; {1} later it is deleted.", active, rest);
}

/** "used 5 minutes ago, s3 eu-west-1" */
export function describeLateUse({ at, serviceName, region }: LateUse, moment: Moment): string {
  return describeLastUse({ at: new Date(at), serviceName, region }, moment);
}

function formatDue({ waitUntil }: Rotation, { locale }: Moment): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(waitUntil ?? 0));
}

function withProblem(sentence: string, problem: string | undefined): string {
  return problem === undefined ? sentence : `${sentence} ${problem}`;
}

function shortenId(accessKeyId: string): string {
  return `…${accessKeyId.slice(-4)}`;
}
