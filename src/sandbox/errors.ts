/**
 * An answer that is a refusal: it becomes AWS's `<ErrorResponse>`. Codes and statuses are those of the IAM service model
 * (botocore `iam/2010-05-08/service-2.json`), where the code on the wire is shorter than the exception's class name.
 */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "ServiceError";
  }

  /** AWS's `Type`: whose fault it is. */
  get type(): "Sender" | "Receiver" {
    return this.status >= 500 ? "Receiver" : "Sender";
  }
}

const refusal = (code: string, status: number) => (message: string) => new ServiceError(code, status, message);

/** A mistake in the sandbox itself, told on stderr; the client learns no more than AWS would say. */
export class InternalFailure extends ServiceError {
  constructor(cause: unknown) {
    super("InternalFailure", 500, "The request processing has failed because of an unknown error, exception or failure.");
    console.error(cause);
  }
}

/** Builders for the modelled errors, named as the codes on the wire. */
export const noSuchEntity = refusal("NoSuchEntity", 404);
export const entityAlreadyExists = refusal("EntityAlreadyExists", 409);
export const limitExceeded = refusal("LimitExceeded", 409);
export const deleteConflict = refusal("DeleteConflict", 409);
export const invalidInput = refusal("InvalidInput", 400);
export const invalidUserType = refusal("InvalidUserType", 400);
export const invalidAuthenticationCode = refusal("InvalidAuthenticationCode", 403);
export const notSupportedService = refusal("NotSupportedService", 404);
export const passwordPolicyViolation = refusal("PasswordPolicyViolation", 400);
export const validationError = refusal("ValidationError", 400);
export const accessDenied = refusal("AccessDenied", 403);
export const invalidAction = refusal("InvalidAction", 400);

/** The status of each code that a test may ask for by its name alone (botocore's service models of IAM and STS). */
const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ConcurrentModification: 409,
  DeleteConflict: 409,
  EntityAlreadyExists: 409,
  EntityTemporarilyUnmodifiable: 409,
  ExpiredToken: 403,
  InternalFailure: 500,
  InvalidAuthenticationCode: 403,
  InvalidClientTokenId: 403,
  LimitExceeded: 409,
  NoSuchEntity: 404,
  NotSupportedService: 404,
  ServiceFailure: 500,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
};

/** The error with that code; codes that are not known here are the client's fault. */
export function errorOf(code: string, message: string): ServiceError {
  return new ServiceError(code, statuses[code] ?? 400, message);
}

/** What AWS says of an unknown, inactive, not yet known or MFA-less key: it never says which. */
export function invalidClientTokenId(): ServiceError {
  return new ServiceError("InvalidClientTokenId", 403, "The security token included in the request is invalid.");
}

/** AWS's quota refusal, for example `Cannot exceed quota for AccessKeysPerUser: 2`. */
export function quotaExceeded(quota: string, limit: number): ServiceError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}
