import { createHash } from "node:crypto";
import { everything } from "../authorization.js";
import { ServiceError } from "../errors.js";
import type { RawCall, RawOperation } from "../jsonProtocol.js";
import type { LoggedCall } from "../world.js";
import type { XmlObject } from "../xml.js";

/** "The default is 50 results… The maximum is 50" (CloudTrail API, LookupEvents). */
const mostResults = 50;

const notLookedUp = () => new ServiceError("InvalidLookupAttributesException", 400, "Occurs when a lookup attribute is specified that is not valid.");

/** The access key that is looked up. The sandbox looks for nothing else; CloudTrail takes one attribute a call. */
function wantedKey({ json }: RawCall): string {
  const { LookupAttributes: attributes } = json as { LookupAttributes?: unknown };
  const [first] = Array.isArray(attributes) ? (attributes as unknown[]) : [];
  const { AttributeKey: key, AttributeValue: value } = (first ?? {}) as { AttributeKey?: unknown; AttributeValue?: unknown };
  if (key !== "AccessKeyId" || typeof value !== "string" || value === "") throw notLookedUp();
  return value;
}

/** What was called with a key, the newest first. Real CloudTrail shows a call some minutes later. */
function lookUp(call: RawCall): XmlObject {
  const key = wantedKey(call);
  const { MaxResults: limit = mostResults } = call.json as { MaxResults?: number };
  if (!Number.isInteger(limit) || limit < 1 || limit > mostResults) throw new ServiceError("InvalidMaxResultsException", 400, "This exception is thrown if the limit specified is not valid.");
  const found = call.world.calls.filter(({ accessKeyId }) => accessKeyId === key).slice(-limit).reverse();
  return { Events: found.map((event) => describe(event, call)) };
}

function describe({ operation, service, accessKeyId, time, outcome }: LoggedCall, { region }: RawCall): XmlObject {
  const eventSource = `${service}.amazonaws.com`;
  const refused = outcome === "ok" ? {} : { errorCode: outcome };
  return {
    EventId: createHash("sha256").update(`${time}${operation}`).digest("hex").slice(0, 32),
    EventName: operation,
    EventSource: eventSource,
    EventTime: new Date(time),
    AccessKeyId: accessKeyId,
    CloudTrailEvent: JSON.stringify({ eventTime: time, eventSource, eventName: operation, awsRegion: region, sourceIPAddress: "127.0.0.1", ...refused }),
  };
}

/** Who called what with a key. */
export const trailOperations: Readonly<Record<string, RawOperation>> = {
  LookupEvents: { input: "raw", resource: () => everything, run: lookUp },
};
