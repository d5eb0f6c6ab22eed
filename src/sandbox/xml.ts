import { isoSeconds } from "./clock.js";

/** What an XML element can hold; `undefined` leaves the element out. */
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | Buffer
  | readonly XmlValue[]
  | ReadonlyMap<string, string | number>
  | XmlObject
  | undefined;

/** Elements by name, in the order in which they are written. */
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** Escapes text for element content, control characters included: XML 1.0 cannot hold most of them. */
function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;")
    // eslint-disable-next-line no-control-regex -- these are the characters XML 1.0 forbids
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, "\uFFFD");
}

function content(value: Exclude<XmlValue, undefined>): string {
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return isoSeconds(value);
  if (Buffer.isBuffer(value)) return value.toString("base64");
  if (value instanceof Map) return mapEntries(value as ReadonlyMap<string, string | number>);
  if (Array.isArray(value)) return value.map((item: XmlValue) => element("member", item)).join("");
  return elements(value as XmlObject);
}

/** Maps are `<entry><key/><value/></entry>` in the Query protocol. */
function mapEntries(map: ReadonlyMap<string, string | number>): string {
  return [...map].map(([key, value]) => element("entry", { key, value })).join("");
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  const inner = content(value);
  return inner === "" ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

/** Writes the elements of an object in its own order. */
export function elements(value: XmlObject): string {
  return Object.entries(value)
    .map(([name, inner]) => element(name, inner))
    .filter((text) => text !== "")
    .join("\n");
}

/**
 * The Query protocol's success body. Operations without output have no result element, only the metadata.
 */
export function responseXml(namespace: string, operation: string, requestId: string, result: XmlObject | undefined): string {
  const body = { ...(result && { [`${operation}Result`]: result }), ResponseMetadata: { RequestId: requestId } };
  return `<${operation}Response xmlns="${namespace}">\n${elements(body)}\n</${operation}Response>\n`;
}

/** The Query protocol's error body. */
export function errorXml(namespace: string, requestId: string, error: { type: string; code: string; message: string }): string {
  const body = { Error: { Type: error.type, Code: error.code, Message: error.message }, RequestId: requestId };
  return `<ErrorResponse xmlns="${namespace}">\n${elements(body)}\n</ErrorResponse>\n`;
}
