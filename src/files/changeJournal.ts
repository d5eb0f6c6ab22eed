import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writePrivateFile } from "./privateFile.js";

/** Something that was written to a file or a repository of the user's, with what it takes to undo it. Never a secret. */
export interface Change {
  readonly id: string;
  readonly kind: "gitBlock" | "sshBlock" | "remoteUrl";
  /** In the user's language at the time: "Git signs in to git-codecommit.us-east-1.amazonaws.com as work". */
  readonly what: string;
  /** ISO 8601. */
  readonly at: string;
  /** The file with the block; of a remote, the folder of its repository. */
  readonly place: string;
  /** The block's name (files/markedBlock.ts); of a remote, the remote's. */
  readonly name: string;
  /** What is to be put back beside taking the block out; of a remote, its addresses. */
  readonly before?: Readonly<Record<string, string>> | undefined;
  /** Of a remote: the addresses that were written. Only they are taken back. */
  readonly after?: Readonly<Record<string, string>> | undefined;
}

/**
 * Everything that was written of the user's, in files of the extension's own storage, one a change: two windows never
 * write the same one, and another version of this extension finds them.
 */
export class ChangeJournal {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Call it before the change is made: one that is not in the journal could not be undone. @throws UserError */
  async add(change: Omit<Change, "id" | "at">): Promise<Change> {
    const same = this.list().find(({ kind, place, name }) => kind === change.kind && place === change.place && name === change.name);
    const before = same !== undefined && leadsOn(same, change) ? (same.before ?? change.before) : change.before;
    const whole: Change = { ...change, before, id: same?.id ?? randomUUID(), at: new Date().toISOString() };
    await this.#write(whole);
    return whole;
  }

  /** Puts an entry back as it was, where the change that took its place could not be made. @throws UserError */
  async restore(earlier: Change): Promise<void> {
    await this.#write(earlier);
  }

  remove(id: string): void {
    rmSync(this.#fileOf(id), { force: true });
  }

  /** The newest first. */
  list(): readonly Change[] {
    const changes = namesIn(this.#folder).filter((name) => name.endsWith(".json")).flatMap((name) => readChange(path.join(this.#folder, name)));
    return changes.sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  async #write(change: Change): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    await writePrivateFile(this.#fileOf(change.id), `${JSON.stringify(change)}\n`);
  }

  #fileOf(id: string): string {
    return path.join(this.#folder, `${id}.json`);
  }
}

/**
 * Whether a change starts from what the earlier one of the same thing left. Then what was there before the first is what the
 * user wants back; else it is what they have written themselves since. A block is the extension's own each time.
 */
function leadsOn(earlier: Change, { kind, before }: Omit<Change, "id" | "at">): boolean {
  return kind !== "remoteUrl" || isDeepStrictEqual(before, earlier.after);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readChange(file: string): Change[] {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Partial<Change>;
    const { id, kind, what, at, place, name, before, after } = found;
    if (id === undefined || kind === undefined || what === undefined || at === undefined || place === undefined || name === undefined) return [];
    return [{ id, kind, what, at, place, name, before, after }];
  } catch {
    // Gone meanwhile, or not ours.
    return [];
  }
}
