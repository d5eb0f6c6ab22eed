import * as fs from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../errors.js";
import { fileErrorCode, readError, writeError } from "../files/fileError.js";
import { findFileToWrite } from "../files/fileToWrite.js";

/** Another Git holds its lock for some milliseconds. */
const TRIES = 6;
const PAUSE_MS = 200;

/**
 * Changes a configuration file of Git's as Git does: under `<file>.lock`, which no other Git passes, whole or not at all, through
 * links, with the mode that it had. The text is one of bytes (latin1), so that what is no UTF-8 stays as it is.
 * @param change gets "" for a file that is not there; `undefined` takes the file away; the same text writes nothing
 * @throws UserError; then the file is as it was before. Also for a device or a pipe
 */
export async function changeConfigFile(file: string, change: (text: string) => string | undefined): Promise<void> {
  const target = await findFileToWrite(file);
  const lock = `${target}.lock`;
  const handle = await takeLock(file, lock, (await stateOf(target).catch(() => undefined))?.mode);
  let isLocked = true;
  try {
    const there = await stateOf(target);
    const before = await readText(file, target);
    const after = change(before);
    if (after === before) return;
    if (there !== undefined && (there.mode & 0o222) === 0) throw readOnly(file);
    if (after === undefined) {
      await fs.rm(target, { force: true });
      return;
    }
    // Before there is anything to read in it.
    if (there !== undefined) {
      if (process.getuid?.() === 0) await handle.chown(there.uid, there.gid);
      await handle.chmod(there.mode & 0o7777);
    }
    await handle.writeFile(Buffer.from(after, "latin1"));
    await handle.sync();
    await fs.rename(lock, target);
    // The name is free, and another Git's from now on.
    isLocked = false;
  } catch (error) {
    throw isUserError(error) ? error : writeError(file, error);
  } finally {
    await handle.close();
    // On Windows it can be removed only once it is closed.
    if (isLocked) await fs.rm(lock, { force: true }).catch(() => undefined);
  }
}

/** For lines of a text of bytes. */
export function asBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** @param mode the file's own: who may not read it may not open its lock either. `undefined`: it is a new one */
async function takeLock(file: string, lock: string, mode = 0o666): Promise<fs.FileHandle> {
  await fs.mkdir(path.dirname(lock), { recursive: true }).catch(() => undefined);
  for (let tries = 1; ; tries++) {
    try {
      return await fs.open(lock, "wx", mode & 0o666);
    } catch (error) {
      if (fileErrorCode(error) !== "EEXIST") throw writeError(file, error);
      if (tries === TRIES) throw locked(file, lock);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function locked(file: string, lock: string): UserError {
  return new UserError(l10n.t("Another Git is just changing this file, which is as it was before: {0}", file), {
    hint: l10n.t("Try again. If no Git is running, one that crashed has left a lock behind: delete {0}", lock),
    code: "ConfigLocked",
  });
}

function readOnly(file: string): UserError {
  return new UserError(l10n.t("This file is read-only, and is as it was before: {0}", file), {
    hint: l10n.t("Make it writable, or set up the other scope: this repository in place of the host, or the host in place of this repository."),
    code: "ReadOnly",
  });
}

async function stateOf(target: string): Promise<{ readonly mode: number; readonly uid: number; readonly gid: number } | undefined> {
  return fs.stat(target).catch((error: unknown) => {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw error;
  });
}

async function readText(file: string, target: string): Promise<string> {
  try {
    return await fs.readFile(target, "latin1");
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return "";
    throw readError(file, error);
  }
}
