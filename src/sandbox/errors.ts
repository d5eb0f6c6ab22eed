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

/** What AWS says of an unknown, inactive, not yet known or MFA-less key: it never says which. */
export function invalidClientTokenId(): ServiceError {
  return new ServiceError("InvalidClientTokenId", 403, "The security token included in the request is invalid.");
}

/** AWS's quota refusal, for example `Cannot exceed quota for AccessKeysPerUser: 2`. */
export function quotaExceeded(quota: string, limit: number): ServiceError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}
