import path from "node:path";
import type { FirstCommit, Repository } from "../account.js";
import type { GitProgram } from "./gitProgram.js";

/** The repositories on disk: bare ones, made when Git first asks for them, in folders named by their ids. */
export class RepositoryStore {
  readonly #folders = new Map<string, Promise<string>>();

  constructor(
    readonly git: GitProgram,
    readonly root: string,
  ) {}

  /** The repository's folder, which is there. */
  folderOf(repository: Repository): Promise<string> {
    const made = this.#folders.get(repository.id) ?? this.#make(repository);
    this.#folders.set(repository.id, made);
    return made;
  }

  async #make(repository: Repository): Promise<string> {
    const folder = path.join(this.root, repository.id);
    // No templates: they could bring hooks of the machine's.
    await this.git.run(["init", "--quiet", "--bare", "--template=", folder]);
    await this.#pointHead(folder, repository.defaultBranch ?? "main");
    if (repository.firstCommits.length > 0) {
      await this.git.run([`--git-dir=${folder}`, "fast-import", "--quiet"], commitStream(repository));
    }
    return folder;
  }

  async #pointHead(folder: string, branch: string): Promise<void> {
    await this.git.run([`--git-dir=${folder}`, "symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  }

  /**
   * Notes that something was pushed. The first branch becomes the default one (CodeCommit User Guide, "Change branch
   * settings"); that a push counts as the last modification is a guess.
   */
  async afterPush(repository: Repository, now: Date): Promise<void> {
    const folder = await this.folderOf(repository);
    repository.lastModifiedAt = now;
    if (repository.defaultBranch !== undefined) return;
    const branches = await this.git.run([`--git-dir=${folder}`, "for-each-ref", "--count=1", "--format=%(refname:short)", "refs/heads"]);
    const branch = branches.trim();
    if (branch === "") return;
    await this.#pointHead(folder, branch);
    repository.defaultBranch = branch;
  }
}

/** The commits in the form that `git fast-import` reads, by bob, the last one at the repository's last modification. */
function commitStream({ defaultBranch = "main", firstCommits, lastModifiedAt }: Repository): string {
  const last = Math.floor(lastModifiedAt.getTime() / 1000);
  return firstCommits.map((commit, index) => commitText(commit, defaultBranch, last - (firstCommits.length - 1 - index) * 3600)).join("");
}

function commitText({ files, message }: FirstCommit, branch: string, seconds: number): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const changes = Object.entries(files).map(([name, text]) => `M 100644 inline ${name}\n${data(text)}`);
  return `commit refs/heads/${branch}\ncommitter bob <bob@acme.example> ${seconds} +0000\n${data(`${message}\n`)}${changes.join("")}\n`;
}
