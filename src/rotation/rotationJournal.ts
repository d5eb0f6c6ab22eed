import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { writeError } from "../files/fileError.js";
import { writePrivateFile } from "../files/privateFile.js";
import type { Rotation } from "./rotation.js";

const FORM = 1;

/** Whose rotation it is: the user, and the AWS files, since the sandbox account's user has the same ARN each time. */
export type RotationPlace = Pick<Rotation, "user" | "paths">;

/**
 * The rotations under way, in files of the extension's own storage: written at once and whole, so that a crash loses none.
 * One file a user, since two keys are all that a user can have.
 */
export class RotationJournal {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In the order of their users' names. What another version wrote in another form is left alone. */
  list(): readonly Rotation[] {
    const names = readNames(this.#folder).filter((name) => name.endsWith(".json"));
    const found = names.flatMap((name) => readRotation(path.join(this.#folder, name)));
    return found.sort((one, other) => one.user.arn.localeCompare(other.user.arn));
  }

  /** As it stands at this moment. */
  find(id: string): Rotation | undefined {
    return this.list().find((rotation) => rotation.id === id);
  }

  /** @throws UserError if it cannot be written; then the step it names must not begin */
  async write(rotation: Rotation): Promise<void> {
    await writePrivateFile(this.fileOf(rotation), `${JSON.stringify({ form: FORM, ...rotation })}\n`);
  }

  /** @throws UserError if it cannot be removed; all that the last step names can be done once more then */
  remove(rotation: RotationPlace): void {
    const file = this.fileOf(rotation);
    try {
      // What a crash has left of an earlier writing goes with it.
      for (const name of readNames(this.#folder)) if (name.startsWith(`${path.basename(file)}.`) && name.endsWith(".tmp")) rmSync(path.join(this.#folder, name), { force: true });
      rmSync(file, { force: true });
    } catch (error) {
      throw writeError(file, error);
    }
  }

  /** Of a user's rotation, whether it is there or not. */
  fileOf({ user, paths }: RotationPlace): string {
    const name = createHash("sha256").update(`${user.arn}\n${paths.credentials}`).digest("hex").slice(0, 32);
    return path.join(this.#folder, `${name}.json`);
  }
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readRotation(file: string): Rotation[] {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Rotation & { readonly form?: number };
    return found.form === FORM ? [found] : [];
  } catch {
    // Gone meanwhile.
    return [];
  }
}
