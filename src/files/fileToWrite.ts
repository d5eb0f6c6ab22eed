import * as fs from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { fileErrorCode, writeError } from "./fileError.js";

/**
 * Where a file that is to be replaced really is: links are followed, and one whose target is not there yet names the file to make.
 * A folder is passed on: that it is one says the system, when it is written.
 * @throws UserError for a device or a pipe, as of `GIT_CONFIG_GLOBAL=/dev/null`: whoever renames a file over it takes it away
 * from the whole system. Also if the path leads nowhere, as in a circle.
 */
export async function findFileToWrite(filePath: string): Promise<string> {
  try {
    const target = await followLinks(filePath);
    const state = await fs.stat(target).catch(ignoreMissing);
    if (state === undefined || state.isFile() || state.isDirectory()) return target;
  } catch (error) {
    throw writeError(filePath, error);
  }
  throw new UserError(l10n.t("This is a device or a pipe rather than a file, and is left as it is: {0}", filePath), {
    hint: l10n.t("A setting or an environment variable names it in a file’s place: take that out, or name a file there."),
    code: "NotAFile",
  });
}

async function followLinks(filePath: string): Promise<string> {
  const target = await fs.realpath(filePath).catch(ignoreMissing);
  if (target !== undefined) return target;
  const link = await fs.readlink(filePath).catch(() => undefined);
  return link === undefined ? filePath : path.resolve(path.dirname(filePath), link);
}

function ignoreMissing(error: unknown): undefined {
  if (fileErrorCode(error) !== "ENOENT") throw error;
}
