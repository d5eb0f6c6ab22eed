import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { CancelledError, UserError } from "../errors.js";
import type { Button, Choice, Ui } from "../commands/context.js";
import { withoutLinks } from "./notificationText.js";
import { askPassword } from "./passwordBox.js";
import { reviewChange } from "./reviewChange.js";
import { runInTerminal } from "./runInTerminal.js";

/**
 * The editor's dialogs, as commands ask for them: dismissing any of them throws CancelledError.
 * @param report shows an error of what a notification's button does: the command it belongs to has ended by then
 */
export function makeUi(report: (error: unknown) => void): Ui {
  return {
    async pick<Value>(choices: readonly Choice<Value>[], { title, placeholder }: { title: string; placeholder: string }): Promise<Value> {
      const picked = await vscode.window.showQuickPick(choices.map(itemOf), { title, placeHolder: placeholder, ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true });
      return orCancel(picked).value;
    },

    async pickMany<Value>(choices: readonly Choice<Value>[], { title, placeholder, picked }: { title: string; placeholder: string; picked: (value: Value) => boolean }): Promise<readonly Value[]> {
      const items = choices.map((choice) => ({ ...itemOf(choice), picked: picked(choice.value) }));
      const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: placeholder, ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true, canPickMany: true });
      return orCancel(chosen?.length === 0 ? undefined : chosen).map(({ value }) => value);
    },

    async input({ title, prompt, value, placeholder, password, validate }): Promise<string> {
      const options: vscode.InputBoxOptions = { title, prompt, ignoreFocusOut: true, password: password ?? false };
      if (value !== undefined) options.value = value;
      if (placeholder !== undefined) options.placeHolder = placeholder;
      if (validate !== undefined) options.validateInput = validate;
      return orCancel(await vscode.window.showInputBox(options));
    },

    password: askPassword,

    async confirm<Value>(message: string, detail: string, buttons: readonly Button<Value>[], tone: "warning" | "plain" = "warning"): Promise<Value> {
      const show = tone === "warning" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
      const picked = await show(message, { modal: true, detail }, ...buttons.map(({ title }) => title));
      return orCancel(buttons.find(({ title }) => title === picked)).value;
    },

    async pickFileToSave({ title, folder, fileName }): Promise<string> {
      const uri = await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.file(path.join(folder, fileName)), filters: { CSV: ["csv"] } });
      return pathOnThisComputer(orCancel(uri));
    },

    async pickFileToOpen({ title, folder, kinds }): Promise<string> {
      const filters = kinds && Object.fromEntries(Object.entries(kinds).map(([kind, endings]) => [kind, [...endings]]));
      const picked = await vscode.window.showOpenDialog({ title, defaultUri: vscode.Uri.file(folder), canSelectMany: false, ...(filters && { filters }) });
      return pathOnThisComputer(orCancel(picked?.[0]));
    },

    reviewChange,
    runInTerminal,

    async cloneRepository(url): Promise<void> {
      await vscode.commands.executeCommand("git.clone", url);
    },

    openTerminal({ name, environment }): void {
      const env = Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable, value instanceof Object ? value.reveal() : (value ?? null)]));
      // Transient: VS Code must not keep the variables to restore the terminal later.
      vscode.window.createTerminal({ name, env, isTransient: true }).show();
    },

    notify(message, level = "information", action): void {
      const show = level === "warning" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
      void show(withoutLinks(message), ...(action === undefined ? [] : [action.title]))
        .then((picked) => (picked === undefined ? undefined : action?.run()))
        .then(undefined, (error: unknown) => report(error));
    },

    async ask<Value>(message: string, buttons: readonly Button<Value>[]): Promise<Value | undefined> {
      const picked = await vscode.window.showInformationMessage(withoutLinks(message), ...buttons.map(({ title }) => title));
      return buttons.find(({ title }) => title === picked)?.value;
    },

    async withProgress<Answer>(title: string, work: () => Promise<Answer>): Promise<Answer> {
      return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
    },

    async withSteps<Answer>(title: string, work: (report: (step: string) => void) => Promise<Answer>): Promise<Answer> {
      return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, (progress) => work((message) => progress.report({ message })));
    },

    async withCancel<Answer>(title: string, work: (signal: AbortSignal, report: (step: string) => void) => Promise<Answer>): Promise<Answer> {
      return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
        const cancelling = new AbortController();
        const listening = token.onCancellationRequested(() => cancelling.abort());
        try {
          const answer = await work(cancelling.signal, (message) => progress.report({ message }));
          // The user saw it end: an answer that came at the same moment is not wanted any more.
          if (cancelling.signal.aborted) throw new CancelledError();
          return answer;
        } finally {
          listening.dispose();
        }
      });
    },

    async openUrl(url): Promise<void> {
      await vscode.env.openExternal(vscode.Uri.parse(url));
    },

    async openFile(file, line): Promise<void> {
      const position = new vscode.Position(Math.max(0, line - 1), 0);
      await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
    },

    async copy(text): Promise<void> {
      await vscode.env.clipboard.writeText(text);
    },
  };
}

function itemOf<Value>(choice: Choice<Value>): vscode.QuickPickItem & { readonly value: Value } {
  return {
    label: choice.icon === undefined ? choice.label : `$(${choice.icon}) ${choice.label}`,
    ...(choice.description === undefined ? {} : { description: choice.description }),
    ...(choice.detail === undefined ? {} : { detail: choice.detail }),
    value: choice.value,
  };
}

/** In a remote window, "Show Local" gives a place on the other computer, which this extension does not reach. */
function pathOnThisComputer(file: vscode.Uri): string {
  if (file.scheme !== "file") throw new UserError(l10n.t("This place is not on the computer that the extension runs on: {0}", file.path), { hint: l10n.t("Choose a folder that is.") });
  return file.fsPath;
}

function orCancel<Value>(answer: Value | undefined): Value {
  if (answer === undefined) throw new CancelledError();
  return answer;
}
