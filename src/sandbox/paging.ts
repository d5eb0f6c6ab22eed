import { validationError } from "./errors.js";
import type { Input } from "./input.js";
import type { XmlObject, XmlValue } from "./xml.js";

/** IAM's default when `MaxItems` is absent. */
const defaultPageSize = 100;

/** How lists are cut. IAM "might return fewer results, even when there are more results available" (API reference). */
export interface PageRules {
  /** At most this many items a page, whatever the client asks for. */
  readonly cap: number;
}

interface Position {
  readonly list: string;
  readonly index: number;
}

/**
 * One page of a list as IAM words it: the items under `member`, `IsTruncated`, and a `Marker` when there is more. The
 * marker is opaque to clients and good for the same list only.
 * @throws `ValidationError` for a marker that did not come from this list.
 */
export function page<T>(rules: PageRules, input: Input, member: string, items: readonly T[], show: (item: T) => XmlValue): XmlObject {
  const marker = input.optionalText("Marker");
  const start = marker === undefined ? 0 : readMarker(marker, member);
  const size = Math.min(input.integer("MaxItems") ?? defaultPageSize, rules.cap);
  const end = start + size;
  const more = end < items.length;
  return {
    [member]: items.slice(start, end).map(show),
    IsTruncated: more,
    Marker: more ? writeMarker({ list: member, index: end }) : undefined,
  };
}

function writeMarker(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function readMarker(marker: string, list: string): number {
  const invalid = validationError("Invalid Marker.");
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(marker, "base64url").toString());
  } catch {
    throw invalid;
  }
  if (typeof position !== "object" || position === null) throw invalid;
  const { list: of, index } = position as Partial<Position>;
  if (of !== list || typeof index !== "number" || !Number.isInteger(index) || index < 1) throw invalid;
  return index;
}
