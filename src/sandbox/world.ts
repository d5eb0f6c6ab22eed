import type { Account } from "./account.js";
import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { GitHosting } from "./git/gitHosting.js";
import type { Run } from "./run.js";
import type { Scenario } from "./scenarios/scenario.js";

/** One line of the call log: enough to assert on, and no secret in it. */
export interface LoggedCall {
  readonly operation: string;
  readonly service: string;
  /** The access key that signed; for Git also the id of an SSH key or of Git credentials. */
  readonly accessKeyId: string | undefined;
  /** ISO 8601, by the sandbox's clock. */
  readonly time: string;
  /** `ok`, an error code, or `fault:` and its kind. */
  readonly outcome: string;
}

/** The whole state of a running sandbox: the account, its time, and what tests have changed. */
export class World {
  readonly clock = new Clock();
  readonly faults = new Faults();
  readonly calls: LoggedCall[] = [];
  readonly git = new GitHosting(this);
  account: Account;
  /** Milliseconds before every answer. */
  latencyMs: number;
  /** Seconds for which a new access key stays unknown. */
  propagationSeconds: number;
  /** How ChangePassword refuses a password that breaks the rules; AWS has done both. */
  violationsAre: "PasswordPolicyViolation" | "AccessDenied" = "PasswordPolicyViolation";

  constructor(
    readonly scenario: Scenario,
    readonly run: Run,
  ) {
    this.account = scenario.build(run, this.clock.now());
    this.latencyMs = scenario.latencyMs ?? 0;
    this.propagationSeconds = scenario.propagationSeconds ?? 0;
  }

  /** At most this many items a page. */
  get pageCap(): number {
    return this.scenario.pageCap ?? Number.MAX_SAFE_INTEGER;
  }

  /** Back to the scenario's start. The caller's credentials stay, so that a client need not be set up again. */
  reset(): void {
    this.clock.reset();
    this.faults.clear();
    this.calls.length = 0;
    this.violationsAre = "PasswordPolicyViolation";
    this.account = this.scenario.build(this.run, this.clock.now());
    this.latencyMs = this.scenario.latencyMs ?? 0;
    this.propagationSeconds = this.scenario.propagationSeconds ?? 0;
  }
}
