import { existsSync } from "node:fs";
import * as vscode from "vscode";
import type { GitContext } from "../commands/context.js";
import { ChangeJournal } from "../files/changeJournal.js";
import type { KeysForGit } from "../git/answerGit.js";
import type { Git } from "../git/gitProgram.js";
import type { InstalledHelper } from "../git/installHelper.js";
import type { RepositoryState } from "../git/repositoryState.js";
import type { SessionChannel } from "../git/sessionChannel.js";
import type { Question } from "../git/sessionMessages.js";
import { loadCommands } from "./commandsModule.js";

/** Of VS Code's own Git extension, as far as it is used here. */
interface GitExtension {
  getAPI(version: 1): { readonly git: { readonly path: string } };
}

/** What the window's Git needs of the rest. */
export interface WorkspaceGitOptions {
  /** The extension's own `dist`. */
  readonly dist: vscode.Uri;
  /** The extension's global storage. */
  readonly storage: vscode.Uri;
  /** What this window knows that the credential helper may sign with. */
  readonly keysForGit: (question: Question) => Promise<KeysForGit | undefined>;
  /** Repositories that are seen for the first time in this window. */
  readonly onFound: (repositories: readonly RepositoryState[]) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** The window's folders as Git sees them, and the places of what Git is given. */
export class WorkspaceGit implements GitContext, vscode.Disposable {
  readonly changes: ChangeJournal;
  readonly #options: WorkspaceGitOptions;
  /** Holds the credential helper. */
  readonly #folder: string;
  readonly #readings = new vscode.EventEmitter<void>();
  readonly onDidRead = this.#readings.event;
  readonly #subscriptions: { dispose(): unknown }[] = [this.#readings];
  #git: Promise<Git> | undefined;
  #repositories: readonly RepositoryState[] = [];
  readonly #problems = new Map<string, string>();
  /** The remotes that were looked at since the last reading. */
  readonly #judged = new Set<string>();
  /** The newest reading; what an older one finds is no news. */
  #reading = 0;
  /** The folders of the repositories that {@link WorkspaceGitOptions.onFound} was told of. */
  readonly #told = new Set<string>();
  #channel: Promise<SessionChannel | undefined> | undefined;

  constructor(options: WorkspaceGitOptions) {
    this.#options = options;
    this.#folder = vscode.Uri.joinPath(options.storage, "git").fsPath;
    this.changes = new ChangeJournal(vscode.Uri.joinPath(options.storage, "changes").fsPath);
  }

  /** Looks at the window's folders, now and whenever others come; keeps a helper that is set up at this version. */
  start(): void {
    const look = () => void this.#look().catch(this.#options.report);
    this.#subscriptions.push(vscode.workspace.onDidChangeWorkspaceFolders(look), vscode.workspace.onDidGrantWorkspaceTrust(look));
    look();
  }

  /** As of the last reading. */
  get repositories(): readonly RepositoryState[] {
    return this.#repositories;
  }

  program(): Promise<Git> {
    this.#git ??= this.#find();
    return this.#git;
  }

  folders(): readonly string[] {
    if (!vscode.workspace.isTrusted) return [];
    return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
  }

  async launcher(): Promise<string> {
    const { launcherIn } = await loadCommands();
    return launcherIn(this.#folder, process.platform);
  }

  async installHelper(): Promise<InstalledHelper> {
    const { installHelper } = await loadCommands();
    const installed = await installHelper({ dist: this.#options.dist.fsPath, folder: this.#folder, runtime: process.execPath, env: process.env, platform: process.platform });
    this.#channel ??= this.#openChannel(installed);
    return installed;
  }

  noteProblem(remote: { readonly folder: string; readonly name: string }, problem: string | undefined): void {
    this.#judged.add(keyOf(remote));
    if (problem === undefined) this.#problems.delete(keyOf(remote));
    else this.#problems.set(keyOf(remote), problem);
  }

  /** What the last look in this window found wrong with a remote. */
  problemOf(remote: { readonly folder: string; readonly name: string }): string | undefined {
    return this.#problems.get(keyOf(remote));
  }

  async refresh(): Promise<void> {
    const reading = ++this.#reading;
    const found = await this.#read();
    if (reading !== this.#reading) return;
    this.#forgetProblems(found);
    this.#repositories = found;
    this.#readings.fire();
  }

  /** Where Git signs in by other means than at the last look, that look says nothing any more. */
  #forgetProblems(found: readonly RepositoryState[]): void {
    const waysIn = (repositories: readonly RepositoryState[]) =>
      new Map(repositories.flatMap(({ folder, remotes }) => remotes.map(({ remote, signIn }) => [keyOf({ folder, name: remote.name }), JSON.stringify([remote.url, signIn])])));
    const [before, now] = [waysIn(this.#repositories), waysIn(found)];
    for (const key of [...this.#problems.keys()]) if (!this.#judged.has(key) && before.get(key) !== now.get(key)) this.#problems.delete(key);
    this.#judged.clear();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Waited for when the window closes: the channel's file is to go with it. */
  async close(): Promise<void> {
    await (await this.#channel)?.dispose();
  }

  async #look(): Promise<void> {
    // An update of the extension, or of the editor, is passed on to the helper; where nobody has set it up, there is none.
    // One that cannot be passed on says so when something is set up.
    if (existsSync(this.#folder)) await this.installHelper().catch(() => undefined);
    if (this.folders().length === 0 && this.#repositories.length === 0) return;
    await this.refresh();
    const news = this.#repositories.filter(({ folder }) => !this.#told.has(folder));
    for (const { folder } of news) this.#told.add(folder);
    if (news.length > 0) await this.#options.onFound(news);
  }

  /** Without Git, or without a folder, there is nothing to say. */
  async #read(): Promise<readonly RepositoryState[]> {
    const folders = this.folders();
    if (folders.length === 0) return [];
    const git = await this.program().catch(() => undefined);
    if (git === undefined) return [];
    const { readRepositories } = await loadCommands();
    return readRepositories(git, folders, await this.launcher());
  }

  /** Without it Git signs in all the same, but with no session with MFA: no reason to stop. */
  async #openChannel({ sessionsFolder }: InstalledHelper): Promise<SessionChannel | undefined> {
    const { openSessionChannel } = await loadCommands();
    return openSessionChannel(sessionsFolder, this.#options.keysForGit).catch((error: unknown) => {
      this.#options.report(error);
      return undefined;
    });
  }

  async #find(): Promise<Git> {
    try {
      const { findGit } = await loadCommands();
      return await findGit(await findProgram(), process.env);
    } catch (error) {
      // It may be installed by the next time.
      this.#git = undefined;
      throw error;
    }
  }
}

function keyOf({ folder, name }: { readonly folder: string; readonly name: string }): string {
  return JSON.stringify([folder, name]);
}

/** The one that VS Code's own Git extension has found, by its setting `git.path` or in the usual places. */
async function findProgram(): Promise<string> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  try {
    return (await extension?.activate())?.getAPI(1).git.path ?? "git";
  } catch {
    // Switched off (git.enabled), or without a Git of its own.
    return "git";
  }
}
