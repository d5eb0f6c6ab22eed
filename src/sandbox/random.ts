import { randomBytes, randomInt } from "node:crypto";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function pick(alphabet: string, length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join("");
}

/**
 * An id as AWS makes them: a prefix that names the kind of thing and base32 characters (IAM User Guide, "Unique
 * identifiers").
 */
export const newId = {
  accessKey: () => `AKIA${pick(base32, 16)}`,
  temporaryKey: () => `ASIA${pick(base32, 16)}`,
  user: () => `AIDA${pick(base32, 17)}`,
  role: () => `AROA${pick(base32, 17)}`,
  sshKey: () => `APKA${pick(base32, 17)}`,
  serviceCredential: () => `ACCA${pick(base32, 17)}`,
  certificate: () => pick(base32, 32),
  fidoSuffix: () => pick(base32, 26),
};

/** A secret access key: 40 characters of the base64 alphabet. */
export const newSecretAccessKey = () => pick(base64, 40);

/** A TOTP seed as IAM hands out: 64 base32 characters, 40 bytes. */
export const newTotpSeed = () => pick(base32, 64);

/** A session token; AWS calls it opaque and promises no length. */
export const newSessionToken = () => randomBytes(180).toString("base64");

/** A token that its bearer need only show. */
export const newBearerToken = () => randomBytes(48).toString("base64url");

/** The password of a service-specific credential: 44 base64 characters ending in `=`, as Git credentials have. */
export const newServicePassword = () => randomBytes(32).toString("base64");

/** Four hexadecimal digits, as in the alias of an API key. */
export const newAliasSuffix = () => randomBytes(2).toString("hex");

/** A console password that meets every requirement an account policy can set. */
export function newConsolePassword(): string {
  const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
  return `${pick(letters, 14)}-${randomInt(10, 100)}aZ!`;
}
