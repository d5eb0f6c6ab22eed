import type { Account, Role } from "../account.js";
import { plusSeconds } from "../clock.js";
import { newTemporaryKey } from "../operations/session.js";
import type { SignedRequest } from "../signature.js";
import type { World } from "../world.js";
import { PortalError } from "./portalError.js";

const sessionSeconds = 3600;

/**
 * GetRoleCredentials of the IAM Identity Center portal. Its two refusals' words are those that clients quote
 * (`UnauthorizedException`: "Session token not found or invalid"; `ForbiddenException`: "No access").
 */
export function roleCredentials({ account, clock }: World, { headers, query }: SignedRequest): object {
  const now = clock.now();
  const bearer = headers["x-amz-sso_bearer_token"];
  const parameters = new URLSearchParams(query);
  const roleName = parameters.get("role_name");
  const accountId = parameters.get("account_id");
  if (typeof bearer !== "string" || roleName === null || accountId === null) {
    throw new PortalError("InvalidRequestException", 400, "Missing required request parameters");
  }
  const token = account.ssoTokens.find(({ accessToken }) => accessToken === bearer);
  if (!token || token.expiresAt <= now) throw new PortalError("UnauthorizedException", 401, "Session token not found or invalid");
  const role = account.roles.find(({ name }) => name === roleName);
  if (accountId !== account.id || !role) throw new PortalError("ForbiddenException", 403, "No access");
  const key = newTemporaryKey(account, ssoCaller(account, role), plusSeconds(now, sessionSeconds));
  return {
    roleCredentials: { accessKeyId: key.id, secretAccessKey: key.secret, sessionToken: key.token, expiration: key.expiresAt.getTime() },
  };
}

/** Identity Center makes a role of its own for each permission set in each account, and names its sessions after people. */
function ssoCaller(account: Account, { id, name, policies }: Role) {
  const suffix = "0123456789abcdef";
  return {
    kind: "role",
    arn: `arn:aws:sts::${account.id}:assumed-role/AWSReservedSSO_${name}_${suffix}/alice`,
    userId: `${id}:alice`,
    policies,
  } as const;
}
