import type { Secret } from "../secret.js";

/** Temporary keys that carry MFA, from GetSessionToken. */
export interface MfaSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** By AWS's clock. */
  readonly expiresAt: Date;
  /** The device whose code opened it. */
  readonly serialNumber: string;
  /** The long-lived access key that opened it: the session is of no use to a profile that holds another one by now. */
  readonly openedBy: string;
}
