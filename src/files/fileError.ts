import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";

/** The code of a Node file system error (`ENOENT`); nothing for any other error. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** A file that could not be read, for the user. Not for `ENOENT`, which callers mostly take for "empty". */
export function readError(filePath: string, error: unknown): UserError {
  const code = fileErrorCode(error);
  return new UserError(l10n.t("This file cannot be read: {0}", filePath), { cause: error, ...withHintAndCode(code) });
}

/** A file that could not be written, for the user. Whoever throws it has left the old content in place. */
export function writeError(filePath: string, error: unknown): UserError {
  const code = fileErrorCode(error);
  return new UserError(l10n.t("This file cannot be written, and is as it was before: {0}", filePath), {
    cause: error,
    ...withHintAndCode(code),
  });
}

function withHintAndCode(code: string | undefined): { hint: string; code?: string } {
  return { hint: hintFor(code), ...(code === undefined ? {} : { code }) };
}

function hintFor(code: string | undefined): string {
  switch (code) {
    case "ENOSPC":
      return l10n.t("The disk is full: make room on it, then try again.");
    case "EDQUOT":
      return l10n.t("Your disk quota is used up: delete something, then try again.");
    case "EACCES":
    case "EPERM":
      return l10n.t("Your account is not allowed to: check the permissions of the file and of its folder, and whether another program has it open.");
    case "EROFS":
      return l10n.t("It is on a read-only disk: choose another place.");
    case "EISDIR":
      return l10n.t("There is a folder in the file’s place: move it away or choose another place.");
    case "ENOTDIR":
    case "EEXIST":
      return l10n.t("A part of the path is a file rather than a folder: move it away or choose another place.");
    case "ENOENT":
      return l10n.t("Its folder is not there any more: choose another place.");
    case "ENAMETOOLONG":
      return l10n.t("The path is too long: choose a shorter one.");
    case "ELOOP":
      return l10n.t("Its symbolic links lead in a circle: repair them.");
    default:
      return code === undefined ? l10n.t("Try again.") : l10n.t("Try again; the system’s error code is {0}.", code);
  }
}
