import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { COMMANDS } from "../contributions.js";
import { UserError } from "../errors.js";
import { loadCommands } from "./commandsModule.js";
import { reviewChange } from "./reviewChange.js";

/** By which a warning is known as one of ours. */
export const WARNING_CODE = "tracked-access-key";

/** Run by the quick fixes only: they are nothing to type into the palette. */
const REPLACE = "mySecurityCredentials.keyWarning.replace";
const IGNORE = "mySecurityCredentials.keyWarning.ignore";

export interface KeyWarningFixesOptions {
  /** Of the account that is shown; `undefined`: its keys are in the environment, or none is open. */
  readonly profileName: () => string | undefined;
  readonly setIgnored: (uri: vscode.Uri, accessKeyId: string, isIgnored: boolean) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** What can be done about an access key in a tracked file. */
export class KeyWarningFixes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #options: KeyWarningFixesOptions;
  readonly #subscriptions: vscode.Disposable;

  constructor(options: KeyWarningFixesOptions) {
    this.#options = options;
    const register = (id: string, run: (uri: vscode.Uri, accessKeyId: string, line: number) => Promise<void>) =>
      vscode.commands.registerCommand(id, (uri: vscode.Uri, accessKeyId: string, line: number) => run(uri, accessKeyId, line).catch(options.report));
    this.#subscriptions = vscode.Disposable.from(
      vscode.languages.registerCodeActionsProvider({ scheme: "file" }, this, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
      register(REPLACE, (uri, accessKeyId, line) => this.#replace(uri, accessKeyId, line)),
      register(IGNORE, (uri, accessKeyId) => this.#ignore(uri, accessKeyId)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async provideCodeActions(document: vscode.TextDocument, _range: vscode.Range, { diagnostics }: vscode.CodeActionContext): Promise<vscode.CodeAction[]> {
    const own = diagnostics.filter(({ code, range }) => code === WARNING_CODE && !range.isEmpty);
    return (await Promise.all(own.map((warning) => this.#offer(document, warning)))).flat();
  }

  async #offer(document: vscode.TextDocument, warning: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
    const [accessKeyId, { line }] = [document.getText(warning.range), warning.range.start];
    const profileName = this.#options.profileName();
    const offers: { title: string; command: string; arguments: unknown[] }[] = [];
    if (profileName !== undefined && (await planReplacement(document, accessKeyId, line, profileName)) !== undefined) {
      offers.push({ title: l10n.t("Replace by a reference to profile {0}…", profileName), command: REPLACE, arguments: [document.uri, accessKeyId, line] });
    }
    offers.push({ title: l10n.t("Rotate this key now…"), command: COMMANDS.rotateAccessKey, arguments: [{ accessKeyId }] });
    offers.push({ title: l10n.t("Ignore in this workspace"), command: IGNORE, arguments: [document.uri, accessKeyId, line] });
    return offers.map((command) => {
      const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
      action.command = command;
      action.diagnostics = [warning];
      return action;
    });
  }

  /** Shown first; an edit as if it was typed, to be saved or undone like one. */
  async #replace(uri: vscode.Uri, accessKeyId: string, line: number): Promise<void> {
    const profileName = this.#options.profileName();
    const plan = profileName === undefined ? undefined : await planReplacement(await vscode.workspace.openTextDocument(uri), accessKeyId, line, profileName);
    if (profileName === undefined || plan === undefined) throw hasChanged(uri);
    await reviewChange({
      path: uri.fsPath,
      before: plan.before,
      after: plan.after,
      question: l10n.t("Let profile {0} take the place of the key in {1}?", profileName, path.basename(uri.fsPath)),
      detail: l10n.t("The key’s ID and secret leave the file. Whoever uses it needs a profile of this name. The repository’s history still holds the key: rotate it too."),
      button: l10n.t("Replace key"),
    });
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== plan.before) throw hasChanged(uri);
    const edit = new vscode.WorkspaceEdit();
    for (const { start, end, text } of plan.edits) edit.replace(uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
    if (!(await vscode.workspace.applyEdit(edit))) throw hasChanged(uri);
    await vscode.window.showTextDocument(document);
  }

  async #ignore(uri: vscode.Uri, accessKeyId: string): Promise<void> {
    await this.#options.setIgnored(uri, accessKeyId, true);
    const undo = l10n.t("Undo");
    const message = l10n.t("Access key …{0} in {1} is not warned of in this workspace any more.", accessKeyId.slice(-4), vscode.workspace.asRelativePath(uri));
    if ((await vscode.window.showInformationMessage(message, undo)) === undo) await this.#options.setIgnored(uri, accessKeyId, false);
  }
}

async function planReplacement(document: vscode.TextDocument, accessKeyId: string, line: number, profileName: string) {
  const { planProfileReference } = await loadCommands();
  return planProfileReference(document.getText(), { fileName: document.uri.fsPath, line, accessKeyId, profileName });
}

function hasChanged(uri: vscode.Uri): UserError {
  return new UserError(l10n.t("{0} has changed meanwhile, and was left as it is.", path.basename(uri.fsPath)), { hint: l10n.t("Try again.") });
}
