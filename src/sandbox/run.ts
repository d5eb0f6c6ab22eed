import { newConsolePassword, newId, newSecretAccessKey, newSessionToken } from "./random.js";

/** The credentials that the ready line announces: random in each run, the same after a reset. */
export interface CallerCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The console password of the caller, for ChangePassword. */
  readonly password: string;
  readonly sessionToken: string | undefined;
  /** The key behind a session that `sessionToken` belongs to, in scenarios that announce both. */
  readonly longLived: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What stays the same from the start of the process to its end, across resets. */
export interface Run {
  readonly credentials: CallerCredentials;
}

/** A fresh run. Temporary callers sign with an `ASIA` key and a session token. */
export function newRun({ temporary }: { temporary: boolean }): Run {
  return {
    credentials: {
      accessKeyId: temporary ? newId.temporaryKey() : newId.accessKey(),
      secretAccessKey: newSecretAccessKey(),
      password: newConsolePassword(),
      sessionToken: temporary ? newSessionToken() : undefined,
      longLived: { accessKeyId: newId.accessKey(), secretAccessKey: newSecretAccessKey() },
    },
  };
}
