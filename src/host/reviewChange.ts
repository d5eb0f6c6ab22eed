import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Ui } from "../commands/context.js";
import { CancelledError } from "../errors.js";

const SCHEME = "my-security-credentials-review";

/** Shows a file as it is beside what it will be, in VS Code's own comparison, and asks; the comparison is closed again. */
export const reviewChange: Ui["reviewChange"] = async ({ path: file, before, after, question, detail, button }) => {
  const texts = new Map([["before", before], ["after", after]]);
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => texts.get(query),
  });
  const side = (query: string) => vscode.Uri.from({ scheme: SCHEME, path: vscode.Uri.file(file).path, query });
  const [left, right] = [side("before"), side("after")];
  try {
    await vscode.commands.executeCommand("vscode.diff", left, right, l10n.t("{0}: what will be written", path.basename(file)), { preview: true });
    const picked = await vscode.window.showInformationMessage(question, { modal: true, detail }, button);
    if (picked !== button) throw new CancelledError();
  } finally {
    await closeComparison(right);
    provider.dispose();
  }
};

async function closeComparison(right: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === right.toString());
  await vscode.window.tabGroups.close(own);
}
