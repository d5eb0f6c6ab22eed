import type { Resource } from "./authorization.js";
import type { Fields } from "./fields.js";
import type { Call } from "./operations/operation.js";
import type { XmlObject } from "./xml.js";

/** One call to a service that speaks AWS JSON. */
export interface JsonCall extends Call {
  /** The one the call is signed for: what belongs to other regions is not there. */
  readonly region: string;
}

/** One line of such a service's table of operations. */
export interface JsonOperation {
  readonly input: Fields;
  /** What must be allowed before it runs; operations on several resources see to that themselves. */
  readonly resource: ((call: JsonCall) => Resource) | undefined;
  /** What goes back as JSON. */
  readonly run: (call: JsonCall) => XmlObject;
}
