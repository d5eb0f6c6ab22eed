import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** The public half of an RSA key that CodeCommit takes. */
export interface PublicKey {
  /** `ssh-rsa AAAA…`, on one line and without its comment, which says who made it where and is nobody's business. */
  readonly openSsh: string;
  /** What stood after it: `alice@laptop`. */
  readonly comment: string;
  readonly bits: number;
  /** As IAM has it: see {@link fingerprintOf}. */
  readonly fingerprint: string;
}

/** Why a text is no key that can be uploaded. */
export type PublicKeyFault =
  | { readonly kind: "empty" }
  /** Of this nothing is kept. */
  | { readonly kind: "privateKey" }
  | { readonly kind: "severalKeys"; readonly count: number }
  /** A key, but not RSA. @param algorithm as OpenSSH calls it: `ssh-ed25519` */
  | { readonly kind: "otherAlgorithm"; readonly algorithm: string }
  | { readonly kind: "tooShort"; readonly bits: number }
  | { readonly kind: "tooLong"; readonly bits: number }
  | { readonly kind: "certificate" }
  /** It begins as a key does, but is cut off or changed. */
  | { readonly kind: "damaged" }
  | { readonly kind: "noKey" };

export type ReadPublicKey = { readonly key: PublicKey } | { readonly fault: PublicKeyFault };

/** IAM takes RSA keys of so many bits (IAM User Guide, "Use SSH keys with CodeCommit"; IAM API, UploadSSHPublicKey). */
export const RSA_BITS = { least: 2048, most: 16_384 } as const;

const RSA = "ssh-rsa";
/** OpenSSH's names of algorithms; those of certificates end with a version and a domain. */
const ALGORITHM = /^(ssh-(rsa|dss|ed25519|ed448)|ecdsa-sha2-[\w-]+|sk-(ssh-ed25519|ecdsa-sha2-[\w-]+))(-cert-v\d\d)?(@openssh\.com)?$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** A key of 16,384 bits has 2,800 characters; whatever is far longer is something else, and not looked at. */
const LONGEST_TEXT = 64 * 1024;
/** A key that was broken into lines has about 40 pieces. */
const MOST_PIECES = 200;

/** Reads a public key in each of the forms that tools write: OpenSSH's line, PEM, and the one of PuTTYgen and RFC 4716. */
export function readPublicKey(text: string): ReadPublicKey {
  if (text.length > LONGEST_TEXT) return { fault: { kind: "noKey" } };
  const trimmed = text.replace(/^\ufeff/, "").trim();
  if (trimmed === "") return { fault: { kind: "empty" } };
  // Anywhere in the text: whoever selects all of a terminal has both halves in it.
  if (/PRIVATE KEY|PuTTY-User-Key-File|Private-Lines:/i.test(trimmed)) return { fault: { kind: "privateKey" } };
  const count = trimmed.match(/-----BEGIN [A-Z ]+-----|---- BEGIN SSH2 PUBLIC KEY ----/g)?.length ?? 0;
  if (count > 1) return { fault: { kind: "severalKeys", count } };
  if (/BEGIN (TRUSTED )?CERTIFICATE/.test(trimmed)) return { fault: { kind: "certificate" } };
  if (trimmed.includes("---- BEGIN SSH2")) return readRfc4716(trimmed);
  if (trimmed.includes("-----BEGIN ")) return readPem(trimmed);
  return readOpenSsh(trimmed);
}

/**
 * The MD5 digest of the key as SSH sends it, in hexadecimal pairs: "the MD5 message digest of the SSH public key" (IAM API,
 * SSHPublicKey), which is taken to be what `ssh-keygen -l -E md5` shows.
 */
function fingerprintOf(blob: Buffer): string {
  const digest = createHash("md5").update(blob).digest("hex");
  return (digest.match(/../g) ?? []).join(":");
}

/** One line: algorithm, Base64, comment. Before them there may be options, as in `authorized_keys`. */
function readOpenSsh(text: string): ReadPublicKey {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  const keys = lines.filter((line) => findAlgorithm(line.split(/\s+/)) !== undefined);
  if (keys.length > 1) return { fault: { kind: "severalKeys", count: keys.length } };
  const words = lines.join("\n").split(/\s+/);
  const at = words.findIndex((word) => ALGORITHM.test(word));
  const algorithm = words[at];
  // Without its name a key still begins with the name's length and the name itself.
  if (algorithm === undefined) return words[0]?.startsWith("AAAA") === true ? readPieces(words, undefined) : { fault: { kind: "noKey" } };
  return readPieces(words.slice(at + 1), algorithm);
}

/** The algorithm that stands before something that looks like its key. */
function findAlgorithm(words: readonly string[]): string | undefined {
  return words.find((word, index) => ALGORITHM.test(word) && words[index + 1]?.startsWith("AAAA") === true);
}

/**
 * Puts pieces of Base64 together, which an e-mail or a terminal may have broken into lines, until they are a whole key; the
 * rest is the comment. The key says how long it is, so that there is one way only.
 */
function readPieces(words: readonly string[], algorithm: string | undefined): ReadPublicKey {
  let encoded = "";
  for (const [index, word] of words.slice(0, MOST_PIECES).entries()) {
    if (!BASE64.test(word)) break;
    encoded += word;
    const blob = Buffer.from(encoded, "base64");
    const name = readStrings(blob)?.[0]?.toString("latin1");
    if (name === undefined) continue;
    if (algorithm !== undefined && name !== algorithm) return { fault: { kind: "damaged" } };
    if (name !== RSA) return ALGORITHM.test(name) ? { fault: { kind: "otherAlgorithm", algorithm: name } } : { fault: { kind: "noKey" } };
    return readBlob(blob, words.slice(index + 1).join(" "));
  }
  if (algorithm !== undefined && algorithm !== RSA) return { fault: { kind: "otherAlgorithm", algorithm } };
  return { fault: { kind: algorithm === undefined ? "noKey" : "damaged" } };
}

/** Lines `Name: value`, which go on after a backslash, then Base64 (RFC 4716). */
function readRfc4716(text: string): ReadPublicKey {
  const [, body = ""] = /---- BEGIN SSH2 PUBLIC KEY ----(.*?)(?:---- END SSH2 PUBLIC KEY ----|$)/s.exec(text) ?? [];
  const lines = body.replace(/\\\r?\n/g, "").split(/\r?\n/).map((line) => line.trim());
  const comment = lines.find((line) => /^comment:/i.test(line))?.slice("comment:".length).trim().replace(/^"|"$/g, "");
  const encoded = lines.filter((line) => !line.includes(":")).join("");
  if (!BASE64.test(encoded)) return { fault: { kind: "damaged" } };
  const blob = Buffer.from(encoded, "base64");
  const name = readStrings(blob)?.[0]?.toString("latin1");
  if (name !== undefined && name !== RSA && ALGORITHM.test(name)) return { fault: { kind: "otherAlgorithm", algorithm: name } };
  return name === RSA ? readBlob(blob, comment ?? "") : { fault: { kind: "damaged" } };
}

function readPem(text: string): ReadPublicKey {
  const [, label, body] = /-----BEGIN ((?:RSA )?PUBLIC KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----/.exec(text) ?? [];
  if (label === undefined || body === undefined) return { fault: { kind: /-----BEGIN (RSA )?PUBLIC KEY-----/.test(text) ? "damaged" : "noKey" } };
  const encoded = body.replace(/\s+/g, "");
  const key = parsePem(`-----BEGIN ${label}-----\n${(encoded.match(/.{1,64}/g) ?? []).join("\n")}\n-----END ${label}-----\n`);
  if (key === undefined) return { fault: { kind: "damaged" } };
  if (key.asymmetricKeyType !== "rsa") return { fault: { kind: "otherAlgorithm", algorithm: key.asymmetricKeyType ?? "" } };
  const { e = "", n = "" } = key.export({ format: "jwk" });
  return readBlob(Buffer.concat([Buffer.from(RSA), toMpint(Buffer.from(e, "base64url")), toMpint(Buffer.from(n, "base64url"))].map(withLength)), "");
}

function parsePem(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** The strings "ssh-rsa", e and n, each after its length (RFC 4253, section 6.6). */
function readBlob(blob: Buffer, comment: string): ReadPublicKey {
  const [, e, n, ...rest] = readStrings(blob) ?? [];
  if (e === undefined || n === undefined || rest.length > 0 || !isNumber(e) || !isNumber(n)) return { fault: { kind: "damaged" } };
  // Both are odd in every RSA key.
  if (((e.at(-1) ?? 0) & (n.at(-1) ?? 0) & 1) === 0) return { fault: { kind: "damaged" } };
  const bits = countBits(n);
  if (bits < RSA_BITS.least) return { fault: { kind: "tooShort", bits } };
  if (bits > RSA_BITS.most) return { fault: { kind: "tooLong", bits } };
  return { key: { openSsh: `${RSA} ${blob.toString("base64")}`, comment, bits, fingerprint: fingerprintOf(blob) } };
}

/** `undefined` unless the lengths fit exactly. */
function readStrings(blob: Buffer): readonly Buffer[] | undefined {
  const found: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found.length === 0 ? undefined : found;
}

/** A positive number in the one way in which SSH writes it (RFC 4251, `mpint`): another way would be another fingerprint. */
function isNumber(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return first !== undefined && (first === 0 ? (second ?? 0) >= 0x80 : first < 0x80);
}

function countBits(number: Buffer): number {
  const bytes = number[0] === 0 ? number.subarray(1) : number;
  return bytes.length === 0 ? 0 : bytes.length * 8 - Math.clz32(bytes[0] ?? 0) + 24;
}

/** A leading zero byte keeps a number with the top bit set positive. */
function toMpint(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
