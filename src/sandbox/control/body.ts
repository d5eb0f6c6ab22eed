/** A request that is not understood; its message is for the person who wrote the test. */
export class BadControl extends Error {}

/** The JSON object that a control request carries. */
export type Body = Readonly<Record<string, unknown>>;

/** @throws {BadControl} for anything but a JSON object; an empty body is an empty object. */
export function readBody(bytes: Buffer): Body {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (isBody(value)) return value;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new BadControl("The body must be a JSON object.");
}

export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function numberOf(body: Body, name: string, minimum = Number.NEGATIVE_INFINITY): number {
  const value = body[name];
  if (typeof value !== "number" || !Number.isFinite(value) || value < minimum) throw new BadControl(`"${name}" must be a number.`);
  return value;
}

export function optionalNumber(body: Body, name: string, minimum?: number): number | undefined {
  return body[name] === undefined ? undefined : numberOf(body, name, minimum);
}

export function textOf(body: Body, name: string, otherwise?: string): string {
  const value = body[name] ?? otherwise;
  if (typeof value !== "string") throw new BadControl(`"${name}" must be a string.`);
  return value;
}

export function flagOf(body: Body, name: string, otherwise: boolean): boolean {
  const value = body[name] ?? otherwise;
  if (typeof value !== "boolean") throw new BadControl(`"${name}" must be true or false.`);
  return value;
}

/** One of a few words. */
export function choiceOf<T extends string>(body: Body, name: string, choices: readonly T[], otherwise?: T): T {
  const value = body[name] ?? otherwise;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new BadControl(`"${name}" must be one of ${choices.join(", ")}.`);
  return chosen;
}

/** Refuses a misspelt name: a test would otherwise believe that it had changed something. */
export function onlyKnown(body: Body, ...names: readonly string[]): void {
  const stray = Object.keys(body).find((name) => !names.includes(name));
  if (stray !== undefined) throw new BadControl(`"${stray}" is not known here; there are: ${names.join(", ")}.`);
}
