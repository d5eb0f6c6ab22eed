import { createHash, createHmac } from "node:crypto";
import { Secret } from "../secret.js";
import type { CodeCommitHost } from "./codeCommitHost.js";

/** Keys to sign with. */
export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: Secret | undefined;
  /** `undefined`: they do not end by themselves. */
  readonly endsAt?: Date | undefined;
}

/** What Git sends for HTTP basic authentication. */
export interface SignedCredential {
  /** Holds the session token of temporary keys. */
  readonly username: Secret;
  readonly password: Secret;
}

/**
 * Signs for one repository as the AWS CLI does (`awscli/customizations/codecommit.py`): Signature Version 4 of a request
 * with the method `GIT`, without a query and without the hash of a body. Git gives the path without its leading slash.
 * @param now by AWS's clock: the signature counts from then
 */
export function signRequest(keys: SigningKeys, host: CodeCommitHost, path: string, now: Date): SignedCredential {
  const time = now.toISOString().replace(/[-:]|\.\d+Z$/g, "");
  const date = time.slice(0, 8);
  const canonical = `GIT\n/${path.replace(/^\/+/, "")}\n\nhost:${host.hostname}\n\nhost\n`;
  const scope = [date, host.region, "codecommit", "aws4_request"];
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope.join("/")}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const key = scope.reduce<Buffer>((previous, part) => hmac(previous, part), Buffer.from(`AWS4${keys.secretAccessKey.reveal()}`));
  const token = keys.sessionToken === undefined ? "" : `%${keys.sessionToken.reveal()}`;
  return {
    username: new Secret(`${keys.accessKeyId}${token}`),
    password: new Secret(`${time}Z${hmac(key, toSign).toString("hex")}`),
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
