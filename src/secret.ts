import { inspect } from "node:util";

/**
 * A value that must not leak: it prints as `***` wherever it is turned into text (templates, JSON, logs, `console`),
 * and is read only through {@link Secret.reveal}, so that every place that reads one can be found by searching for it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself. Keep the result in the narrowest scope there is, and never in a log, message, state or URL. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "***";
  }
}
