import type { AccessKeyLastUse } from "../iam/model.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeyPair } from "../profiles/keyPair.js";

/**
 * Where a rotation stands. A step is on the disk before what it names begins, and all that it names can be done again:
 * whatever ends the window, the next one goes on from here.
 *
 * - `creating`: AWS may have been asked for the new key.
 * - `proving`: the new key exists, and its secret is kept; nobody depends on it.
 * - `switching`: the files are being changed over, some of them may be.
 * - `watching`: the files hold the new key; the old one is still active, in case something else uses it.
 * - `resting`: the old key is switched off, in case something turns out to need it.
 * - `rollingBack`: the files are to get the old key again, and the new one is to go.
 */
export type RotationStep = "creating" | "proving" | "switching" | "watching" | "resting" | "rollingBack";

/** The user whose key is replaced. */
export interface RotatedUser {
  readonly arn: string;
  readonly accountId: string;
  readonly userName: string;
}

/** Times that the user chose when the rotation began. */
export interface RotationWaits {
  /** How long the old key stays active after the switch, and after each use that AWS reports since; in milliseconds. */
  readonly graceMs: number;
  /** How long it then stays switched off before it is deleted; in milliseconds. */
  readonly restMs: number;
}

/** Whose key it is, and where it is. */
export interface RotationSubject {
  readonly user: RotatedUser;
  /** The profile whose region and endpoints lead to the account. */
  readonly profileName: string;
  /** The AWS files of that profile. */
  readonly paths: AwsFilePaths;
  /** Every set of files that is changed over: these and, where the environment names them, the usual ones. */
  readonly sets: readonly AwsFilePaths[];
}

/** A rotation that may begin: see planRotation. */
export interface RotationStart extends RotationSubject, RotationWaits {
  readonly keys: KeyPair;
  readonly keysBefore: readonly string[];
  readonly byItself: boolean;
  readonly isUseHidden: boolean;
}

/** One rotation, as the journal keeps it. No secrets. */
export interface Rotation extends RotationSubject, RotationWaits {
  readonly id: string;
  readonly step: RotationStep;
  readonly oldKeyId: string;
  /** `undefined`: it is not known yet that there is one. */
  readonly newKeyId: string | undefined;
  /** The user's keys before the new one: whatever else turns up came from here. */
  readonly keysBefore: readonly string[];
  /** By this computer's clock, in milliseconds. */
  readonly startedAt: number;
  /** Goes on without asking as long as nothing speaks against it. */
  readonly byItself: boolean;
  /** When the files held the new key, by AWS's clock, in milliseconds. */
  readonly switchedAt: number | undefined;
  /** Until when it watches or rests, by this computer's clock; in milliseconds. */
  readonly waitUntil: number | undefined;
  /** The last use of the old key since the switch: something else still has it. */
  readonly lateUse: LateUse | undefined;
  /** Whether the user could not see the last use of a key when the rotation began, and began it all the same. */
  readonly isUseHidden: boolean;
  /** Whether the user may not see, by now, when the old key was last used: what was not seen is no sign that nothing uses it. */
  readonly isUseUnknown: boolean;
  /** It was rolled back after the switch: what is called the new key here is the one that the user had before. */
  readonly isRolledBack: boolean;
  /** What it stopped at, in the user's words; `undefined`: nothing. */
  readonly problem: string | undefined;
}

/** A use of the old key after the switch. */
export interface LateUse {
  /** By AWS's clock, in milliseconds. */
  readonly at: number;
  readonly serviceName: string | undefined;
  readonly region: string | undefined;
}

/** AWS tells its time in whole seconds, which makes the measured clock up to two of them wrong. */
export const CLOCK_TOLERANCE_MS = 2_000;
/** A call that was on its way when the files changed is no sign of a forgotten program. */
const USE_TOLERANCE_MS = CLOCK_TOLERANCE_MS + 3_000;

/** What a reading of the old key's last use says; `undefined`: no use since the switch. */
export function findLateUse({ switchedAt }: Rotation, use: AccessKeyLastUse | undefined): LateUse | undefined {
  if (switchedAt === undefined || use?.at === undefined) return undefined;
  const at = use.at.getTime();
  return at <= switchedAt + USE_TOLERANCE_MS ? undefined : { at, serviceName: use.serviceName, region: use.region };
}

/** The rotation with a later use noted, which makes the watch begin anew. @param clockSkewMs AWS's clock minus this computer's */
export function extendWatch(rotation: Rotation, use: LateUse, clockSkewMs: number): Rotation {
  return { ...rotation, lateUse: use, waitUntil: Math.max(rotation.waitUntil ?? 0, use.at - clockSkewMs + rotation.graceMs) };
}

/** Whether its time is over, so that it waits for nothing but an answer, or goes on by itself. @param now by this computer's clock */
export function isDue({ step, waitUntil }: Rotation, now: number): boolean {
  return (step === "watching" || step === "resting") && now + CLOCK_TOLERANCE_MS >= (waitUntil ?? 0);
}

/** Whether something stopped it, a crash included, and it waits to be taken up again. */
export function isInterrupted({ step }: Rotation): boolean {
  return step !== "watching" && step !== "resting";
}

/** Whether it concerns a key, as the old or the new one. */
export function concernsKey({ oldKeyId, newKeyId }: Rotation, accessKeyId: string): boolean {
  return accessKeyId === oldKeyId || accessKeyId === newKeyId;
}
