import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

const algorithm = "ssh-rsa";
const minimumBits = 2048;
const maximumBits = 16_384;

/** An RSA public key as OpenSSH and PEM write it. */
export interface RsaPublicKey {
  /** `ssh-rsa AAAA...`, without comment. */
  readonly openSsh: string;
  readonly pem: string;
  /** The MD5 digest of the key, in hexadecimal pairs (API reference, SSHPublicKey). */
  readonly fingerprint: string;
}

/** Why a key cannot be had: the two refusals of UploadSSHPublicKey. */
export type KeyProblem = "unrecognized encoding" | "invalid key";

/**
 * Reads "an ssh-rsa format or PEM format" key of 2048 to 16384 bits (API reference, UploadSSHPublicKey). Other algorithms
 * are not documented and count as an unrecognized encoding.
 */
export function readPublicKey(text: string): RsaPublicKey | KeyProblem {
  const trimmed = text.trim();
  let key: KeyObject | undefined;
  if (trimmed.startsWith(`${algorithm} `)) key = fromOpenSsh(trimmed);
  else if (trimmed.startsWith("-----BEGIN PUBLIC KEY-----") || trimmed.startsWith("-----BEGIN RSA PUBLIC KEY-----")) key = fromPem(trimmed);
  else return "unrecognized encoding";
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key?.asymmetricKeyType !== "rsa" || bits < minimumBits || bits > maximumBits) return "invalid key";
  return describe(key);
}

function fromPem(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}

/** RFC 4253, section 6.6: the strings "ssh-rsa", e and n, each after its length. */
function fromOpenSsh(text: string): KeyObject | undefined {
  const [, encoded = ""] = text.split(/\s+/);
  const blob = Buffer.from(encoded, "base64");
  if (blob.toString("base64") !== encoded) return undefined;
  const [name, e, n, ...rest] = strings(blob) ?? [];
  if (name?.toString() !== algorithm || !e || !n || rest.length > 0) return undefined;
  try {
    return createPublicKey({ key: { kty: "RSA", e: base64Url(e), n: base64Url(n) }, format: "jwk" });
  } catch {
    return undefined;
  }
}

function strings(blob: Buffer): Buffer[] | undefined {
  const found: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function describe(key: KeyObject): RsaPublicKey {
  const { e = "", n = "" }: JsonWebKey = key.export({ format: "jwk" });
  const blob = Buffer.concat([Buffer.from(algorithm), positive(e), positive(n)].map(withLength));
  const digest = createHash("md5").update(blob).digest("hex");
  return {
    openSsh: `${algorithm} ${blob.toString("base64")}`,
    pem: key.export({ type: "spki", format: "pem" }).toString(),
    fingerprint: (digest.match(/../g) ?? []).join(":"),
  };
}

/** SSH integers are signed: a leading zero byte keeps one with the top bit set positive (RFC 4251, `mpint`). */
function positive(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64url");
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Without the leading zero byte that SSH puts before a number with its top bit set. */
function base64Url(number: Buffer): string {
  return (number[0] === 0 ? number.subarray(1) : number).toString("base64url");
}
