import type { Caller } from "../account.js";
import { findKey, noteUse, refuseExpired } from "../authentication.js";
import { checkSignatureAge, computeSignature, sameText, signatureMismatch } from "../signature.js";
import type { World } from "../world.js";

/** What a password is good for: one repository at one host. */
export interface SignedPlace {
  /** Without port. */
  readonly host: string;
  readonly region: string;
  readonly repositoryName: string;
}

const passwordPattern = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/;

/** Whether a password is one that a credential helper signs, by its form. */
export function isSignedPassword(password: string): boolean {
  return passwordPattern.test(password);
}

/** The access key id in the user name that a credential helper gives: `AKIA…` or `ASIA…%token`. */
export function accessKeyIdOf(userName: string): string {
  return userName.split("%", 1)[0] ?? "";
}

/**
 * Finds out who signed a password (`awscli/customizations/codecommit.py`; `git-remote-codecommit`): SigV4 over the method
 * `GIT`, the repository's path and the host, without a payload's hash, and with a time that lacks its `Z`. That a clock
 * may be 15 minutes ahead as well as behind is a guess, after all other signatures.
 * @throws `InvalidClientTokenId`, `SignatureDoesNotMatch`, `ExpiredToken`
 */
export function signerOf(world: World, userName: string, password: string, { host, region, repositoryName }: SignedPlace): Caller {
  const [, signedAt = "", value = ""] = passwordPattern.exec(password) ?? [];
  const accessKeyId = accessKeyIdOf(userName);
  const token = userName.length > accessKeyId.length ? userName.slice(accessKeyId.length + 1) : undefined;
  const key = findKey(world, accessKeyId, token);
  const now = world.clock.now();
  const day = signedAt.slice(0, 8);
  checkSignatureAge({ signedAt: `${signedAt}Z`, day }, now);
  const canonical = `GIT\n/v1/repos/${repositoryName}\n\nhost:${host}\n\nhost\n`;
  if (!sameText(value, computeSignature({ signedAt, day, region, service: "codecommit" }, canonical, key.secret))) throw signatureMismatch();
  refuseExpired(key, now);
  noteUse(world, { accessKeyId, service: "codecommit", region });
  return key.caller;
}
