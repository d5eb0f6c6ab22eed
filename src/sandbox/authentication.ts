import { ownerOfKey, type Caller } from "./account.js";
import { invalidClientTokenId, ServiceError } from "./errors.js";
import { checkSignature, checkSignatureAge, sameText, type Signature, type SignedRequest } from "./signature.js";
import type { World } from "./world.js";

/**
 * Finds out who signed a request, by the state of the key at this moment.
 * @throws `InvalidClientTokenId` for a key that is unknown, inactive or too new, or a token that is not the key's;
 * `SignatureDoesNotMatch`; `ExpiredToken`.
 */
export function authenticate(world: World, request: SignedRequest, signature: Signature): Caller {
  const now = world.clock.now();
  const token = request.headers["x-amz-security-token"];
  const key = findKey(world, signature.accessKeyId, token === undefined ? undefined : String(token));
  checkSignatureAge(signature, now);
  checkSignature(request, signature, key.secret);
  refuseExpired(key, now);
  refuseSessionWithoutMfa(key.caller, signature.service);
  return key.caller;
}

/** An access key that may sign at this moment, unless it has expired. */
export interface SigningKey {
  readonly secret: string;
  readonly caller: Caller;
  /** Only temporary keys expire. */
  readonly expiresAt?: Date;
}

/**
 * The key with that id, by its state at this moment.
 * @throws `InvalidClientTokenId` for a key that is unknown, inactive or too new, or a token that is not the key's.
 */
export function findKey(world: World, accessKeyId: string, token: string | undefined): SigningKey {
  const temporary = world.account.temporaryKeys.find(({ id }) => id === accessKeyId);
  if (temporary && sameText(token ?? "", temporary.token)) return temporary;
  const found = ownerOfKey(world.account, accessKeyId);
  const usable = found?.key.status === "Active" && found.key.usableFrom <= world.clock.now();
  if (temporary || token !== undefined || !usable) throw invalidClientTokenId();
  return { secret: found.key.secret, caller: { kind: "user", user: found.user, session: undefined } };
}

/** @throws `ExpiredToken` */
export function refuseExpired({ expiresAt }: SigningKey, now: Date): void {
  if (expiresAt !== undefined && expiresAt <= now) throw new ServiceError("ExpiredToken", 403, "The security token included in the request is expired");
}

/**
 * GetSessionToken credentials "cannot call any IAM API operations unless MFA authentication information is included in the
 * request" (STS API reference), and IAM words that as an unknown token. Nothing is known of such a rule for `aws login`.
 */
function refuseSessionWithoutMfa(caller: Caller, service: string): void {
  if (service === "iam" && caller.kind === "user" && caller.session?.kind === "token" && !caller.session.mfa) throw invalidClientTokenId();
}

/**
 * Notes the use of a key for GetAccessKeyLastUsed. Only for keys made in this run: real AWS shows a use minutes to hours
 * late, and a scenario's story ("used two hours ago by ec2") must still be true after the client has looked at it.
 */
export function noteUse(world: World, { accessKeyId, service, region }: Pick<Signature, "accessKeyId" | "service" | "region">): void {
  const key = ownerOfKey(world.account, accessKeyId)?.key;
  if (key?.madeInThisRun) key.lastUsed = { at: world.clock.now(), service, region };
}
