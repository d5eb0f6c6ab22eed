import { createHash } from "node:crypto";
import { everything } from "../authorization.js";
import { ServiceError } from "../errors.js";
import { boundedText, required, type Fields } from "../fields.js";
import type { JsonCall, JsonOperation } from "../jsonOperation.js";
import type { LoggedCall } from "../world.js";
import type { XmlObject } from "../xml.js";

/** "The default is 50 results… The maximum is 50" (CloudTrail API, LookupEvents). */
const mostResults = 50;

const lookup: Fields = {
  LookupAttributes: { type: "list", of: { type: "structure", fields: { AttributeKey: required({ type: "text" }), AttributeValue: required(boundedText(1, 2000)) } } },
  MaxResults: { type: "integer" },
};

const notLookedUp = () => new ServiceError("InvalidLookupAttributesException", 400, "Occurs when a lookup attribute is specified that is not valid.");

/** The access key that is looked up. The sandbox looks for nothing else; CloudTrail takes one attribute a call. */
function wantedKey({ input }: JsonCall): string {
  const [attribute] = input.structures("LookupAttributes");
  if (attribute?.text("AttributeKey") !== "AccessKeyId") throw notLookedUp();
  return attribute.text("AttributeValue");
}

/** What was called with a key, the newest first. Real CloudTrail shows a call some minutes later. */
function lookUp(call: JsonCall): XmlObject {
  const key = wantedKey(call);
  const limit = call.input.integer("MaxResults") ?? mostResults;
  if (limit < 1 || limit > mostResults) throw new ServiceError("InvalidMaxResultsException", 400, "This exception is thrown if the limit specified is not valid.");
  const found = call.world.calls.filter(({ accessKeyId }) => accessKeyId === key).slice(-limit).reverse();
  return { Events: found.map((event) => describe(event, call)) };
}

function describe({ operation, service, accessKeyId, time, outcome }: LoggedCall, { region }: JsonCall): XmlObject {
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
export const trailOperations: Readonly<Record<string, JsonOperation>> = {
  LookupEvents: { input: lookup, resource: () => everything, run: lookUp },
};
