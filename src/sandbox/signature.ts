import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { isoBasic, plusSeconds } from "./clock.js";
import { ServiceError } from "./errors.js";

/** What of an HTTP request a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** As sent, before the `?`. */
  readonly path: string;
  /** As sent, after the `?`. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** The parts of an `Authorization: AWS4-HMAC-SHA256 ...` header and of `X-Amz-Date`. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20261123` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly value: string;
  /** `20261123T100000Z` */
  readonly signedAt: string;
}

const algorithm = "AWS4-HMAC-SHA256";
const allowedSkewMinutes = 15;

const incomplete = (message: string) => new ServiceError("IncompleteSignature", 400, message);
const mismatch = (message: string) => new ServiceError("SignatureDoesNotMatch", 403, message);

/**
 * Reads the signature of a request.
 * @throws `MissingAuthenticationToken` without one, `IncompleteSignature` for a broken one.
 */
export function readSignature(request: SignedRequest): Signature {
  const header = headerText(request, "authorization");
  if (header === undefined) {
    throw new ServiceError("MissingAuthenticationToken", 403, "Request is missing Authentication Token");
  }
  if (!header.startsWith(`${algorithm} `)) throw incomplete(`Unsupported AWS 'algorithm': '${header.split(" ")[0] ?? ""}'.`);
  const parts = new Map(header.slice(algorithm.length).split(",").map((part) => splitOnce(part.trim(), "=")));
  const part = (name: string) => {
    const value = parts.get(name);
    if (value === undefined || value === "") throw incomplete(`Authorization header requires '${name}' parameter. Authorization=${algorithm}`);
    return value;
  };
  const scope = part("Credential").split("/");
  const [accessKeyId, day, region, service, end] = scope;
  if (scope.length !== 5 || !accessKeyId || !day || !region || !service || end !== "aws4_request") {
    throw incomplete(`Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${scope.slice(0, 5).join("/")}'`);
  }
  const signedAt = headerText(request, "x-amz-date");
  if (signedAt === undefined || !/^\d{8}T\d{6}Z$/.test(signedAt)) {
    throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  return { accessKeyId, day, region, service, signedHeaders: part("SignedHeaders").split(";"), value: part("Signature"), signedAt };
}

/**
 * Refuses a request that was signed more than 15 minutes before or after `now`, with AWS's words.
 * @throws `SignatureDoesNotMatch`
 */
export function checkSignatureAge({ signedAt, day }: Pick<Signature, "signedAt" | "day">, now: Date): void {
  if (!signedAt.startsWith(day)) {
    throw mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
  }
  const current = isoBasic(now);
  const earliest = isoBasic(plusSeconds(now, -allowedSkewMinutes * 60));
  const latest = isoBasic(plusSeconds(now, allowedSkewMinutes * 60));
  if (signedAt < earliest) {
    throw mismatch(`Signature expired: ${signedAt} is now earlier than ${earliest} (${current} - ${allowedSkewMinutes} min.)`);
  }
  if (signedAt > latest) {
    throw mismatch(`Signature not yet current: ${signedAt} is still later than ${latest} (${current} + ${allowedSkewMinutes} min.)`);
  }
}

/**
 * Computes the signature with the secret and compares in constant time (AWS General Reference, "Signature Version 4").
 * @throws `SignatureDoesNotMatch`
 */
export function checkSignature(request: SignedRequest, signature: Signature, secret: string): void {
  const wanted = computeSignature(signature, canonicalRequest(request, signature.signedHeaders), secret);
  if (signature.signedHeaders.includes("host") && sameText(signature.value, wanted)) return;
  throw signatureMismatch();
}

/** The signature of a canonical request, in hexadecimal. */
export function computeSignature(scope: Pick<Signature, "day" | "region" | "service" | "signedAt">, canonical: string, secret: string): string {
  const parts = [scope.day, scope.region, scope.service, "aws4_request"];
  const toSign = [algorithm, scope.signedAt, parts.join("/"), sha256(canonical)].join("\n");
  const key = parts.reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secret}`);
  return hmac(key, toSign).toString("hex");
}

/** Compares without telling by its time how much of a secret was right. */
export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The refusal of a signature by another secret, or of another request. */
export function signatureMismatch(): ServiceError {
  return mismatch(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
      "signing method. Consult the service documentation for details.",
  );
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const query = request.query === "" ? [] : request.query.split("&").map((pair) => splitOnce(pair, "=").join("=")).sort();
  const headers = signedHeaders.map((name) => `${name}:${(headerText(request, name) ?? "").trim().replaceAll(/ +/g, " ")}\n`);
  return [request.method, request.path, query.join("&"), headers.join(""), signedHeaders.join(";"), sha256(request.body)].join("\n");
}

function headerText({ headers }: SignedRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

const sha256 = (value: string | Buffer) => createHash("sha256").update(value).digest("hex");
const hmac = (key: string | Buffer, value: string) => createHmac("sha256", key).update(value).digest();
