import { lstat, rm } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../errors.js";
import { writeError } from "../files/fileError.js";
import { findFileToWrite } from "../files/fileToWrite.js";
import { changeSharedFile, inTurn, readForChange } from "../profiles/changeSharedFile.js";
import { Secret } from "../secret.js";
import { takeOutSshBlock } from "./sshBlock.js";

/**
 * @param file `undefined`: ssh reads none
 * @returns the configuration; `undefined` if there is none
 * @throws UserError if it cannot be read, is not UTF-8, or no file
 */
export async function readSshConfig(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  // A pipe would have no end.
  await findFileToWrite(file);
  return (await readForChange(file))?.reveal();
}

/**
 * Writes what the user has agreed to: mode 0600, in a folder of mode 0700 if there is none yet; links are followed.
 * @throws UserError if it cannot be written, is not any more what the user was shown, or no file
 */
export async function writeSshConfig(file: string, { before, after }: { readonly before: string; readonly after: string }): Promise<void> {
  await inTurn(async () => {
    await findFileToWrite(file);
    await changeSharedFile(file, (text) => {
      if (text !== before) throw changedMeanwhile(file);
      return new Secret(after);
    });
  });
}

/**
 * Takes a block of this extension's out again, and nothing else. A file that nothing is left of goes too: it was made for the
 * block. A block, or a file, that is not there any more is fine.
 * @throws UserError if it cannot be read or written, or is no file
 */
export async function removeSshBlock(file: string, name: string): Promise<void> {
  await inTurn(async () => {
    await findFileToWrite(file);
    if (await removeFileOf(file, name)) return;
    await changeSharedFile(file, (text) => new Secret(takeOutSshBlock(text, name)));
  });
}

/** @returns false if there is more in the file than the block, or it is reached by a link: that is the user's own, as is what it leads to */
async function removeFileOf(file: string, name: string): Promise<boolean> {
  const holdsNothingElse = async () => {
    const text = (await readForChange(file))?.reveal() ?? "";
    return text !== "" && takeOutSshBlock(text, name) === "";
  };
  if (!(await holdsNothingElse())) return false;
  try {
    if ((await lstat(file)).isSymbolicLink()) return false;
    // Right before it goes: an editor may just have saved it.
    if (!(await holdsNothingElse())) return false;
    await rm(file);
    return true;
  } catch (error) {
    throw isUserError(error) ? error : writeError(file, error);
  }
}

function changedMeanwhile(file: string): UserError {
  return new UserError(l10n.t("Another program changed this file in the meantime, so it is left as it is: {0}", file), { hint: l10n.t("Try again, and look at the change once more."), code: "ChangedMeanwhile" });
}
