import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { check, lock } from "proper-lockfile";
import { UserError } from "../errors.js";
import { fileErrorCode, writeError } from "../files/fileError.js";

/** A window that is gone is known by its lock's age: the lock of a living one is renewed five times in that time. */
const STALE_MS = 10_000;
const UPDATE_MS = 2_000;

/**
 * Works on a rotation while no other window does. A window that was ended by force holds its lock for some seconds more.
 * @param file the rotation's in the journal, whether it is there or not
 * @param work gets what throws `RotationBusy` once another window has taken over, as it may while this computer sleeps, when
 *   nobody renews a lock
 * @throws UserError `RotationBusy` if another window does; also if the journal's folder cannot be written, as on a full disk
 */
export async function workAlone<Answer>(file: string, userName: string, work: (checkAlone: () => void) => Promise<Answer>): Promise<Answer> {
  const release = await takeLock(file).catch((error: unknown) => {
    throw fileErrorCode(error) === "ELOCKED" ? isBusy(userName, error) : writeError(file, error);
  });
  // Whoever took the lock last.
  const owner = `${file}.owner`;
  const name = randomUUID();
  try {
    writeFileSync(owner, name, { mode: 0o600 });
  } catch (error) {
    forget(owner);
    await release().catch(() => undefined);
    throw writeError(owner, error);
  }
  try {
    return await work(() => {
      if (readOwner(owner) !== name) throw isBusy(userName);
    });
  } finally {
    // The lock is not to be taken from a window that has it by now; it is renewed no more in either case.
    const last = readOwner(owner);
    if (last === name || last === undefined) {
      forget(owner);
      await release().catch(() => undefined);
    }
  }
}

async function takeLock(file: string): Promise<() => Promise<void>> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // Whether the lock was lost is seen by its owner's name, and at once: the lock itself is looked at every other second.
  return lock(file, { ...optionsFor(file), update: UPDATE_MS, onCompromised: () => undefined });
}

/** One that stays, as where a scanner has it open, is written over by the next owner. */
function forget(owner: string): void {
  try {
    rmSync(owner, { force: true });
  } catch {
    return;
  }
}

function readOwner(owner: string): string | undefined {
  try {
    return readFileSync(owner, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether somebody is at work on a rotation at this moment, this window included. */
export async function isWorkedOn(file: string): Promise<boolean> {
  return check(file, optionsFor(file)).catch(() => false);
}

function optionsFor(file: string) {
  return { realpath: false, lockfilePath: `${file}.lock`, stale: STALE_MS };
}

function isBusy(userName: string, cause?: unknown): UserError {
  return new UserError(l10n.t("Another window is at work on the access keys of {0}.", userName), {
    hint: l10n.t("Go on there; or wait a few seconds, if that window is closed."),
    code: "RotationBusy",
    cause,
  });
}
