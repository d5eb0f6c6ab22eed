import * as l10n from "@vscode/l10n";
import { CancelledError, isCancelledError, isUserError, UserError, type UserErrorOptions } from "../errors.js";
import { readDenial, type Denial } from "./denial.js";

/** A call to AWS that did not succeed, in a sentence for the user. */
export class AwsError extends UserError {
  /** Set if AWS refused for want of permission. */
  readonly denial: Denial | undefined;
  /** The call left, and nobody knows whether AWS carried it out: the answer was lost, late or unreadable. */
  readonly outcomeUnknown: boolean;

  constructor(sentence: string, options: UserErrorOptions & { denial?: Denial; outcomeUnknown?: boolean }) {
    super(sentence, options);
    this.denial = options.denial;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
  }
}

/** By shape rather than `instanceof`: see {@link isUserError}. */
export function isAwsError(error: unknown): error is AwsError {
  return isUserError(error) && "outcomeUnknown" in error;
}

/** What is known of a call when it fails. */
export interface FailedCall {
  /** `iam:ListAccessKeys` */
  readonly action: string;
  /** The host that was called, for the sentences about the network. */
  readonly endpoint: string;
  /** AWS's clock minus this computer's, in milliseconds, from the last answer's `Date`. */
  readonly clockSkewMs: number | undefined;
  readonly profileName: string;
  /** The caller's own limit was reached. */
  readonly timedOut: boolean;
  /** The limit on the whole call, in milliseconds. */
  readonly timeLimitMs: number;
  readonly temporaryKeys: boolean;
}

/** The parts of an SDK or Node error that this module reads; all optional, since errors come from many layers. */
interface RawError {
  readonly name?: string;
  readonly code?: string;
  readonly Code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string; readonly attempts?: number };
  readonly $response?: unknown;
}

/** IAM's clock tolerance is 15 minutes; from 4 minutes on a wrong clock is worth naming when a signature fails. */
const SKEW_WORTH_NAMING_MS = 4 * 60_000;

/** Codes as {@link readErrorCode} gives them, without `Exception`. */
const SKEW_CODES = new Set(["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "AuthFailure", "InvalidSignature"]);
const DENIED_CODES = new Set(["AccessDenied", "UnauthorizedOperation"]);
const THROTTLING_CODES = new Set(["Throttling", "TooManyRequests", "RequestLimitExceeded", "RequestThrottled"]);
const UNREACHABLE_CODES = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);
const LOST_CODES = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "TimeoutError", "UND_ERR_SOCKET"]);

/** The code of an error, as AWS or Node spells it; the SDK's class names lose their `Exception`. */
export function readErrorCode(error: unknown): string {
  const { name, code, Code } = (error ?? {}) as RawError;
  // The SDK calls every broken connection a TimeoutError; Node's own code says which it was.
  const raw = Code ?? (name === undefined || name === "Error" || name === "TimeoutError" ? code : undefined) ?? name ?? "Unknown";
  return raw.endsWith("Exception") ? raw.slice(0, -"Exception".length) : raw;
}

/** Turns whatever a call threw into what the user is told. A {@link UserError} or {@link CancelledError} passes through. */
export function explainError(error: unknown, call: FailedCall): Error {
  if (isCancelledError(error) || isUserError(error)) return error;
  const raw = (error ?? {}) as RawError;
  const code = readErrorCode(error);
  const networkCode = raw.code ?? code;
  if (call.timedOut || networkCode === "TimeoutError") return explainSilence(call);
  if (code === "AbortError") return new CancelledError();
  if (UNREACHABLE_CODES.has(networkCode)) return explainUnreachable(networkCode, call);
  if (LOST_CODES.has(networkCode)) return explainLostAnswer(networkCode, call);
  if (/^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(networkCode)) {
    return new AwsError(l10n.t("The connection to {0} is not trusted: {1}.", call.endpoint, networkCode), {
      hint: l10n.t("If your company inspects traffic, add its certificate to your system or set NODE_EXTRA_CA_CERTS."),
      code: networkCode,
    });
  }
  if (networkCode === "EPROTO" || networkCode.startsWith("ERR_SSL_")) {
    return new AwsError(l10n.t("The connection to {0} cannot be made secure: {1}.", call.endpoint, networkCode), {
      hint: l10n.t("What listens there may speak plain HTTP; then its endpoint_url begins with http://."),
      code: networkCode,
    });
  }
  // Node's HTTP parser could make nothing of it.
  if (networkCode.startsWith("HPE_")) return explainStranger(0, call);
  return explainAnswer(code, raw, call);
}

function explainAnswer(code: string, raw: RawError, call: FailedCall): Error {
  const message = raw.message ?? "";
  const proof = explainProof(code, message);
  if (proof !== undefined) return proof;
  if (DENIED_CODES.has(code)) return explainDenial(readDenial(message, call.action, call.temporaryKeys), message);
  if (SKEW_CODES.has(code) && (Math.abs(call.clockSkewMs ?? 0) > SKEW_WORTH_NAMING_MS || /expired|not yet current/i.test(message))) {
    return explainClock(code, call);
  }
  const known = explainCredentials(code, call);
  if (known !== undefined) return known;
  if (THROTTLING_CODES.has(code)) {
    return new AwsError(l10n.t("AWS is receiving too many requests from this account just now."), { hint: l10n.t("Wait a minute, then refresh."), code });
  }
  const status = raw.$metadata?.httpStatusCode ?? 0;
  const isAwsAnswer = raw.$metadata?.requestId !== undefined && !/^(SyntaxError|Unknown|UnknownError|TypeError)$/.test(code);
  if (raw.$metadata?.requestId !== undefined && status >= 200 && status < 300) return explainUnreadable(call);
  if (!isAwsAnswer && (status !== 0 || raw.$response !== undefined)) return explainStranger(status, call);
  if (status >= 500) {
    return new AwsError(l10n.t("AWS had a fault of its own while handling {0}.", call.action), {
      hint: l10n.t("Try again in a minute; the AWS Health Dashboard says whether it is known."),
      code,
      outcomeUnknown: true,
    });
  }
  return explainRefusal(code, message, call);
}

/**
 * What the user typed to prove who they are was wrong. STS and IAM use AccessDenied for that too, so that only the sentence
 * tells it from a want of permission. Sources: STS (`MultiFactorAuthentication failed …`); IAM, ChangePassword.
 */
export function explainProof(code: string, message: string): AwsError | undefined {
  if (code === "InvalidAuthenticationCode" || /MultiFactorAuthentication failed with invalid MFA/i.test(message)) {
    return new AwsError(l10n.t("AWS did not accept the code."), { hint: l10n.t("Wait for the next one; if that is refused too, resynchronize the device."), code: "InvalidAuthenticationCode" });
  }
  if (/MultiFactorAuthentication failed, unable to validate/i.test(message)) {
    return new AwsError(l10n.t("AWS does not know this MFA device as yours."), { hint: l10n.t("It may have been removed; refresh, then choose another device."), code: "NoSuchMfaDevice" });
  }
  // Not every sentence with an old password in it: that of a reused one speaks of it too.
  if (DENIED_CODES.has(code) && /old password (was|is) (incorrect|wrong|invalid|not correct)/i.test(message)) {
    return new AwsError(l10n.t("The current password is not right."), { hint: l10n.t("Type it again."), code: "WrongPassword" });
  }
  return undefined;
}

/**
 * Why AWS did not change a password. Its own sentence is never passed on: one about a value that it does not take could
 * quote the value.
 */
function explainPasswordRefusal(code: string, message: string): AwsError {
  // "Policy constraint violation with password reuse prevention during password change."
  const isReused = code === "PasswordPolicyViolation" && /reuse/i.test(message);
  switch (isReused ? "PasswordReused" : code) {
    case "PasswordReused":
      return new AwsError(l10n.t("AWS refused the new password: it is one of those that your user had before."), { hint: l10n.t("Choose one that is new."), code: "PasswordReused" });
    case "PasswordPolicyViolation":
      return new AwsError(l10n.t("AWS refused the new password: it does not meet the account's password policy."), { hint: l10n.t("Choose another one."), code });
    case "ValidationError":
      return new AwsError(l10n.t("AWS refused the new password: it is too long, or holds characters that AWS does not take."), { hint: l10n.t("Choose another one."), code });
    case "EntityTemporarilyUnmodifiable":
      return new AwsError(l10n.t("AWS cannot change your password just now: an earlier change to your user is not finished."), { hint: l10n.t("Wait some minutes, then try again."), code });
    case "InvalidUserType":
      return new AwsError(l10n.t("Only IAM users can change their password here; AWS says that you are signed in as something else."), { hint: l10n.t("Switch to the profile of an IAM user."), code });
    case "NoSuchEntity":
      return new AwsError(l10n.t("Your user has no console password that could be changed."), { hint: l10n.t("An administrator can give you one."), code });
    case "LimitExceeded":
      return new AwsError(l10n.t("AWS cannot change your password just now: a limit of the account is reached."), { hint: l10n.t("Wait some minutes, then try again; if that does not help, ask your administrator."), code });
    default:
      return new AwsError(l10n.t("AWS refused to change your password: {0}", code), { code });
  }
}

/** What AWS refuses for a reason of its own. Its sentence is passed on: it names the thing and the limit. */
function explainRefusal(code: string, message: string, call: FailedCall): AwsError {
  if (call.action === "iam:ChangePassword") return explainPasswordRefusal(code, message);
  switch (code) {
    case "NoSuchEntity":
      return new AwsError(l10n.t("It is not there any more: {0}", message), { hint: l10n.t("Somebody else may have deleted it; the view is up to date again."), code });
    case "LimitExceeded":
      return new AwsError(l10n.t("The limit is reached: {0}", message), { hint: l10n.t("Delete one that is not needed, or ask your administrator for a higher quota."), code });
    default:
      return new AwsError(l10n.t("AWS refused {0}: {1}", call.action, message === "" ? code : message), { code });
  }
}

function explainDenial(denial: Denial, message: string): AwsError {
  const code = "AccessDenied";
  if (denial.quarantined) {
    return new AwsError(l10n.t("AWS has fenced in your user because one of its keys was found in public; {0} is blocked.", denial.action), {
      hint: l10n.t("Tell your administrator now: only they can replace the key and lift the quarantine."),
      denial,
      code,
    });
  }
  if (denial.explicit) {
    const sentence =
      denial.policyArn === undefined
        ? l10n.t("AWS refused: a policy forbids your user to do this ({0}).", denial.action)
        : l10n.t("AWS refused: a policy forbids your user to do this ({0}): {1}.", denial.action, denial.policyArn);
    const hint = denial.mayWantMfa ? l10n.t("Such policies often ask for a sign-in with MFA; otherwise ask your administrator.") : l10n.t("Ask your administrator.");
    return new AwsError(sentence, { hint, denial, code });
  }
  // Without AWS's usual sentence there is nothing to paraphrase: pass its own on.
  const sentence = message.includes("is not authorized to perform")
    ? l10n.t("AWS refused: your user may not do this ({0}).", denial.action)
    : l10n.t("AWS refused {0}: {1}", denial.action, message);
  return new AwsError(sentence, { hint: l10n.t("Ask your administrator for this permission."), denial, code });
}

function explainCredentials(code: string, call: FailedCall): AwsError | undefined {
  const { profileName } = call;
  switch (code) {
    case "InvalidClientTokenId":
    case "UnrecognizedClient":
      // IAM says this of a GetSessionToken session without MFA too (STS, GetSessionToken: "cannot call any IAM API").
      return call.temporaryKeys
        ? new AwsError(l10n.t("IAM does not accept this session of profile {0}: it was opened without MFA, or it has ended.", profileName), {
            hint: l10n.t("Sign in with MFA, or use the profile with your own access key."),
            code: "SessionWithoutMfa",
          })
        : new AwsError(l10n.t("AWS does not know the access key of profile {0}, or it is switched off.", profileName), {
            hint: l10n.t("Check the key in the profile; a key that was just created may need a minute."),
            code,
          });
    case "SignatureDoesNotMatch":
    case "InvalidSignature":
    case "IncompleteSignature":
      return new AwsError(l10n.t("The secret access key of profile {0} does not belong to its access key ID.", profileName), {
        hint: l10n.t("Copy the secret again, whole and without spaces, or create a new key."),
        code,
        });
    case "ExpiredToken":
    case "TokenRefreshRequired":
      return new AwsError(l10n.t("The session of profile {0} has ended.", profileName), { hint: l10n.t("Sign in again, then refresh."), code });
    default:
      return undefined;
  }
}

function explainClock(code: string, call: FailedCall): AwsError {
  const skew = call.clockSkewMs ?? 0;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const sentence =
    minutes === 0
      ? l10n.t("AWS says that the time on this computer is wrong.")
      : skew < 0
        ? l10n.t("The clock of this computer is {0} minutes ahead of AWS's, so AWS refuses its signatures.", minutes)
        : l10n.t("The clock of this computer is {0} minutes behind AWS's, so AWS refuses its signatures.", minutes);
  return new AwsError(sentence, { hint: l10n.t("Set the clock (or let the system set it), then refresh."), code });
}

function explainSilence(call: FailedCall): AwsError {
  return new AwsError(l10n.t("No answer within {0} seconds from {1}.", Math.round(call.timeLimitMs / 1000), call.endpoint), {
    hint: l10n.t("Check the network, proxy or VPN; the time limit is a setting."),
    code: "TimeoutError",
    outcomeUnknown: true,
  });
}

function explainUnreachable(code: string, call: FailedCall): AwsError {
  const sentence =
    code === "ECONNREFUSED"
      ? l10n.t("Nothing answers at {0}.", call.endpoint)
      : l10n.t("This computer cannot reach {0}.", call.endpoint);
  return new AwsError(sentence, { hint: l10n.t("Check the network, and the endpoint_url of the profile if it has one."), code });
}

function explainLostAnswer(code: string, call: FailedCall): AwsError {
  return new AwsError(l10n.t("The connection was lost before the answer came from {0}.", call.endpoint), {
    hint: l10n.t("Check the network, then refresh."),
    code,
    outcomeUnknown: true,
  });
}

/**
 * AWS carried the call out, but its answer broke off on the way. Without the cause: the SDK keeps the text of the answer
 * in it, and with CreateAccessKey that is the secret.
 */
function explainUnreadable(call: FailedCall): AwsError {
  return new AwsError(l10n.t("The answer from {0} broke off on the way and cannot be read.", call.endpoint), {
    hint: l10n.t("Check the network, then refresh."),
    code: "UnreadableAnswer",
    outcomeUnknown: true,
  });
}

function explainStranger(status: number, call: FailedCall): AwsError {
  const sentence = status === 0 ? l10n.t("What answered is not AWS: {0}.", call.endpoint) : l10n.t("What answered is not AWS (HTTP status {0}): {1}.", status, call.endpoint);
  return new AwsError(sentence, {
    hint: l10n.t("A proxy or sign-in page may stand in between; check the network, and the endpoint_url of the profile."),
    code: status === 0 ? "NotHTTP" : `HTTP${status}`,
    outcomeUnknown: true,
  });
}
