import type { Secret } from "../../secret.js";

/** What was typed so far, and what AWS said of it. A refusal takes away only what has to be typed again. */
export interface Draft {
  current: Secret | undefined;
  /** The new password, once it was typed twice. */
  wanted: Secret | undefined;
  /** What the box for the new password begins with. */
  previous: Secret | undefined;
  /** What AWS has refused as a new password: not worth another try. */
  readonly refused: Secret[];
  /** Passwords that nobody has thought up: they may be on the clipboard only. */
  readonly generated: Secret[];
  /** Why a box comes again. */
  problem: string | undefined;
  /** The answer to an earlier try with these passwords was lost: it may have changed the password. */
  mayBeDone: boolean;
}
