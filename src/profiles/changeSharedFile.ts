import { realpath, rm } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { writeError } from "../files/fileError.js";
import { replacePrivateFile } from "../files/privateFile.js";
import type { Secret } from "../secret.js";
import { readSharedFile } from "./readSharedFile.js";

/** A change that was made to one file, and what is needed to take it back. `before` is undefined when there was no file. */
export interface FileChange {
  readonly path: string;
  readonly before: Secret | undefined;
  readonly after: Secret;
}

/** Once for the other program's edit, once more in case its editor saves in two steps. */
const ATTEMPTS = 2;

/**
 * Edits a shared file so that nobody's edit is lost: right before the new content takes the old one's place, the file
 * must still hold what the edit was made from; else the edit is made again from what it holds now. No lock, because
 * nothing else that writes these files (editors, the AWS CLI) would honour one. Nothing to change writes nothing and
 * gives undefined.
 *
 * @param tag see {@link replacePrivateFile}
 * @throws UserError when the file cannot be read or written, is not UTF-8, or keeps changing.
 */
export async function changeSharedFile(path: string, edit: (text: string) => Secret, tag?: string): Promise<FileChange | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readForChange(path);
    const after = edit(before?.reveal() ?? "");
    if (after.reveal() === (before?.reveal() ?? "")) {
      return undefined;
    }
    if (await replacePrivateFile(path, after.reveal(), () => holds(path, before), tag)) {
      return { path, before, after };
    }
  }
  throw new UserError(l10n.t("Another program keeps changing this file, so it is left as it is: {0}", path), {
    hint: l10n.t("Wait until it has finished, then try again."),
  });
}

/**
 * A file's content, undefined when there is none.
 *
 * @throws UserError when it cannot be read, or not be written back byte for byte because it is not UTF-8.
 */
export async function readForChange(path: string): Promise<Secret | undefined> {
  const { text, notUtf8AtLine } = await readSharedFile(path);
  if (notUtf8AtLine !== undefined) {
    throw new UserError(l10n.t("This file is not UTF-8 text from line {0} on, and is left as it is: {1}", notUtf8AtLine, path), {
      hint: l10n.t("Save it with the encoding UTF-8, then try again."),
    });
  }
  return text;
}

/**
 * Puts back the very bytes from before each change, or removes the file a change made; the last change first.
 *
 * @param tag see {@link replacePrivateFile}
 * @throws UserError, before anything is put back, when a file is not as the change left it.
 */
export async function undoChanges(changes: readonly FileChange[], tag?: string): Promise<void> {
  for (const change of changes) {
    if (!(await holds(change.path, change.after))) {
      throw changedSince(change.path);
    }
  }
  for (const change of [...changes].reverse()) {
    await undoChange(change, tag);
  }
}

async function undoChange({ path, before, after }: FileChange, tag: string | undefined): Promise<void> {
  if (before === undefined) {
    await realpath(path).then(rm).catch((error: unknown) => {
      throw writeError(path, error);
    });
  } else if (!(await replacePrivateFile(path, before.reveal(), () => holds(path, after), tag))) {
    throw changedSince(path);
  }
}

let last: Promise<unknown> = Promise.resolve();

/** One change at a time in this process: two at once would each see the other as the program that keeps changing the file. */
export function inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
  const result = last.then(step);
  last = result.catch(() => undefined);
  return result;
}

async function holds(path: string, expected: Secret | undefined): Promise<boolean> {
  const { text } = await readSharedFile(path);
  return text?.reveal() === expected?.reveal();
}

function changedSince(path: string): UserError {
  return new UserError(l10n.t("This file was changed since, so it stays as it is now: {0}", path), {
    hint: l10n.t("Open it and take out by hand what you do not want."),
  });
}
