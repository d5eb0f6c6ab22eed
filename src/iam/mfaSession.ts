import type { Secret } from "../secret.js";

/** Keys that end by themselves. */
export interface TemporaryKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** By AWS's clock; `undefined`: it is not known when. */
  readonly expiresAt: Date | undefined;
}

/** Temporary keys that carry MFA, from GetSessionToken. */
export interface MfaSession extends TemporaryKeys {
  readonly expiresAt: Date;
  /** The device whose code opened it. */
  readonly serialNumber: string;
  /** The long-lived access key that opened it. */
  readonly openedBy: string;
  /**
   * The own access key of the profile that it was opened for, mostly the same. It signs for that key only: a profile that
   * holds another one by now may be another account's.
   */
  readonly openedFor: string;
}
