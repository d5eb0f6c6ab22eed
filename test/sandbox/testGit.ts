import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { GitContext } from "../../src/commands/context";
import { ChangeJournal } from "../../src/files/changeJournal";
import { makeGit, type Git } from "../../src/git/gitProgram";
import { installHelper, launcherIn, type InstalledHelper } from "../../src/git/installHelper";
import { readRepositories } from "../../src/git/workspaceRepositories";
import type { RepositoryState } from "../../src/git/repositoryState";
import { cleanEnvironment } from "./gitCommand";

/** The real Git, with a home of its own; `reachSandbox` lets it find CodeCommit's hosts there. */
export class TestGit implements GitContext {
  readonly home: string;
  readonly globalConfig: string;
  readonly changes: ChangeJournal;
  readonly env: NodeJS.ProcessEnv;
  /** The folders that are open. */
  open: readonly string[] = [];
  repositories: readonly RepositoryState[] = [];
  readonly #helperFolder: string;

  /** @param folder a temporary one, of the test's own */
  constructor(folder: string) {
    this.home = path.join(folder, "git home");
    this.globalConfig = path.join(this.home, ".gitconfig");
    this.#helperFolder = path.join(folder, "storage", "git");
    this.changes = new ChangeJournal(path.join(folder, "storage", "changes"));
    mkdirSync(this.home, { recursive: true });
    // The helper that Git starts finds the account's AWS files, as it would in the user's home.
    const awsFiles = { AWS_CONFIG_FILE: path.join(folder, ".aws", "config"), AWS_SHARED_CREDENTIALS_FILE: path.join(folder, ".aws", "credentials"), AWS_EC2_METADATA_DISABLED: "true" };
    this.env = { ...cleanEnvironment(this.home), ...awsFiles, GIT_CONFIG_NOSYSTEM: "1" };
    this.write();
  }

  /** Replaces the user's Git configuration. */
  write(...lines: readonly string[]): void {
    writeFileSync(this.globalConfig, ["[user]", "\tname = alice", "\temail = alice@acme.example", "[init]", "\tdefaultBranch = main", ...lines].map((line) => `${line}\n`).join(""));
  }

  /** CodeCommit's host names lead to the sandbox: variables, so that no configuration file says so. */
  reachSandbox({ endpoint, caFile }: { readonly endpoint: string; readonly caFile: string }): void {
    Object.assign(this.env, {
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: "http.proxy",
      GIT_CONFIG_VALUE_0: endpoint,
      GIT_CONFIG_KEY_1: "http.sslCAInfo",
      GIT_CONFIG_VALUE_1: caFile,
    });
  }

  get git(): Git {
    return makeGit("git", this.env);
  }

  /** Where the credential helper's script is, or will be. */
  get launcherFile(): string {
    return launcherIn(this.#helperFolder, process.platform);
  }

  launcher(): Promise<string> {
    return Promise.resolve(this.launcherFile);
  }

  program(): Promise<Git> {
    return Promise.resolve(this.git);
  }

  folders(): readonly string[] {
    return this.open;
  }

  /** Needs `dist/`, as `npm test` has built it. */
  installHelper(): Promise<InstalledHelper> {
    const dist = path.join(process.env["REPO_ROOT"] ?? ".", "dist");
    return installHelper({ dist, folder: this.#helperFolder, runtime: process.execPath, env: process.env, platform: process.platform });
  }

  readonly problems = new Map<string, string | undefined>();

  noteProblem({ name }: { readonly name: string }, problem: string | undefined): void {
    this.problems.set(name, problem);
  }

  async refresh(): Promise<void> {
    this.repositories = await readRepositories(this.git, this.open, this.launcherFile);
  }
}
