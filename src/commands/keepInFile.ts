import { existsSync } from "node:fs";
import { readFile, realpath, rm } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../errors.js";
import { writeError } from "../files/fileError.js";
import { writePrivateFile } from "../files/privateFile.js";
import type { ReportProgress } from "../panels/oneTimeSecret.js";
import { shortenHome } from "../profiles/awsFilePaths.js";
import type { Secret } from "../secret.js";
import { explainFault } from "./explainFault.js";

/** Writes a file with a secret, which only its owner can read, and tells the page of it. A new file can be taken back. */
export async function keepInFile(path: string, render: () => Secret, report: ReportProgress): Promise<void> {
  try {
    const text = render();
    // What an overwritten file held is gone, as the save dialog said: only a new file can be taken back.
    const isNew = !existsSync(path);
    await writePrivateFile(path, text.reveal());
    report.kept(l10n.t("Downloaded to {0}, readable by you only", shortenHome(path)), isNew ? () => removeUnchanged(path, text) : undefined);
  } catch (error) {
    report.problem(explainFault(error));
  }
}

async function removeUnchanged(path: string, text: Secret): Promise<void> {
  try {
    if ((await readFile(path, "utf8")) !== text.reveal()) {
      throw new UserError(l10n.t("This file was changed since, so it stays as it is: {0}", path), { hint: l10n.t("Delete it by hand if you do not want it.") });
    }
    // A link stays, and may have led to a file that was not there yet: that one holds the secret.
    await rm(await realpath(path));
  } catch (error) {
    throw isUserError(error) ? error : writeError(path, error);
  }
}
