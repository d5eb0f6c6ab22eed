import * as fs from "node:fs/promises";
import * as path from "node:path";

/**
 * The root of the Git work tree a path is in, or nothing. The path need not exist yet; links are followed, because a
 * `~/.aws/credentials` that is a link into a dotfiles repository is in that repository. No Git process is started: a
 * `.git` folder, or the `.git` file of a submodule or linked work tree, is what makes a work tree.
 */
export async function isInsideGitWorkTree(filePath: string): Promise<string | undefined> {
  for (let folder = await realPathOfWhatExists(path.resolve(filePath)); ; folder = path.dirname(folder)) {
    if (await exists(path.join(folder, ".git"))) {
      return folder;
    }
    if (folder === path.dirname(folder)) {
      return undefined;
    }
  }
}

/** Resolves links in the part of the path that exists; the rest is appended as it is. */
async function realPathOfWhatExists(filePath: string): Promise<string> {
  const parent = path.dirname(filePath);
  if (parent === filePath) {
    return filePath;
  }
  return fs.realpath(filePath).catch(async () => path.join(await realPathOfWhatExists(parent), path.basename(filePath)));
}

async function exists(filePath: string): Promise<boolean> {
  return fs.lstat(filePath).then(
    () => true,
    () => false,
  );
}
