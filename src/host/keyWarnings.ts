import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { valueOf } from "../iam/snapshot.js";
import type { FoundLine } from "../scan/foundLine.js";
import type { CurrentAccount } from "./account.js";
import { loadCommands } from "./commandsModule.js";
import { KeyWarningFixes, WARNING_CODE } from "./keyWarningFixes.js";
import type { WorkspaceGit } from "./workspaceGit.js";

const IGNORED = "ignoredKeyUses";
/** As the Problems view names who says it. */
const SOURCE = "Security Credentials";

/** Whose keys are looked for. */
interface Owner {
  readonly userName: string;
  readonly accessKeyIds: readonly string[];
}

/**
 * Warns, in Problems, of access keys of the account that is shown in files that Git tracks: looked for when the account's
 * keys are loaded, when a file is saved, closed or deleted and when the window's folders change. One look at a time; nobody waits for it.
 */
class KeyWarnings implements vscode.Disposable {
  readonly #git: WorkspaceGit;
  readonly #account: CurrentAccount;
  readonly #state: vscode.Memento;
  readonly #report: (error: unknown) => void;
  readonly #warnings = vscode.languages.createDiagnosticCollection(SOURCE);
  readonly #subscriptions: vscode.Disposable;
  #owner: Owner | undefined;
  /** The list that the owner's ids are from: a new one is a new load. */
  #keys: unknown;
  /** What the last look found, by file. */
  readonly #found = new Map<string, readonly FoundLine[]>();
  #work: Promise<void> = Promise.resolve();
  #isWaiting = false;

  constructor(account: CurrentAccount, git: WorkspaceGit, state: vscode.Memento, report: (error: unknown) => void) {
    this.#account = account;
    this.#git = git;
    this.#state = state;
    this.#report = report;
    const lookAgain = () => {
      if (this.#owner !== undefined) this.#lookAtAll();
    };
    const deletions = vscode.workspace.createFileSystemWatcher("**/*", true, true, false);
    this.#subscriptions = vscode.Disposable.from(
      this.#warnings,
      deletions,
      account.onDidChange(() => this.#onAccountChanged()),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#lookAtFile(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#draw(document.uri.fsPath)),
      // What is on disk counts again: what was typed may have been discarded, and others may have changed the file meanwhile.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#found.has(uri.fsPath) && this.#lookAtFile(uri)),
      vscode.workspace.onDidDeleteFiles(lookAgain),
      // By something else than the editor, as Git or a terminal.
      deletions.onDidDelete((uri) => this.#found.has(uri.fsPath) && this.#lookAtFile(uri)),
      vscode.workspace.onDidRenameFiles(lookAgain),
      vscode.workspace.onDidChangeWorkspaceFolders(lookAgain),
      vscode.workspace.onDidGrantWorkspaceTrust(lookAgain),
    );
  }

  dispose(): void {
    this.#owner = undefined;
    this.#subscriptions.dispose();
  }

  /** Warns of this key in this file, in this workspace, or not. */
  async setIgnored(uri: vscode.Uri, accessKeyId: string, isIgnored: boolean): Promise<void> {
    const entry = entryOf(uri, accessKeyId);
    const others = this.#ignored().filter((other) => other !== entry);
    await this.#state.update(IGNORED, isIgnored ? [...others, entry] : others);
    this.#draw(uri.fsPath);
  }

  #ignored(): readonly string[] {
    return this.#state.get<readonly string[]>(IGNORED, []);
  }

  /** The account changes with each part that is loaded: only new keys are news. */
  #onAccountChanged(): void {
    const { state } = this.#account;
    if (state === undefined) return;
    const { caller, accessKeys } = state.kind === "open" ? state.loader.snapshot : {};
    if (caller?.state === "loading" || accessKeys?.state === "loading") return;
    const user = caller && valueOf(caller);
    const keys = user?.kind === "user" ? accessKeys && valueOf(accessKeys) : undefined;
    if (keys === this.#keys) return;
    this.#keys = keys;
    this.#owner = keys === undefined || user?.kind !== "user" ? undefined : { userName: user.userName, accessKeyIds: keys.map(({ id }) => id) };
    this.#lookAtAll();
  }

  /** All that ask while a look is waiting get that one. */
  #lookAtAll(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#enqueue(async () => {
      this.#isWaiting = false;
      const lines: FoundLine[] = [];
      for (const folder of this.#git.folders()) lines.push(...(await this.#search(folder)));
      const before = [...this.#found.keys()];
      this.#found.clear();
      for (const line of lines) this.#found.set(line.file, [...(this.#found.get(line.file) ?? []), line]);
      for (const file of new Set([...before, ...this.#found.keys()])) this.#draw(file);
    });
  }

  #lookAtFile(uri: vscode.Uri): void {
    const folder = uri.scheme === "file" && this.#owner !== undefined ? vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath : undefined;
    if (folder === undefined || !this.#git.folders().includes(folder)) return;
    this.#enqueue(async () => {
      const lines = await this.#search(folder, uri.fsPath);
      if (lines.length > 0) this.#found.set(uri.fsPath, lines);
      else this.#found.delete(uri.fsPath);
      this.#draw(uri.fsPath);
    });
  }

  #enqueue(look: () => Promise<void>): void {
    // What fails when nobody's keys are looked for any more, as while the window closes, is no news.
    this.#work = this.#work.then(look).catch((error: unknown) => this.#owner && this.#report(error));
  }

  /** Without Git nothing is tracked. */
  async #search(folder: string, file?: string): Promise<readonly FoundLine[]> {
    const ids = this.#owner?.accessKeyIds ?? [];
    if (ids.length === 0) return [];
    const git = await this.#git.program().catch(() => undefined);
    if (git === undefined) return [];
    const { findTrackedLines } = await loadCommands();
    return findTrackedLines(git, folder, ids, file);
  }

  /** As the file is in the editor, where it is open: what is found there moves with what is typed. */
  #draw(file: string): void {
    const found = this.#found.get(file);
    const uri = vscode.Uri.file(file);
    if (found === undefined || this.#owner === undefined) {
      if (this.#warnings.has(uri)) this.#warnings.delete(uri);
      return;
    }
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const { userName, accessKeyIds } = this.#owner;
    const lines = document === undefined ? found : linesOf(document, accessKeyIds);
    const ids = accessKeyIds.filter((id) => !this.#ignored().includes(entryOf(uri, id)));
    this.#warnings.set(uri, lines.flatMap(({ line, text }) => ids.flatMap((id) => warn(line, text, id, userName))));
  }
}

/** Warns of keys in tracked files, with what can be done about each. */
export function showKeyWarnings(account: CurrentAccount, git: WorkspaceGit, state: vscode.Memento, report: (error: unknown) => void): vscode.Disposable {
  const warnings = new KeyWarnings(account, git, state, report);
  const profileName = () => (account.state?.kind === "open" ? account.state.session.profileName : undefined);
  const fixes = new KeyWarningFixes({ profileName, report, setIgnored: (uri, id, isIgnored) => warnings.setIgnored(uri, id, isIgnored) });
  return vscode.Disposable.from(warnings, fixes);
}

function linesOf(document: vscode.TextDocument, accessKeyIds: readonly string[]): readonly Pick<FoundLine, "line" | "text">[] {
  const lines = document.getText().split(/\r?\n/).map((text, index) => ({ line: index + 1, text }));
  return lines.filter(({ text }) => accessKeyIds.some((id) => text.includes(id)));
}

function warn(line: number, text: string, accessKeyId: string, userName: string): readonly vscode.Diagnostic[] {
  const column = text.indexOf(accessKeyId);
  // The text of a very long line is not kept.
  if (column === -1 && text !== "") return [];
  const range = column === -1 ? new vscode.Range(line - 1, 0, line - 1, 0) : new vscode.Range(line - 1, column, line - 1, column + accessKeyId.length);
  const message = l10n.t("This is access key …{0} of your user {1}. Anybody who can read the repository can read it, and its secret too if that is beside it.", accessKeyId.slice(-4), userName);
  const warning = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  warning.source = SOURCE;
  warning.code = WARNING_CODE;
  return [warning];
}

/** By the path in the workspace, so that it holds wherever that is checked out. */
function entryOf(uri: vscode.Uri, accessKeyId: string): string {
  return `${accessKeyId}:${vscode.workspace.asRelativePath(uri, true)}`;
}
