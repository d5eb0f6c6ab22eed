import { ServiceError } from "../errors.js";

/** A refusal of a JSON service, with what its body holds beside the message. */
export class PortalError extends ServiceError {
  constructor(
    code: string,
    status: number,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(code, status, message);
  }
}

/** The texts of a JSON request body; anything else in it is left out, as no operation here has more. */
export function readTexts(body: Buffer): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}
