import type { PartName } from "../iam/snapshot.js";
import type { Secret } from "../secret.js";
import type { StatusLine } from "./oneTimeProtocol.js";

/** What can be done with a secret that is seen once. */
export interface KeepingActions {
  copyName(): Promise<void>;
  /** @returns the line that tells of it */
  copySecret(secret: Secret): Promise<string>;
  /** What most go on to do with it, as {@link SecretWords.use} says; absent where there is no such thing. */
  readonly use?: (report: ReportProgress) => Promise<void>;
  download(report: ReportProgress): Promise<void>;
  /** The user gives the credential up together with its secret. */
  deleteIt(): Promise<void>;
  /** Whether the user is to be reminded of this credential if the window goes away with its secret. */
  remind(isWanted: boolean): Promise<void>;
}

/** What a keeping action tells as it goes on. */
export interface ReportProgress {
  /** The secret is out of danger. @param undo takes it back */
  kept(text: string, undo?: () => Promise<void>): void;
  problem(text: string): void;
}

/** Whose credential it is. */
export interface SecretOwner {
  readonly userName: string;
  readonly accountId: string;
  readonly profileName: string | undefined;
}

/** What the page calls its credential, in the user's language. */
export interface SecretWords {
  /** Of the tab and the page: "Access key created". */
  readonly title: string;
  /** "Access key ID", "User name". */
  readonly name: string;
  /** "Secret access key", "Password". */
  readonly secret: string;
  readonly copyName: string;
  readonly copySecret: string;
  /** That the secret cannot be seen again, and what that means here. */
  readonly onlyTime: string;
  /** The first button; absent with {@link KeepingActions.use}. */
  readonly use?: string;
  /** The question after the page was closed and nobody had taken the secret. */
  readonly lost: { readonly question: string; readonly detail: string; readonly deleteIt: string; readonly discard: string };
}

/** A credential that was just created, or given another secret. */
export interface NewSecret {
  /** What AWS knows the credential by. */
  readonly id: string;
  /** What one signs in with, and the page shows: an access key's id, a user name. */
  readonly name: string;
  readonly secret: Secret;
  readonly owner: SecretOwner;
  readonly words: SecretWords;
  /** Where the view shows it. */
  readonly part: PartName;
}

/**
 * A credential while its secret can still be seen: holds the secret, knows whether it is safe, and forgets it for good at
 * the end. Knows nothing of VS Code; the panel draws it.
 */
export class OneTimeSecret {
  readonly id: string;
  readonly name: string;
  readonly owner: SecretOwner;
  readonly words: SecretWords;
  readonly part: PartName;
  readonly #actions: KeepingActions;
  #secret: Secret | undefined;
  #lines: readonly StatusLine[] = [];
  readonly #undos = new Map<string, () => Promise<void>>();
  readonly #safeBy = new Set<string>();
  /** Lines that were taken back: what their actions go on to tell is no longer true. */
  readonly #undone = new Set<string>();
  #nextLine = 0;
  #onChange: () => void = () => undefined;

  constructor({ id, name, secret, owner, words, part }: NewSecret, actions: (secret: OneTimeSecret) => KeepingActions) {
    this.id = id;
    this.name = name;
    this.owner = owner;
    this.words = words;
    this.part = part;
    this.#secret = secret;
    this.#actions = actions(this);
  }

  get lines(): readonly StatusLine[] {
    return this.#lines;
  }

  /** The secret was copied, downloaded or saved. */
  get isSafe(): boolean {
    return this.#safeBy.size > 0;
  }

  /** @throws Error once the secret is forgotten: asking then is a fault of this extension */
  get secret(): Secret {
    if (this.#secret === undefined) throw new Error("The secret is forgotten.");
    return this.#secret;
  }

  /** One listener: the panel that shows it. */
  listen(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** Reminds the user of it from now on, should the window go away before somebody has taken the secret. */
  async remind(): Promise<void> {
    await this.#remind(!this.isSafe);
  }

  copyName(): Promise<void> {
    return this.#actions.copyName();
  }

  async copySecret(): Promise<void> {
    await this.#do("copy", async (report) => report.kept(await this.#actions.copySecret(this.secret)));
  }

  /** Does what the page's first button says, if it has one. */
  async use(): Promise<void> {
    const { use } = this.#actions;
    if (use !== undefined) await this.#do(undefined, use);
  }

  async download(): Promise<void> {
    await this.#do(undefined, (report) => this.#actions.download(report));
  }

  /** Keeps it where the user wanted it before it was there. */
  async keep(write: (report: ReportProgress) => Promise<void>): Promise<void> {
    await this.#do(undefined, write);
  }

  /** Takes a kept copy back. @throws UserError if it changed since */
  async undo(lineId: string): Promise<void> {
    const undo = this.#undos.get(lineId);
    if (undo === undefined) return;
    // Before the first wait: a second click finds nothing to undo, and closing meanwhile asks.
    this.#undone.add(lineId);
    this.#undos.delete(lineId);
    this.#safeBy.delete(lineId);
    try {
      await undo();
    } catch (error) {
      this.#undone.delete(lineId);
      this.#undos.set(lineId, undo);
      this.#safeBy.add(lineId);
      throw error;
    }
    this.#lines = this.#lines.filter((line) => line.id !== lineId);
    this.#onChange();
    await this.#remind(!this.isSafe);
  }

  async deleteIt(): Promise<void> {
    await this.#actions.deleteIt();
    await this.forget();
  }

  /** Ends it: the secret is dropped, and nobody is reminded of it. */
  async forget(): Promise<void> {
    const reminded = this.#remind(false);
    this.drop();
    await reminded;
  }

  /**
   * Drops the secret, with the ways back that hold what files held: another one of the same credential has taken its place,
   * or the window closes. Actions that are under way find none any more, and the reminder is no affair of theirs.
   */
  drop(): void {
    this.#secret = undefined;
    this.#undos.clear();
    this.#lines = [];
    this.#onChange = () => undefined;
  }

  /** Adds a line that belongs to no action, such as a description that AWS refused. */
  note(text: string, tone: StatusLine["tone"]): void {
    this.#setLine({ id: this.#newLineId(), text, tone, canUndo: false });
  }

  /** Runs an action that tells its progress in one line; the line of an action that was cancelled goes away. */
  async #do(lineId: string | undefined, action: (report: ReportProgress) => Promise<void>): Promise<void> {
    const id = lineId ?? this.#newLineId();
    const isOver = () => this.#secret === undefined || this.#undone.has(id);
    const set = (text: string, tone: StatusLine["tone"]) => {
      if (!isOver()) this.#setLine({ id, text, tone, canUndo: this.#undos.has(id) });
    };
    await action({
      kept: (text, undo) => {
        if (isOver()) return;
        if (undo !== undefined) this.#undos.set(id, undo);
        this.#safeBy.add(id);
        set(text, "done");
        void this.#remind(false);
      },
      problem: (text) => set(text, "problem"),
    });
  }

  /** A reminder that cannot be kept, as on a full disk, must stop nothing: the secret itself is what counts. */
  async #remind(isWanted: boolean): Promise<void> {
    if (this.#secret === undefined) return;
    await this.#actions.remind(isWanted).catch(() => undefined);
  }

  #setLine(line: StatusLine): void {
    const known = this.#lines.some(({ id }) => id === line.id);
    this.#lines = known ? this.#lines.map((other) => (other.id === line.id ? line : other)) : [...this.#lines, line];
    this.#onChange();
  }

  #newLineId(): string {
    return String(this.#nextLine++);
  }
}
