import { createHash, createPublicKey, generateKeyPairSync, verify, type KeyObject } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Account, Login, TemporaryKey, User } from "../account.js";
import { plusSeconds } from "../clock.js";
import { newTemporaryKey } from "../operations/session.js";
import { newBearerToken } from "../random.js";
import type { SignedRequest } from "../signature.js";
import type { World } from "../world.js";
import { PortalError, readTexts } from "./portalError.js";

/** "Valid for 15 minutes" (`@aws-sdk/nested-clients`, `signin`, AccessToken). */
const accessSeconds = 900;
const clientId = "arn:aws:signin:::devtools/same-device";

/** A user has signed in by `aws login`; the private key stays with the client, and signs its refreshes. */
export function newLogin(account: Account, user: User, { mfa }: { mfa: boolean }): { login: Login; privateKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const login = { user, mfa, proofKey: `${x}.${y}`, refreshToken: newBearerToken() };
  account.logins.push(login);
  return { login, privateKey };
}

/**
 * The file that `aws login` leaves in `~/.aws/login/cache`, and its name: the SHA-256 of the profile's `login_session`
 * (`@aws-sdk/credential-provider-login`, LoginCredentialsFetcher).
 */
export function loginCacheFile({ account, clock }: World, login: Login, privateKey: KeyObject, { expired }: { expired: boolean }) {
  const key = keyOf(account, login, plusSeconds(clock.now(), expired ? -1 : accessSeconds));
  const loginSession = login.user.arn;
  return {
    loginSession,
    fileName: `${createHash("sha256").update(loginSession).digest("hex")}.json`,
    token: {
      accessToken: { ...keyFields(key), accountId: account.id, expiresAt: key.expiresAt.toISOString() },
      tokenType: "aws_sigv4",
      clientId,
      refreshToken: login.refreshToken,
      idToken: "sandbox-id-token",
      dpopKey: privateKey.export({ type: "sec1", format: "pem" }).toString(),
    },
  };
}

/**
 * CreateOAuth2Token of the sign-in service with `grantType` `refresh_token`.
 * @throws `AccessDeniedException` with the error that clients tell apart: `TOKEN_EXPIRED` for a refresh token that is
 * unknown or used, `INSUFFICIENT_PERMISSIONS` for a request that the key of the sign-in has not signed. Both statuses and
 * the second's name are guesses: the service model has no status, and no documentation tells what a bad proof gives.
 */
export function refreshLogin({ account, clock }: World, request: SignedRequest): object {
  const input = readTexts(request.body);
  if (input["clientId"] !== clientId || input["grantType"] !== "refresh_token") {
    throw new PortalError("ValidationException", 400, "The sandbox only refreshes tokens.", { error: "INVALID_REQUEST" });
  }
  const login = account.logins.find(({ refreshToken }) => refreshToken === input["refreshToken"]);
  if (!login) throw new PortalError("AccessDeniedException", 401, "The refresh token is invalid or expired.", { error: "TOKEN_EXPIRED" });
  if (!isProven(request, login)) {
    throw new PortalError("AccessDeniedException", 401, "The DPoP proof is missing or invalid.", { error: "INSUFFICIENT_PERMISSIONS" });
  }
  login.refreshToken = newBearerToken();
  const key = keyOf(account, login, plusSeconds(clock.now(), accessSeconds));
  return { accessToken: keyFields(key), tokenType: "aws_sigv4", expiresIn: accessSeconds, refreshToken: login.refreshToken };
}

function keyOf(account: Account, { mfa, user }: Login, expiresAt: Date): TemporaryKey {
  return newTemporaryKey(account, { kind: "user", user, session: { kind: "login", mfa } }, expiresAt);
}

function keyFields({ id, secret, token }: TemporaryKey) {
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: token };
}

/** Whether the `DPoP` header is a JWT for this request, signed with the sign-in's key (RFC 9449). */
function isProven({ headers, method, path }: SignedRequest, { proofKey }: Login): boolean {
  const [header = "", payload = "", signature = ""] = String(headers["dpop"] ?? "").split(".");
  const { alg, jwk, typ } = decoded(header);
  const { htm, htu } = decoded(payload);
  const [x = "", y = ""] = proofKey.split(".");
  const wanted = { kty: "EC", crv: "P-256", x, y };
  if (alg !== "ES256" || typ !== "dpop+jwt" || !isDeepStrictEqual(jwk, wanted)) return false;
  if (htm !== method || htu !== `http://${String(headers["host"])}${path}`) return false;
  const key = createPublicKey({ key: wanted, format: "jwk" });
  return verify("sha256", Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
}

/** A part of a JWT. */
function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
