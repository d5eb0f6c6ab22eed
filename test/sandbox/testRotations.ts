import type { RotationContext } from "../../src/commands/context";
import type { AccessKey } from "../../src/iam/model";
import type { AwsFilePaths } from "../../src/profiles/awsFilePaths";
import type { Rotation } from "../../src/rotation/rotation";
import { RotationJournal } from "../../src/rotation/rotationJournal";
import { RotationSecrets, type SecretStore } from "../../src/rotation/rotationSecrets";
import type { RotationTools, SignedIn, SignInWish } from "../../src/rotation/rotationTools";

/** What rotations need of the window, in a test: a real journal, and a secret storage that can be looked into. */
export class TestRotations implements RotationContext {
  /** What the secret storage holds. */
  readonly stored = new Map<string, string>();
  readonly journal: RotationJournal;
  readonly steps: string[] = [];
  /** Called before the secret storage is written. */
  beforeStore: (key: string, value: string) => void = () => undefined;
  /** Called before it is read. */
  beforeGet: (key: string) => void = () => undefined;
  /** Called before something is taken out of it. */
  beforeDelete: (key: string) => void = () => undefined;
  /** Called when a step has been written down. */
  onStep: (rotation: Rotation) => void = () => undefined;
  /** Files beside those of the account that programs may read. */
  otherSets: readonly AwsFilePaths[] = [];
  mayDeleteLost: (key: AccessKey) => Promise<boolean> = () => Promise.resolve(true);
  pace = { pauseMs: 20, inARow: 3, limitMs: 2_000 };
  graceMs = 86_400_000;
  restMs = 604_800_000;

  constructor(
    folder: string,
    private readonly paths: AwsFilePaths,
    private readonly open: (wish: SignInWish) => Promise<SignedIn>,
  ) {
    this.journal = new RotationJournal(folder);
  }

  get tools(): RotationTools {
    const { journal, pace, open: signIn } = this;
    const store: SecretStore = {
      get: (key) => {
        this.beforeGet(key);
        return Promise.resolve(this.stored.get(key));
      },
      store: (key, value) => {
        this.beforeStore(key, value);
        return Promise.resolve(void this.stored.set(key, value));
      },
      delete: (key) => {
        this.beforeDelete(key);
        return Promise.resolve(void this.stored.delete(key));
      },
    };
    return {
      journal,
      secrets: new RotationSecrets(store),
      signIn,
      pace,
      mayDeleteLost: (key) => this.mayDeleteLost(key),
      onStep: (rotation, ended) => {
        this.steps.push(ended ? "ended" : rotation.step);
        this.onStep(rotation);
      },
    };
  }

  get unattendedTools(): RotationTools {
    return { ...this.tools, mayDeleteLost: () => Promise.resolve(false) };
  }

  list(): readonly Rotation[] {
    return this.journal.list();
  }

  keyFileSets(): readonly AwsFilePaths[] {
    return [this.paths, ...this.otherSets];
  }

  waits() {
    return { graceMs: this.graceMs, restMs: this.restMs };
  }
}
