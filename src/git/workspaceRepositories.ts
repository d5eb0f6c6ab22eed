import * as fs from "node:fs/promises";
import path from "node:path";
import { isInsideGitWorkTree } from "../files/gitWorkTree.js";
import { originOf } from "./codeCommitUrl.js";
import { parseConfigList, readConfig, type ConfigEntry } from "./gitConfig.js";
import type { Git } from "./gitProgram.js";
import { describeOrder, orderHelpers } from "./helperOrder.js";
import { readCodeCommitRemotes, type CodeCommitRemote } from "./remotes.js";
import type { GitSignIn, RemoteState, RepositoryState } from "./repositoryState.js";

/** More are not looked at: each takes a few processes. */
const MOST_REPOSITORIES = 50;
/** Processes at a time. */
const AT_ONCE = 6;
/** How deep submodules may lie in submodules. */
const DEEPEST = 5;

/** A repository's work tree, and where its configuration is. */
export interface WorkTree {
  /** Its root. */
  readonly folder: string;
  /** The `.git` that all work trees of the repository share: its file `config` is the repository's. */
  readonly commonFolder: string;
  /** This work tree's own. */
  readonly gitFolder: string;
}

/**
 * The repositories in these folders (the folders' own or the ones that they are in, those one level below, and their
 * submodules) that have a remote in CodeCommit, and how Git signs in to each. Never rejects: what is no repository is left out.
 * @param launcher the credential helper's script, by which this extension's own entries are known
 */
export async function readRepositories(git: Git, folders: readonly string[], launcher: string): Promise<readonly RepositoryState[]> {
  const roots = await findRoots(git, folders);
  const states = await inTurns(roots, (root) => readRepository(git, root, launcher).catch(() => undefined));
  // Where a .git is none that Git knows, it goes on to the folders above.
  const byFolder = new Map(states.flatMap((state) => (state === undefined ? [] : [[state.folder, state] as const])));
  return [...byFolder.values()];
}

/** The work tree that a folder is in; `undefined` if it is in none that Git would work in, or in one with line feeds in its path. */
export async function findWorkTree(git: Git, folder: string): Promise<WorkTree | undefined> {
  const { code, stdout } = await git(["rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir"], { cwd: folder });
  const [root, gitFolder, commonFolder, ...more] = stdout.reveal().replace(/\r?\n$/, "").split(/\r?\n/);
  // Of a path with a line feed, a part would pass for another path.
  if (code !== 0 || !root || !gitFolder || !commonFolder || more.length > 0) return undefined;
  return { folder: path.resolve(root), gitFolder: path.resolve(gitFolder), commonFolder: path.resolve(folder, commonFolder) };
}

/** How Git signs in to a remote. @param tree `undefined`: outside of repositories */
export function judgeSignIn(entries: readonly ConfigEntry[], remote: Pick<CodeCommitRemote, "form" | "url" | "host" | "repositoryName">, launcher: string, tree: WorkTree | undefined): GitSignIn {
  if (remote.form === "ssh") return { kind: "ssh" };
  const origin = originOf(remote);
  if (remote.form === "codecommit" || origin === undefined) return { kind: "remoteHelper" };
  const target = { protocol: "https", host: origin.slice("https://".length), path: `v1/repos/${remote.repositoryName}` };
  const isOfRepository = (file: string) => tree !== undefined && [tree.commonFolder, tree.gitFolder].some((folder) => file.startsWith(folder + path.sep));
  return describeOrder(orderHelpers(entries, target), launcher, isOfRepository);
}

async function readRepository(git: Git, root: string, launcher: string): Promise<RepositoryState | undefined> {
  const remotes = await readCodeCommitRemotes(git, root);
  // Most repositories are elsewhere: of those, one process is enough.
  const tree = remotes.length === 0 ? undefined : await findWorkTree(git, root);
  if (tree === undefined) return undefined;
  const entries = remotes.some(({ form }) => form === "https") ? await readConfig(git, tree.folder) : [];
  return { folder: tree.folder, remotes: remotes.map((remote): RemoteState => ({ remote, signIn: judgeSignIn(entries, remote, launcher, tree) })) };
}

/** The roots of work trees. Without Git, but for the names of submodules. */
async function findRoots(git: Git, folders: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const look = async (candidates: readonly string[]): Promise<readonly string[]> => {
    const roots = await inTurns(candidates.slice(0, MOST_REPOSITORIES), (folder) => isInsideGitWorkTree(folder).catch(() => undefined));
    const fresh: string[] = [];
    for (const root of roots) {
      if (root === undefined || found.has(root) || found.size >= MOST_REPOSITORIES) continue;
      found.add(root);
      fresh.push(root);
    }
    return fresh;
  };
  await look(folders);
  await look((await inTurns(folders, listRepositoriesBelow)).flat());
  let level: readonly string[] = [...found];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    level = await look((await inTurns(level, (root) => listSubmodules(git, root).catch(() => []))).flat());
  }
  return [...found];
}

/** As of a folder that holds several clones. No process is started for those that hold none. */
async function listRepositoriesBelow(folder: string): Promise<readonly string[]> {
  const children = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = children.filter((child) => child.isDirectory() && child.name !== ".git").map(({ name }) => path.join(folder, name));
  return keepRepositories(folders);
}

/** Those that are checked out: the others have no `.git`. */
async function listSubmodules(git: Git, root: string): Promise<readonly string[]> {
  const file = path.join(root, ".gitmodules");
  if (!(await isThere(file))) return [];
  const { stdout } = await git(["config", "--file", file, "--list", "--show-origin", "-z"], { cwd: root });
  const named = parseConfigList(stdout.reveal(), root).flatMap(({ key, value }) => (/^submodule\..*\.path$/s.test(key) && value !== undefined ? [path.resolve(root, value)] : []));
  const places = await inTurns(named, (place) => fs.realpath(place).catch(() => undefined));
  // The file is whoever's the repository is, and so are the links in it: they must not lead elsewhere.
  return keepRepositories(places.filter((place) => place?.startsWith(root + path.sep) === true) as readonly string[]);
}

async function keepRepositories(folders: readonly string[]): Promise<readonly string[]> {
  const are = await Promise.all(folders.map((folder) => isThere(path.join(folder, ".git"))));
  return folders.filter((_, index) => are[index]);
}

function isThere(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}

/** A few at a time, answered in the order of the items. */
async function inTurns<Item, Answer>(items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) answers[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}
