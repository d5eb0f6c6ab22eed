import os from "node:os";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { CommandContext, OpenAccount } from "./commands/context.js";
import { CONTEXT_KEYS, SETTINGS, SETTINGS_SECTION, type CommandId } from "./contributions.js";
import { isUserError } from "./errors.js";
import { CurrentAccount } from "./host/account.js";
import { showAccount, type View } from "./host/accountView.js";
import { clearCopiedSecret, copySecret } from "./host/clipboard.js";
import { loadCommands } from "./host/commandsModule.js";
import { ContextKey } from "./host/contextKeys.js";
import { KeyReminders } from "./host/keyReminders.js";
import { showKeyWarnings } from "./host/keyWarnings.js";
import { Log } from "./host/log.js";
import { GlobalMemory } from "./host/memory.js";
import { MfaSessions } from "./host/mfaSessions.js";
import { ShownOldKeys } from "./host/oldKeys.js";
import { WorkspacePendingSecrets } from "./host/pendingSecrets.js";
import { Rotations } from "./host/rotations.js";
import { report, runCommand } from "./host/runCommand.js";
import { SandboxAccount } from "./host/sandboxAccount.js";
import { settings } from "./host/settings.js";
import { showInStatusBar } from "./host/statusBar.js";
import { makeUi } from "./host/ui.js";
import { WorkspaceGit } from "./host/workspaceGit.js";
import { workspaceSearch } from "./host/workspaceSearch.js";
import { UnfinishedDevices } from "./mfa/unfinishedDevices.js";
import { UsedCodes } from "./mfa/usedCodes.js";
import type { MfaSetUp } from "./panels/mfaSetUp.js";
import { MfaSetUpPanel } from "./panels/mfaSetUpPanel.js";
import { OneTimePanel } from "./panels/oneTimePanel.js";
import { locateAwsFiles } from "./profiles/awsFilePaths.js";
import type { Node } from "./tree/node.js";

/** What is behind the view and the commands of one window. */
export interface CredentialsWindow {
  /** The rows of the view as of now. */
  rows(): Promise<readonly Node[]>;
  run(command: CommandId, argument: unknown): Promise<void>;
  /**
   * Waited for by VS Code, if briefly: a copied secret must not stay on the clipboard for want of a timer, nor an unfinished
   * device at AWS. What does not end in time is made up for at the next start.
   */
  close(): Promise<void>;
}

/** Builds all that a window has, and starts what goes on without being asked for. */
export function openWindow(
  { subscriptions, extensionUri, globalState, globalStorageUri, secrets, workspaceState }: vscode.ExtensionContext,
  view: View,
): CredentialsWindow {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = new Log();
  const own = { paths: locateAwsFiles(process.env, os.homedir()), memento: workspaceState, mfaSessions: new MfaSessions(secrets) };
  const account = new CurrentAccount(own, log, {
    askForMfa: async (open, refusal) => (await loadCommands()).openMfaSession({ ...context, markStale: () => undefined }, open, { refusal }),
  });
  const memory = new GlobalMemory(globalState);
  const sandboxFolder = vscode.Uri.joinPath(globalStorageUri, "sandbox").fsPath;
  const sandbox = new SandboxAccount(
    vscode.Uri.joinPath(extensionUri, "dist", "sandbox.js").fsPath,
    sandboxFolder,
  );
  const git = new WorkspaceGit({
    dist: vscode.Uri.joinPath(extensionUri, "dist"),
    storage: globalStorageUri,
    keysForGit: (question) => account.keysForGit(question),
    onFound: async (repositories) => (await loadCommands()).offerGitSetUp({ ...context, markStale: () => undefined }, repositories, settings.gitSignIn),
    report: (error) => report("git", error, log),
  });
  const pendingSecrets = new WorkspacePendingSecrets(workspaceState, {
    ask: (message, ...buttons) => vscode.window.showWarningMessage(message, ...buttons),
    run: (command, argument) => vscode.commands.executeCommand(command, argument),
  });
  const rotations = new Rotations({
    folder: vscode.Uri.joinPath(globalStorageUri, "rotations").fsPath,
    secrets,
    account,
    attend: () => void attendRotations(context).catch((error: unknown) => report("rotations", error, log)),
    report: (error) => report("rotations", error, log),
  });
  const ui = makeUi((error) => report("notification", error, log));
  const oldKeys = new ShownOldKeys(account, rotations);
  const reminders = new KeyReminders(memory, {
    ask: (message, buttons) => ui.ask(message, buttons),
    run: (command, argument) => vscode.commands.executeCommand(command, argument),
    claims: vscode.Uri.joinPath(globalStorageUri, "keyReminders").fsPath,
  });
  const pages = new Set<{ dispose(): void }>();
  /** The set-ups of MFA devices that are not finished: the window must not leave them behind. */
  const setUps = new Set<MfaSetUp>();
  const oneTimePages = new Map<string, OneTimePanel>();
  const inSandbox = new ContextKey(CONTEXT_KEYS.inSandbox);
  const context: Omit<CommandContext, "markStale"> = {
    ui,
    account,
    pendingSecrets,
    copySecret,
    homeDirectory: os.homedir(),
    environment: process.env,
    locale: vscode.env.language,
    checkKeys: (keys, region) => account.checkKeys(keys, region),
    showLog: () => log.show(),
    memory,
    rotations,
    maximumKeyAgeDays: () => settings.maximumKeyAgeDays,
    usedCodes: new UsedCodes(),
    unfinishedDevices: new UnfinishedDevices(vscode.Uri.joinPath(globalStorageUri, "unfinishedMfaDevices").fsPath),
    mfaSessionSeconds: () => settings.mfaSessionSeconds,
    showMfaSetUp: (setUp) => {
      const page = new MfaSetUpPanel(setUp, {
        extensionUri,
        report: (error) => report("mfaSetUp", error, log),
        onEnded: () => {
          setUps.delete(setUp);
          pages.delete(page);
        },
      });
      setUps.add(setUp);
      pages.add(page);
    },
    showOneTimeSecret: (secret) => {
      // What an older page of the same credential shows ended with the reset.
      oneTimePages.get(secret.id)?.dispose();
      const page = new OneTimePanel(secret, {
        extensionUri,
        report: (error) => report("oneTimeSecret", error, log),
        onDeleted: () => void account.refresh([secret.part]),
        onEnded: () => {
          if (oneTimePages.get(secret.id) === page) oneTimePages.delete(secret.id);
        },
      });
      oneTimePages.set(secret.id, page);
    },
    git,
    search: workspaceSearch,
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
        await rotations.forgetShown();
        await account.useFiles(undefined);
        sandbox.dispose();
      },
    },
  };
  const shown = showAccount(account, { git, memory, rotations, oldKeys }, view);
  subscriptions.push(
    ...shown.subscriptions,
    log,
    account,
    sandbox,
    git,
    rotations,
    showKeyWarnings(account, git, workspaceState, (error) => report("keyWarnings", error, log)),
    showInStatusBar(account, oldKeys),
    { dispose: () => [...pages, ...oneTimePages.values()].forEach((page) => page.dispose()) },
    account.onDidOpen((open) => void deleteLeftDevices(open, context).catch((error: unknown) => isUserError(error) || report("unfinishedDevices", error, log))),
    account.onDidOpen(({ session }) => sandbox.isRunning || void pendingSecrets.tellOfLost(session.profileName)),
    oldKeys.onDidChange(() => sandbox.isRunning || void reminders.remind(oldKeys.find()).catch((error: unknown) => report("keyReminders", error, log))),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const names = [SETTINGS.profile, SETTINGS.timeLimitSeconds];
      if (names.some((name) => change.affectsConfiguration(`${SETTINGS_SECTION}.${name}`))) void account.reopen();
    }),
  );
  git.start();
  rotations.start();
  void rotations.forgetLost(sandboxFolder).catch((error: unknown) => report("rotations", error, log));
  return {
    rows: () => shown.rows(),
    run: (id, argument) => runCommand(id, async (...given) => (await loadCommands()).COMMAND_TABLE[id](...given), context, log, argument),
    close: async () => {
      await Promise.all([clearCopiedSecret(), ...[...setUps].map((setUp) => setUp.abandon()), git.close()]);
    },
  };
}

async function attendRotations(context: Omit<CommandContext, "markStale">): Promise<void> {
  await (await loadCommands()).attendRotations({ ...context, markStale: () => undefined });
}

/** What a window that is gone has left half set up at AWS goes away, in silence: nobody has asked for anything. */
async function deleteLeftDevices(open: OpenAccount, context: Omit<CommandContext, "markStale">): Promise<void> {
  if (context.unfinishedDevices.isEmpty()) return;
  const commands = await loadCommands();
  if (await commands.deleteLeftDevicesOf(context, open)) await context.account.refresh(["mfaDevices", "unassignedMfaDevices"]);
}
