import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import type { KeyCall } from "../../iam/model.js";
import { formatFully, formatTime, type Moment } from "../../words/time.js";
import type { UserAccount } from "../context.js";

/** More would hide the rest of the list. */
const MOST_CALLS = 20;

/** Where the services of a whole partition, such as IAM, write their calls down (CloudTrail User Guide, "Global service events"). */
const HOME_REGIONS: ReadonlyMap<string, string> = new Map([
  ["aws", "us-east-1"],
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
]);

/**
 * What a key was last used for, as CloudTrail tells those who may see it, in the profile's region and in that of IAM and STS.
 * Nobody is asked for MFA for it: many may not see it in any case, and do without.
 */
export async function findLastCalls({ session, caller }: UserAccount, accessKeyId: string, signal: AbortSignal): Promise<readonly KeyCall[]> {
  const regions = new Set([session.region, HOME_REGIONS.get(caller.partition) ?? session.region]);
  const calls = await Promise.all([...regions].map((region) => session.client.findCallsOfKey(accessKeyId, region, { signal }).catch(noneIfRefused)));
  const newestFirst = calls.flat().sort((one, other) => (other.at?.getTime() ?? 0) - (one.at?.getTime() ?? 0));
  return newestFirst.slice(0, MOST_CALLS);
}

/** One region may be closed to a user who may look in the other. */
function noneIfRefused(error: unknown): readonly KeyCall[] {
  if (!isAwsError(error)) throw error;
  return [];
}

/** `iam:ListAccessKeys`, as policies name it. */
export function nameCall({ serviceName, operation }: KeyCall): string {
  return `${serviceName}:${operation}`;
}

/** When, from where, and whether AWS refused it. */
export function describeCall(call: KeyCall, moment: Moment): string {
  return joinWords(call, call.at && formatTime(call.at, moment));
}

/** The same with the exact time, and with what was called. */
export function describeCallFully(call: KeyCall, moment: Moment): string {
  return [nameCall(call), joinWords(call, call.at && formatFully(call.at, moment))].join(" · ");
}

function joinWords({ sourceAddress, errorCode }: KeyCall, when: string | undefined): string {
  return [when, sourceAddress && l10n.t("from {0}", sourceAddress), errorCode && l10n.t("refused: {0}", errorCode)].filter(Boolean).join(" · ");
}
