import { CancelledError, isCancelledError } from "../errors.js";
import type { Around } from "./client.js";
import { isAwsError, type AwsError } from "./errors.js";
import type { MfaSession } from "./mfaSession.js";
import type { Session } from "./session.js";

/** What a step-up needs of a session. */
export type SteppedSession = Pick<Session, "mfa" | "useMfa">;

/** AWS's ways to say that a session has ended, or that it never was one for IAM. */
const ENDED = ["ExpiredToken", "SessionWithoutMfa"];

/**
 * Whether a refusal may be for want of MFA: an explicit deny, or a session that was opened without MFA, which to IAM is an
 * unknown token (STS API, GetSessionToken: "cannot call any IAM API operations unless MFA authentication information is
 * included").
 */
function mayWantMfa(error: unknown, session: SteppedSession): error is AwsError {
  if (!isAwsError(error) || session.mfa !== undefined) return false;
  return error.denial?.mayWantMfa === true || error.code === "SessionWithoutMfa";
}

/**
 * Makes the calls of one command again after a sign-in with MFA, wherever it stopped. However many calls are refused,
 * the user is asked once; and a user who does not want to sign in has cancelled this command, and nothing else.
 * @param ask opens a session with MFA and puts it to use (throws CancelledError, UserError); `undefined`: nobody is asked,
 * as where the view loads
 * @param onEnded the session with MFA turned out to have ended
 */
export function makeStepUp(session: SteppedSession, ask: ((refusal: AwsError) => Promise<void>) | undefined, onEnded: (ended: MfaSession) => Promise<void>): Around {
  let asking: Promise<void> | undefined;
  /** Calls that began before this was set are cancelled with the question. */
  let cancelled = 0;
  let begun = 0;

  const raise = async (question: (refusal: AwsError) => Promise<void>, refusal: AwsError, number: number): Promise<void> => {
    if (number <= cancelled) throw new CancelledError();
    asking ??= question(refusal).finally(() => (asking = undefined));
    try {
      await asking;
    } catch (error) {
      if (isCancelledError(error)) cancelled = begun;
      throw error;
    }
  };

  return async (call) => {
    const number = ++begun;
    // A session that has ended, then the profile's own keys, then those of a new session.
    for (let attempt = 1; ; attempt++) {
      const { mfa } = session;
      try {
        return await call();
      } catch (error) {
        if (!isAwsError(error) || attempt === 3) throw error;
        if (session.mfa !== mfa) continue;
        if (mfa !== undefined && ENDED.includes(error.code ?? "")) {
          session.useMfa(undefined);
          await onEnded(mfa);
        } else if (ask !== undefined && mayWantMfa(error, session)) {
          await raise(ask, error, number);
        } else {
          throw error;
        }
      }
    }
  };
}
