import os from "node:os";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { CommandContext } from "./commands/context.js";
import { COMMAND_TABLE } from "./commands/table.js";
import { CONTEXT_KEYS, SETTINGS, SETTINGS_SECTION, VIEW_ID, type CommandId } from "./contributions.js";
import { CurrentAccount } from "./host/account.js";
import { showAccount } from "./host/accountView.js";
import { clearCopiedSecret, copySecret } from "./host/clipboard.js";
import { ContextKey } from "./host/contextKeys.js";
import { Log } from "./host/log.js";
import { WorkspacePendingSecrets } from "./host/pendingSecrets.js";
import { report, runCommand } from "./host/runCommand.js";
import { SandboxAccount } from "./host/sandboxAccount.js";
import { makeUi } from "./host/ui.js";
import { OneTimePanel } from "./panels/oneTimePanel.js";
import { locateAwsFiles } from "./profiles/awsFilePaths.js";

/** Builds and registers, nothing else: no network, no files, no SDK. */
export function activate({ subscriptions, extensionUri, globalStorageUri, workspaceState }: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = new Log();
  const account = new CurrentAccount(locateAwsFiles(process.env, os.homedir()), workspaceState, log);
  const sandbox = new SandboxAccount(
    vscode.Uri.joinPath(extensionUri, "dist", "sandbox.js").fsPath,
    vscode.Uri.joinPath(globalStorageUri, "sandbox").fsPath,
  );
  const pendingSecrets = new WorkspacePendingSecrets(workspaceState);
  const ui = makeUi((error) => report("notification", error, log));
  const pages = new Set<OneTimePanel>();
  const inSandbox = new ContextKey(CONTEXT_KEYS.inSandbox);
  const context: Omit<CommandContext, "markStale"> = {
    ui,
    account,
    pendingSecrets,
    copySecret,
    homeDirectory: os.homedir(),
    locale: vscode.env.language,
    checkKeys: (keys, region) => account.checkKeys(keys, region),
    showLog: () => log.show(),
    showOneTimeSecret: (key) => {
      const page = new OneTimePanel(key, {
        extensionUri,
        report: (error) => report("oneTimeSecret", error, log),
        onKeyDeleted: () => void account.refresh(["accessKeys"]),
        onEnded: () => pages.delete(page),
      });
      pages.add(page);
    },
    sandbox: {
      isRunning: () => sandbox.isRunning,
      async start() {
        const files = await ui.withProgress(l10n.t("Starting the sandbox account…"), () => sandbox.start());
        // Before all is loaded: the way out belongs to the first thing that is seen of it.
        inSandbox.set(true);
        await account.useFiles(files);
      },
      async stop() {
        inSandbox.set(false);
        await account.useFiles(undefined);
        sandbox.dispose();
      },
    },
  };
  subscriptions.push(
    log,
    account,
    sandbox,
    showAccount(account, VIEW_ID),
    { dispose: () => pages.forEach((page) => page.dispose()) },
    account.onDidOpen((profileName) => sandbox.isRunning || void pendingSecrets.tellOfLost(profileName)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const names = [SETTINGS.profile, SETTINGS.timeLimitSeconds];
      if (names.some((name) => change.affectsConfiguration(`${SETTINGS_SECTION}.${name}`))) void account.reopen();
    }),
    ...Object.entries(COMMAND_TABLE).map(([id, handler]) =>
      vscode.commands.registerCommand(id, (argument: unknown) => runCommand(id as CommandId, handler, context, log, argument)),
    ),
  );
}

/** Waited for by VS Code, if briefly: a copied secret must not stay on the clipboard for want of a timer. */
export function deactivate(): Promise<void> {
  return clearCopiedSecret();
}
