import { ServiceError } from "./errors.js";
import type { Field, Fields } from "./fields.js";
import { readInput, type Input } from "./input.js";

/** What JSON services answer to a body that is no JSON, or has another type than its operation's member. */
const unreadable = () => new ServiceError("SerializationException", 400, "The request body could not be read.");

const jsonTypes: Readonly<Record<Field["type"], string | undefined>> = { text: "string", integer: "number", boolean: "boolean", list: undefined, structure: undefined };

/**
 * Checks the JSON of a request against an operation's fields, by writing it as the form that the Query protocol would
 * send: so there is one validator for both.
 * @throws `SerializationException`, `ValidationError`
 */
export function readJsonInput(fields: Fields, body: Buffer): Input {
  const form = new Map<string, string>();
  writeMembers(form, "", fields, parse(body));
  return readInput(fields, form);
}

function parse(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw unreadable();
}

function writeMembers(form: Map<string, string>, prefix: string, fields: Fields, members: object): void {
  for (const [name, value] of Object.entries(members)) {
    if (value !== null) write(form, prefix + name, fields[name], value);
  }
}

/** Without a field it is written all the same, for the validator to refuse it. */
function write(form: Map<string, string>, name: string, field: Field | undefined, value: unknown): void {
  if (field === undefined) form.set(name, "");
  else if (field.type === "list" && Array.isArray(value)) {
    if (value.length === 0) form.set(name, "");
    value.forEach((item, index) => write(form, `${name}.member.${index + 1}`, field.of, item));
  } else if (field.type === "structure" && typeof value === "object" && value !== null) writeMembers(form, `${name}.`, field.fields, value);
  else if (typeof value === jsonTypes[field.type]) form.set(name, String(value));
  else throw unreadable();
}
