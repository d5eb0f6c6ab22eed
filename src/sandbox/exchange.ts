import type { ServiceError } from "./errors.js";

/** What goes back to a client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `ok` or the error's code, for the call log. */
  readonly outcome: string;
}

/** One request to one of the sandbox's services, whatever that service's protocol. */
export interface Exchange {
  readonly operation: string;
  readonly service: string;
  readonly accessKeyId: string | undefined;
  /** Does what the request asks for. */
  readonly carryOut: () => Answer;
  /** Refuses in the service's own form. */
  readonly refuse: (error: ServiceError) => Answer;
}
