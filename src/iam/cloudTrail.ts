import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Around } from "./client.js";
import type { KeyCall } from "./model.js";
import type { CallOptions, Transport } from "./transport.js";

/** Enough to recognize a program by; one page, since CloudTrail takes two questions a second only. */
const MOST_CALLS = 20;

/**
 * The last calls that were signed with an access key, the newest first: those of the last 90 days that change or read settings, in
 * one region (CloudTrail API, LookupEvents). A call is there some minutes after it was made. Reads and writes of data, as of
 * objects in S3, are not among them.
 */
export async function findCallsOfKey(transport: Transport, around: Around, { region, accessKeyId }: { readonly region: string; readonly accessKeyId: string }, options?: CallOptions): Promise<readonly KeyCall[]> {
  const client = transport.cloudTrail(region);
  const command = new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: "AccessKeyId", AttributeValue: accessKeyId }], MaxResults: MOST_CALLS });
  const { Events = [] } = await around(() => transport.send("cloudtrail:LookupEvents", (http) => client.send(command, http), options));
  return Events.map(({ EventName = "", EventSource = "", EventTime, CloudTrailEvent }) => ({
    operation: EventName,
    serviceName: EventSource.replace(/\.amazonaws\.com(\.cn)?$/, ""),
    at: EventTime,
    ...readDetails(CloudTrailEvent),
  }));
}

/** CloudTrail's own record, of which only these are read: where from, and whether it was refused. */
function readDetails(record: string | undefined): Pick<KeyCall, "sourceAddress" | "errorCode"> {
  try {
    const { sourceIPAddress, errorCode } = JSON.parse(record ?? "{}") as { readonly sourceIPAddress?: unknown; readonly errorCode?: unknown };
    return { sourceAddress: textOf(sourceIPAddress), errorCode: textOf(errorCode) };
  } catch {
    return { sourceAddress: undefined, errorCode: undefined };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
