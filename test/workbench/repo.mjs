import path from "node:path";

/**
 * The checkout. The entry scripts put it in the environment, because bundled copies of these files (the browser tests)
 * do not know where they came from.
 */
export function repoRoot() {
  return process.env["REPO_ROOT"] ?? process.cwd();
}

/**
 * A path inside the git-ignored folder for everything downloaded or produced by runs.
 * @param {...string} names
 */
export function runFolder(...names) {
  return path.join(repoRoot(), ".vscode-test", ...names);
}
