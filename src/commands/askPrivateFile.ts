import path from "node:path";
import * as l10n from "@vscode/l10n";
import { isInsideGitWorkTree } from "../files/gitWorkTree.js";
import type { CommandContext } from "./context.js";

/** Asks where to write a file with a secret in it, and warns of a place in a Git repository. @returns its path */
export async function askPrivateFile({ ui, homeDirectory }: Pick<CommandContext, "ui" | "homeDirectory">, fileName: string): Promise<string> {
  for (;;) {
    const file = await ui.pickFileToSave({ title: l10n.t("Download .csv"), folder: homeDirectory, fileName });
    const workTree = await isInsideGitWorkTree(file);
    if (workTree === undefined) return file;
    const answer = await ui.confirm(
      l10n.t("This folder belongs to a Git repository: {0}", path.basename(workTree)),
      l10n.t("A secret that is committed and pushed counts as leaked; AWS scans public repositories and fences the user in. Choose a place outside of {0}.", workTree),
      [{ title: l10n.t("Choose another place"), value: "again" as const }, { title: l10n.t("Save here anyway"), value: "here" as const }],
    );
    if (answer === "here") return file;
  }
}
