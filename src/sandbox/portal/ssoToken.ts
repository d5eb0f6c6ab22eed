import type { Account, SsoToken } from "../account.js";
import { plusSeconds } from "../clock.js";
import { newBearerToken } from "../random.js";
import type { SignedRequest } from "../signature.js";
import type { World } from "../world.js";
import { PortalError, readTexts } from "./portalError.js";

/** The OIDC client that every cached token names; real ones are registered for each computer and for 90 days. */
export const registeredClient = { clientId: "sandbox-client", clientSecret: "sandbox-client-secret" };

const accessSeconds = 3600;

/** Somebody has signed in: tokens that the portal accepts until then. */
export function newSsoToken(account: Account, expiresAt: Date): SsoToken {
  const token = { accessToken: newBearerToken(), refreshToken: newBearerToken(), expiresAt };
  account.ssoTokens.push(token);
  return token;
}

/** CreateToken of IAM Identity Center's OIDC service with `grantType` `refresh_token`; nothing else of it is there. */
export function refreshSsoToken({ account, clock }: World, { body }: SignedRequest): object {
  const { clientId, clientSecret, grantType, refreshToken } = readTexts(body);
  if (grantType !== "refresh_token") throw refusal("UnsupportedGrantTypeException", 400, "unsupported_grant_type", "The sandbox only refreshes tokens.");
  if (clientId !== registeredClient.clientId || clientSecret !== registeredClient.clientSecret) {
    throw refusal("InvalidClientException", 401, "invalid_client", "Invalid client or client credentials");
  }
  const old = account.ssoTokens.find((token) => token.refreshToken === refreshToken);
  if (!old) throw refusal("InvalidGrantException", 400, "invalid_grant", "Invalid refresh token provided");
  account.ssoTokens = account.ssoTokens.filter((token) => token !== old);
  const token = newSsoToken(account, plusSeconds(clock.now(), accessSeconds));
  return { accessToken: token.accessToken, tokenType: "Bearer", expiresIn: accessSeconds, refreshToken: token.refreshToken };
}

function refusal(code: string, status: number, error: string, description: string): PortalError {
  return new PortalError(code, status, description, { error, error_description: description });
}
