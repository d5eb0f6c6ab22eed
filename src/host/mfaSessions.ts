import type * as vscode from "vscode";
import type { MfaSession } from "../iam/mfaSession.js";
import { Secret } from "../secret.js";

const PREFIX = "mfaSession:";

/** As it stands in the secret storage. */
interface StoredSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly serialNumber: string;
  readonly openedBy: string;
  readonly openedFor: string;
}

/** The sessions with MFA, one entry a profile in VS Code's secret storage, which all windows share. */
export class MfaSessions {
  readonly #storage: vscode.SecretStorage;

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
  }

  /** @param name as {@link get} takes it */
  onDidChange(listener: (name: string) => void): vscode.Disposable {
    return this.#storage.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) listener(key.slice(PREFIX.length));
    });
  }

  /** @returns `undefined` if there is none, or it has ended */
  async get(name: string): Promise<MfaSession | undefined> {
    const text = await this.#storage.get(PREFIX + name);
    const session = text === undefined ? undefined : readSession(text);
    if (session !== undefined && session.expiresAt.getTime() > Date.now()) return session;
    if (text !== undefined) await this.end(name);
    return undefined;
  }

  /** Drops a session whose time has come, unless another window has put a new one in its place. */
  async endIf(name: string, accessKeyId: string): Promise<void> {
    const session = await this.get(name);
    if (session?.accessKeyId === accessKeyId) await this.end(name);
  }

  async keep(name: string, session: MfaSession): Promise<void> {
    const stored: StoredSession = {
      ...session,
      secretAccessKey: session.secretAccessKey.reveal(),
      sessionToken: session.sessionToken.reveal(),
      expiresAt: session.expiresAt.toISOString(),
    };
    await this.#storage.store(PREFIX + name, JSON.stringify(stored));
  }

  async end(name: string): Promise<void> {
    await this.#storage.delete(PREFIX + name);
  }
}

/** An entry that another version wrote in another form is none. */
function readSession(text: string): MfaSession | undefined {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt, serialNumber, openedBy, openedFor } = JSON.parse(text) as StoredSession;
    if (![accessKeyId, secretAccessKey, sessionToken, expiresAt, serialNumber, openedBy, openedFor].every((value) => typeof value === "string")) return undefined;
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey), sessionToken: new Secret(sessionToken), expiresAt: new Date(expiresAt), serialNumber, openedBy, openedFor };
  } catch {
    return undefined;
  }
}
