import * as vscode from "vscode";
import { COMMANDS, VIEW_ID } from "./contributions.js";
import { CredentialsTree } from "./tree/provider.js";
import type { CredentialsWindow } from "./window.js";

let opening: Promise<CredentialsWindow> | undefined;

/**
 * Registers the view and the commands, and nothing else: no network, no files, no SDK. What is behind them is a bundle of
 * its own (the import stays one, esbuild.config.mjs), which is loaded when it is first asked for, or after VS Code has heard
 * that this is done.
 */
export function activate(context: vscode.ExtensionContext): void {
  const open = (): Promise<CredentialsWindow> =>
    (opening ??= import("./window.js")
      .then(({ openWindow }) => openWindow(context, { tree, view }))
      .catch((error: unknown) => {
        opening = undefined;
        throw error;
      }));
  const tree: CredentialsTree = new CredentialsTree(async () => (await open()).rows());
  const view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: tree, showCollapseAll: false });
  context.subscriptions.push(
    tree,
    view,
    ...Object.values(COMMANDS).map((id) => vscode.commands.registerCommand(id, async (argument: unknown) => (await open()).run(id, argument))),
  );
  // What fails now is tried again, and told, when it is asked for.
  setImmediate(() => void open().catch(() => undefined));
}

/** See {@link CredentialsWindow.close}. */
export async function deactivate(): Promise<void> {
  await (await opening?.catch(() => undefined))?.close();
}
