import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { isUserError } from "../errors.js";
import { fileErrorCode, writeError } from "./fileError.js";
import { findFileToWrite } from "./fileToWrite.js";

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Writes a file that only its owner can read (mode 0600, whatever it was before), all or nothing: a temporary file in
 * the same folder, fsync, rename. A symbolic link stays one and its target is written. Missing folders are made, 0700.
 *
 * Not `write-file-atomic` (7.0.1), which was tried: on a full disk it takes a short write for success and renames the cut-off
 * file over the whole one, and it creates its temporary file under a name that can be foretold and follows a link
 * somebody put there.
 *
 * @throws UserError with the path; then the old content is intact and no half-written file remains. Also for a device or a pipe.
 */
export async function writePrivateFile(filePath: string, text: string): Promise<void> {
  await replacePrivateFile(filePath, text, () => Promise.resolve(true));
}

/**
 * {@link writePrivateFile}, with a last look: `mayReplace` is asked when everything is on the disk and only the rename
 * is left. When it says no, nothing changes and the answer is false.
 * @param tag a part of the temporary file's name that nobody can foretell; one that is known later lets {@link
 * removeTemporaryFile} clear up after a crash
 */
export async function replacePrivateFile(filePath: string, text: string, mayReplace: () => Promise<boolean>, tag = randomBytes(6).toString("hex")): Promise<boolean> {
  try {
    await fs.mkdir(path.dirname(filePath), { recursive: true, mode: OWNER_ONLY_FOLDER });
    const target = await findFileToWrite(filePath);
    const temporary = nameTemporary(target, tag);
    try {
      await writeWhole(temporary, text, await ownerOf(target));
      if (!(await mayReplace())) {
        return false;
      }
      await fs.rename(temporary, target);
      return true;
    } finally {
      // After the rename there is nothing left to remove.
      await fs.rm(temporary, { force: true }).catch(() => undefined);
    }
  } catch (error) {
    throw isUserError(error) ? error : writeError(filePath, error);
  }
}

/**
 * Finds out whether a file could be replaced, by doing all of it but the last step. One that its owner has made read-only counts
 * as one that could not, although a rename would not mind.
 * @throws UserError with the path
 */
export async function checkReplaceable(filePath: string, text: string): Promise<void> {
  await replacePrivateFile(filePath, text, async () => {
    await fs.access(await findFileToWrite(filePath), fs.constants.W_OK).catch((error: unknown) => {
      if (fileErrorCode(error) !== "ENOENT") throw error;
    });
    return false;
  });
}

/** Removes what a crash in the middle of {@link replacePrivateFile} has left of its temporary file. @throws UserError */
export async function removeTemporaryFile(filePath: string, tag: string): Promise<void> {
  try {
    await fs.rm(nameTemporary(await findFileToWrite(filePath), tag), { force: true });
  } catch (error) {
    throw isUserError(error) ? error : writeError(filePath, error);
  }
}

function nameTemporary(target: string, tag: string): string {
  return `${target}.${tag}.tmp`;
}

async function writeWhole(temporary: string, text: string, owner: { uid: number; gid: number } | undefined): Promise<void> {
  // `wx`: never through something that is already there.
  const file = await fs.open(temporary, "wx", OWNER_ONLY_FILE);
  try {
    if (owner !== undefined) {
      await file.chown(owner.uid, owner.gid);
    }
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Root editing a user's file must not take it away from them. Nothing when the file is ours or new. */
async function ownerOf(target: string): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const { uid, gid } = await fs.stat(target).catch((error: unknown) => {
    if (fileErrorCode(error) === "ENOENT") {
      return { uid: 0, gid: 0 };
    }
    throw error;
  });
  return uid === 0 ? undefined : { uid, gid };
}
