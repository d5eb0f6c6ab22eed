import * as vscode from "vscode";
import type * as commands from "../commands/bundle.js";

let loaded: Promise<typeof commands> | undefined;

/**
 * The one door to `dist/commands.js`: what commands do, with their libraries, which activation must not pay for. The
 * import stays an import in the bundle (esbuild.config.mjs).
 */
export function loadCommands(): Promise<typeof commands> {
  loaded ??= import("../commands/bundle.js").then((found) => {
    if (vscode.l10n.bundle !== undefined) found.useTranslations(vscode.l10n.bundle);
    return found;
  });
  return loaded;
}
