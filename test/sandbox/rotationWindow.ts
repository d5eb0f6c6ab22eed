import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { IamClient } from "../../src/iam/client";
import type { openSession } from "../../src/iam/session";
import type { AwsFilePaths } from "../../src/profiles/awsFilePaths";
import { planRotation, startOf } from "../../src/rotation/planRotation";
import type { ProofPace } from "../../src/rotation/proveKey";
import type { Rotation } from "../../src/rotation/rotation";
import { RotationJournal, type RotationPlace } from "../../src/rotation/rotationJournal";
import { RotationSecrets, type SecretStore } from "../../src/rotation/rotationSecrets";
import type { RotationTools, SignedIn, SignInWish } from "../../src/rotation/rotationTools";
import { Rotator } from "../../src/rotation/rotator";

/** The profile whose key is rotated. */
export const PROFILE = "work";

/** Told of each moment at which a window could end with something done and something not. */
export type Mark = (moment: string) => void;

/** What a window is opened with. */
export interface WindowOptions {
  /** Holds everything: `.aws`, the journal, and what stands for VS Code's secret storage. */
  readonly folder: string;
  readonly open: typeof openSession;
  /** `undefined`: as in the extension. */
  readonly pace?: ProofPace | undefined;
  readonly mark?: Mark;
}

/**
 * What one window has for rotations, with everything that outlives it on the disk, so that another process, or a later
 * window, finds what this one has left.
 */
export class RotationWindow {
  readonly paths: AwsFilePaths;
  readonly secrets: FileSecrets;
  readonly #journal: MarkedJournal;
  readonly #options: WindowOptions;
  readonly #mark: Mark;

  constructor(options: WindowOptions) {
    const { folder, mark = () => undefined } = options;
    this.#options = options;
    this.#mark = mark;
    this.paths = pathsIn(folder);
    this.secrets = new FileSecrets(secretsIn(folder), mark);
    this.#journal = new MarkedJournal(journalIn(folder), mark);
  }

  get tools(): RotationTools {
    const { pace } = this.#options;
    return {
      journal: this.#journal,
      secrets: new RotationSecrets(this.secrets),
      signIn: (wish) => this.#signIn(wish),
      mayDeleteLost: () => Promise.resolve(true),
      onStep: () => undefined,
      ...(pace === undefined ? {} : { pace }),
    };
  }

  get rotator(): Rotator {
    return new Rotator(this.tools);
  }

  list(): readonly Rotation[] {
    return this.#journal.list();
  }

  /** Rotates the key that the profile has now. */
  async begin(accessKeyId: string): Promise<Rotation> {
    const { tools, paths } = this;
    const plan = await planRotation({ accessKeyId, profileName: PROFILE, paths, sets: [paths], environment: {} }, tools);
    return this.rotator.begin(startOf(plan, plan.userKeys, { graceMs: 86_400_000, restMs: 604_800_000, byItself: false }));
  }

  /** As if the window that was killed had been so some time ago: its lock counts for ten seconds more. */
  ageLocks(): void {
    const folder = journalIn(this.#options.folder);
    const longAgo = new Date(Date.now() - 60_000);
    const locks = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".lock")) : [];
    for (const name of locks) utimesSync(path.join(folder, name), longAgo, longAgo);
  }

  async #signIn({ profileName, keys }: SignInWish): Promise<SignedIn> {
    const session = await this.#options.open({ paths: this.paths, profileName, keys, env: {}, timeLimitMs: 20_000, onCall: () => undefined });
    return { client: markChanges(session.client, this.#mark), ownClient: session.ownClient, dispose: () => session.dispose() };
  }
}

export function pathsIn(folder: string): AwsFilePaths {
  return { config: path.join(folder, ".aws", "config"), credentials: path.join(folder, ".aws", "credentials") };
}

export function secretsIn(folder: string): string {
  return path.join(folder, "secretStorage");
}

export function journalIn(folder: string): string {
  return path.join(folder, "rotations");
}

/** Of an entry's file, as long as it is written. */
const BEGINNING = ".begins-";

/** Stands for VS Code's secret storage: each entry survives a crash, is never half-written, and is there for all windows. */
class FileSecrets implements SecretStore {
  readonly #folder: string;
  readonly #mark: Mark;

  constructor(folder: string, mark: Mark) {
    this.#folder = folder;
    this.#mark = mark;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  keys(): readonly string[] {
    return readdirSync(this.#folder).map(decodeURIComponent);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.read(key));
  }

  read(key: string): string | undefined {
    const file = this.#fileOf(key);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  store(key: string, value: string): Promise<void> {
    this.#mark(`before secret storage: store ${kindOf(key)}`);
    // Not the rename that rotations make, of which each is a moment by itself.
    const next = `${this.#folder}${BEGINNING}${process.pid}`;
    writeFileSync(next, value, { mode: 0o600 });
    renameSync(next, this.#fileOf(key));
    this.#mark(`after secret storage: store ${kindOf(key)}`);
    return Promise.resolve();
  }

  /** As the real one does by itself, removes what a crash has left of an entry. */
  clearUp(): void {
    const { dir, base } = path.parse(this.#folder);
    for (const name of readdirSync(dir)) if (name.startsWith(base + BEGINNING)) rmSync(path.join(dir, name));
  }

  delete(key: string): Promise<void> {
    this.#mark(`before secret storage: delete ${kindOf(key)}`);
    rmSync(this.#fileOf(key), { force: true });
    this.#mark(`after secret storage: delete ${kindOf(key)}`);
    return Promise.resolve();
  }

  #fileOf(key: string): string {
    return path.join(this.#folder, encodeURIComponent(key));
  }
}

/** Whether it only tries the storage out, and is no secret. */
export function isTrial(key: string): boolean {
  return key.startsWith("rotation:check:");
}

/** Ids differ from run to run. */
function kindOf(key: string): string {
  return isTrial(key) ? "a trial" : "keys";
}

class MarkedJournal extends RotationJournal {
  readonly #mark: Mark;

  constructor(folder: string, mark: Mark) {
    super(folder);
    this.#mark = mark;
  }

  override async write(rotation: Rotation): Promise<void> {
    this.#mark(`before journal: ${rotation.step}`);
    await super.write(rotation);
    this.#mark(`after journal: ${rotation.step}`);
  }

  override remove(rotation: RotationPlace): void {
    this.#mark("before journal: removal");
    super.remove(rotation);
    this.#mark("after journal: removal");
  }
}

const changes: ReadonlySet<string | symbol> = new Set(["createAccessKey", "updateAccessKey", "deleteAccessKey", "setAccessKeyDescription"]);

/** A client that tells of each call that changes something, before it and when its answer has been read. */
function markChanges(client: IamClient, mark: Mark): IamClient {
  return new Proxy(client, {
    get: (target, name) => {
      // With the client itself as `this`: it has private parts.
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const call = member.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (!changes.has(name)) return call;
      return async (...args: unknown[]) => {
        mark(`before call: ${String(name)}`);
        try {
          return await call(...args);
        } finally {
          mark(`after call: ${String(name)}`);
        }
      };
    },
  });
}
