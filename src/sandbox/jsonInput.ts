import { ServiceError } from "./errors.js";
import type { Field, Fields } from "./fields.js";
import { readInput, type Input } from "./input.js";

/** What JSON services answer to a body that is no JSON, or has another type than its operation's member. */
const unreadable = () => new ServiceError("SerializationException", 400, "The request body could not be read.");

/**
 * Checks the JSON of a request against an operation's fields, by writing it as the form that the Query protocol would
 * send: so there is one validator for both. CodeCommit's operations here have texts and lists of texts only.
 * @throws `SerializationException`, `ValidationError`
 */
export function readJsonInput(fields: Fields, body: Buffer): Input {
  const form = new Map<string, string>();
  for (const [name, value] of Object.entries(parseJsonBody(body))) {
    if (value !== null) write(form, name, fields[name], value);
  }
  return readInput(fields, form);
}

/** The JSON object of a request. @throws `SerializationException` */
export function parseJsonBody(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw unreadable();
}

function write(form: Map<string, string>, name: string, field: Field | undefined, value: unknown): void {
  if (field === undefined) form.set(name, "");
  else if (field.type === "text" && typeof value === "string") form.set(name, value);
  else if (field.type === "list" && Array.isArray(value) && value.every((item) => typeof item === "string")) {
    if (value.length === 0) form.set(name, "");
    value.forEach((item, index) => form.set(`${name}.member.${index + 1}`, item));
  } else throw unreadable();
}
