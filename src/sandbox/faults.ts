/** What a test can make go wrong with the next calls. */
export const faultKinds = ["throttle", "serviceFailure", "drop", "hang", "error", "html", "garbage"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  /** An operation's name, or `*` for any. */
  readonly action: string;
  readonly kind: FaultKind;
  /** For `error`: the code on the wire. */
  readonly code: string;
  /** For `error`: what AWS would say. */
  readonly message: string;
  /** Whether the operation is carried out first and only its answer is lost. */
  readonly after: boolean;
}

/** The faults that were asked for, each good for a number of calls, used in the order in which they were asked for. */
export class Faults {
  #pending: { fault: Fault; times: number }[] = [];

  /** Makes the next `times` matching calls go wrong. */
  add(fault: Fault, times: number): void {
    this.#pending.push({ fault, times });
  }

  /** Uses up the fault for a call, if there is one. */
  take(action: string): Fault | undefined {
    const entry = this.#pending.find(({ fault }) => fault.action === "*" || fault.action === action);
    if (entry === undefined) return undefined;
    entry.times -= 1;
    this.#pending = this.#pending.filter(({ times }) => times > 0);
    return entry.fault;
  }

  clear(): void {
    this.#pending = [];
  }
}
