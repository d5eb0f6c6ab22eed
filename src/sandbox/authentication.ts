import { timingSafeEqual } from "node:crypto";
import { ownerOfKey, type Caller } from "./account.js";
import { invalidClientTokenId, ServiceError } from "./errors.js";
import { checkSignature, checkSignatureAge, type Signature, type SignedRequest } from "./signature.js";
import type { World } from "./world.js";

/**
 * Finds out who signed a request, by the state of the key at this moment.
 * @throws `InvalidClientTokenId` for a key that is unknown, inactive or too new, or a token that is not the key's;
 * `SignatureDoesNotMatch`; `ExpiredToken`.
 */
export function authenticate(world: World, request: SignedRequest, signature: Signature): Caller {
  const now = world.clock.now();
  const temporary = world.account.temporaryKeys.find(({ id }) => id === signature.accessKeyId);
  const { secret, caller } = temporary ?? longTermKey(world, signature, now);
  if (temporary && !sameText(String(request.headers["x-amz-security-token"] ?? ""), temporary.token)) throw invalidClientTokenId();
  if (!temporary && request.headers["x-amz-security-token"] !== undefined) throw invalidClientTokenId();
  checkSignatureAge(signature, now);
  checkSignature(request, signature, secret);
  if (temporary && temporary.expiresAt <= now) {
    throw new ServiceError("ExpiredToken", 403, "The security token included in the request is expired");
  }
  refuseSessionWithoutMfa(caller, signature.service);
  return caller;
}

function longTermKey(world: World, { accessKeyId }: Signature, now: Date): { secret: string; caller: Caller } {
  const found = ownerOfKey(world.account, accessKeyId);
  if (found?.key.status !== "Active" || found.key.usableFrom > now) throw invalidClientTokenId();
  return { secret: found.key.secret, caller: { kind: "user", user: found.user, session: undefined } };
}

/**
 * GetSessionToken credentials "cannot call any IAM API operations unless MFA authentication information is included in the
 * request" (STS API reference), and IAM words that as an unknown token. Nothing is known of such a rule for `aws login`.
 */
function refuseSessionWithoutMfa(caller: Caller, service: string): void {
  if (service === "iam" && caller.kind === "user" && caller.session?.kind === "token" && !caller.session.mfa) throw invalidClientTokenId();
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Notes the use of a key for GetAccessKeyLastUsed. Only for keys made in this run: real AWS shows a use minutes to hours
 * late, and a scenario's story ("used two hours ago by ec2") must still be true after the client has looked at it.
 */
export function noteUse(world: World, { accessKeyId, service, region }: Signature): void {
  const key = ownerOfKey(world.account, accessKeyId)?.key;
  if (key?.madeInThisRun) key.lastUsed = { at: world.clock.now(), service, region };
}
