import type { Secret } from "../secret.js";

/** A long-lived access key with its secret. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}
