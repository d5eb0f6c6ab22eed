import { validationError } from "./errors.js";
import type { Field, Fields, IntegerField, ListField, TextField } from "./fields.js";

/** One value of an operation's input, already checked against its field. */
export type InputValue = string | number | boolean | readonly InputValue[] | Input;

/** An operation's checked input. Asking for the wrong type is a mistake in the operation, and throws a plain Error. */
export class Input {
  constructor(readonly values: ReadonlyMap<string, InputValue>) {}

  /** A required text. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new Error(`Input ${name} is not required by its operation's table entry.`);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.#of(name, (value) => typeof value === "string");
  }

  integer(name: string): number | undefined {
    return this.#of(name, (value) => typeof value === "number");
  }

  flag(name: string): boolean {
    return this.#of(name, (value) => typeof value === "boolean") ?? false;
  }

  /** A list of texts; empty when absent. */
  texts(name: string): readonly string[] {
    return this.#list(name).filter((item) => typeof item === "string");
  }

  /** A list of structures; empty when absent. */
  structures(name: string): readonly Input[] {
    return this.#list(name).filter((item) => item instanceof Input);
  }

  #list(name: string): readonly InputValue[] {
    return this.#of(name, (value): value is readonly InputValue[] => Array.isArray(value)) ?? [];
  }

  #of<T extends InputValue>(name: string, fits: (value: InputValue) => value is T): T | undefined {
    const value = this.values.get(name);
    if (value === undefined) return undefined;
    if (!fits(value)) throw new Error(`Input ${name} has another type in its operation's table entry.`);
    return value;
  }
}

/**
 * Turns a Query protocol form (`Tags.member.1.Key=...`) into checked input, collecting every complaint as AWS does.
 * @throws `ValidationError` with AWS's wording; also for a parameter that the operation does not have, which real AWS
 * ignores: here a silent success could hide a misspelt parameter from a test.
 */
export function readInput(fields: Fields, form: ReadonlyMap<string, string>): Input {
  const reader = new FormReader(form);
  const input = reader.structure(fields, "", "");
  reader.refuse();
  return input;
}

class FormReader {
  readonly #complaints: string[] = [];
  readonly #used = new Set<string>();

  constructor(readonly form: ReadonlyMap<string, string>) {}

  /** `prefix` is the name on the wire up to this structure, `path` how AWS words it in a complaint. */
  structure(fields: Fields, prefix: string, path: string): Input {
    const values = new Map<string, InputValue>();
    for (const [name, field] of Object.entries(fields)) {
      const value = this.#value(field, prefix + name, path + lowerFirst(name));
      if (value !== undefined) values.set(name, value);
    }
    return new Input(values);
  }

  /** @throws `ValidationError` when anything was wrong. */
  refuse(): void {
    const stray = [...this.form.keys()].find((name) => !this.#used.has(name));
    if (stray !== undefined) throw validationError(`The parameter ${stray} is not recognized`);
    const count = this.#complaints.length;
    if (count === 0) return;
    throw validationError(`${count} validation error${count === 1 ? "" : "s"} detected: ${this.#complaints.join("; ")}`);
  }

  #value(field: Field, name: string, path: string): InputValue | undefined {
    if (field.type === "list") return this.#list(field, name, path);
    if (field.type === "structure") return this.#has(name) ? this.structure(field.fields, `${name}.`, `${path}.`) : this.#absent(field, path);
    const raw = this.form.get(name);
    this.#used.add(name);
    if (raw === undefined) return this.#absent(field, path);
    if (field.type === "integer") return this.#integer(field, raw, path);
    if (field.type === "boolean") return this.#boolean(raw, path);
    this.#checkText(field, raw, path);
    return raw;
  }

  #list(field: ListField, name: string, path: string): InputValue | undefined {
    const empty = this.form.get(name) === "";
    if (empty) this.#used.add(name);
    const numbers = this.#memberNumbers(name);
    if (numbers.length === 0 && !empty) return this.#absent(field, path);
    const items = numbers.map((number) => this.#value(field.of, `${name}.member.${number}`, `${path}.${number}.member`));
    if (field.max !== undefined && items.length > field.max) {
      this.#complain(`[${items.length} items]`, path, `Member must have length less than or equal to ${field.max}`);
    }
    return items.filter((item) => item !== undefined);
  }

  #memberNumbers(name: string): number[] {
    const prefix = `${name}.member.`;
    const numbers = [...this.form.keys()].filter((key) => key.startsWith(prefix)).map((key) => Number.parseInt(key.slice(prefix.length), 10));
    return [...new Set(numbers)].filter((number) => number > 0).sort((a, b) => a - b);
  }

  #has(name: string): boolean {
    return [...this.form.keys()].some((key) => key.startsWith(`${name}.`));
  }

  #absent(field: Field, path: string): InputValue | undefined {
    if (field.required) this.#complaints.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
    return undefined;
  }

  #integer({ min, max }: IntegerField, raw: string, path: string): number | undefined {
    if (!/^-?\d{1,15}$/.test(raw)) {
      this.#complain(raw, path, "Member must be an integer");
      return undefined;
    }
    const value = Number(raw);
    if (min !== undefined && value < min) this.#complain(raw, path, `Member must have value greater than or equal to ${min}`);
    if (max !== undefined && value > max) this.#complain(raw, path, `Member must have value less than or equal to ${max}`);
    return value;
  }

  #boolean(raw: string, path: string): boolean | undefined {
    if (raw === "true" || raw === "false") return raw === "true";
    this.#complain(raw, path, "Member must be a boolean");
    return undefined;
  }

  #checkText({ min, max, pattern, values, sensitive }: TextField, raw: string, path: string): void {
    const shown = sensitive ? undefined : raw;
    // AWS counts characters, not UTF-16 units.
    const length = Array.from(raw).length;
    if (values && !values.includes(raw)) this.#complain(shown, path, `Member must satisfy enum value set: [${values.join(", ")}]`);
    if (max !== undefined && length > max) this.#complain(shown, path, `Member must have length less than or equal to ${max}`);
    if (min !== undefined && length < min) this.#complain(shown, path, `Member must have length greater than or equal to ${min}`);
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(raw)) {
      this.#complain(shown, path, `Member must satisfy regular expression pattern: ${pattern}`);
    }
  }

  #complain(shown: string | undefined, path: string, constraint: string): void {
    const value = shown === undefined ? "Value" : `Value '${shown}'`;
    this.#complaints.push(`${value} at '${path}' failed to satisfy constraint: ${constraint}`);
  }
}

/** AWS names members in complaints with a small first letter: `userName`, `sSHPublicKeyId`. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
