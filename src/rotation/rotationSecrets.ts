import { randomUUID } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { Secret } from "../secret.js";

/** A keyring: VS Code's secret storage. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** What a rotation keeps until it ends: the way back and, as long as no file holds it, the way forward. */
export interface RotationKeys {
  readonly old: KeyPair;
  readonly new: KeyPair | undefined;
}

interface StoredPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PREFIX = "rotation:";
const FORM = "1";

/** The key pairs of the rotations under way; nowhere but in the secret storage, under the rotation's id. */
export class RotationSecrets {
  readonly #store: SecretStore;

  constructor(store: SecretStore) {
    this.#store = store;
  }

  /**
   * @returns `undefined` if there is nothing, or nothing that makes sense
   * @throws UserError `SecretsLocked` if the storage does not answer
   */
  async get(rotationId: string): Promise<RotationKeys | undefined> {
    const text = await this.#read(rotationId);
    if (text === undefined) return undefined;
    try {
      const { old, new: next } = JSON.parse(text) as { old: StoredPair; new?: StoredPair };
      return { old: readPair(old), new: next && readPair(next) };
    } catch {
      return undefined;
    }
  }

  /**
   * Reads back what it has written: a key whose secret is not safe must not be depended on.
   * @throws UserError `NoSecretStorage`
   */
  async keep(rotationId: string, keys: RotationKeys): Promise<void> {
    try {
      await this.#store.store(PREFIX + rotationId, JSON.stringify({ old: writePair(keys.old), new: keys.new && writePair(keys.new) }));
      const kept = await this.get(rotationId);
      if (kept?.old.accessKeyId === keys.old.accessKeyId && kept.new?.accessKeyId === keys.new?.accessKeyId) return;
    } catch (error) {
      throw noStorage(error);
    }
    throw noStorage(undefined);
  }

  /** Tries it out with something that is none. @throws UserError `NoSecretStorage` */
  async check(): Promise<void> {
    // Of its own: another window may try it out at the same time.
    const key = `${PREFIX}check:${randomUUID()}`;
    try {
      await this.#store.store(key, FORM);
      const kept = await this.#store.get(key);
      await this.#store.delete(key);
      if (kept === FORM) return;
    } catch (error) {
      throw noStorage(error);
    }
    throw noStorage(undefined);
  }

  /** A storage that does not let go of it changes nothing about the rotation: it is over. */
  async drop(rotationId: string): Promise<void> {
    try {
      await this.#store.delete(PREFIX + rotationId);
    } catch {
      // Nobody asks for it again.
    }
  }

  async #read(rotationId: string): Promise<string | undefined> {
    try {
      return await this.#store.get(PREFIX + rotationId);
    } catch (error) {
      throw isLocked(error);
    }
  }
}

function readPair({ accessKeyId, secretAccessKey }: StoredPair): KeyPair {
  return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
}

function writePair({ accessKeyId, secretAccessKey }: KeyPair): StoredPair {
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
}

function isLocked(cause: unknown): UserError {
  return new UserError(l10n.t("VS Code’s secret storage does not give out the keys that this rotation keeps there. Nothing was changed."), {
    hint: l10n.t("Unlock your keyring, or start VS Code again, then go on."),
    code: "SecretsLocked",
    cause,
  });
}

function noStorage(cause: unknown): UserError {
  return new UserError(l10n.t("VS Code cannot keep secrets on this computer, and without that a crash could lose the new key."), {
    hint: l10n.t("On Linux, a keyring such as gnome-keyring is needed. Set it up, then try again."),
    code: "NoSecretStorage",
    cause,
  });
}
