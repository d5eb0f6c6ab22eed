import { statSync } from "node:fs";
import path from "node:path";
import { lastLines, run } from "./processes.mjs";
import { progress } from "./progress.mjs";
import { repoRoot } from "./repo.mjs";

/**
 * Runs npm, once more when it fails: most failures are the network's.
 * @param {string} folder
 * @param {readonly string[]} args
 */
export async function npm(folder, args) {
  const execPath = process.env["npm_execpath"];
  const known = execPath?.endsWith("npm-cli.js") === true;
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--engine-strict=false"];
  const [command, first] = known ? [process.execPath, [execPath]] : ["npm", []];
  // npm is a .cmd file on Windows, which only a shell can start.
  const options = { cwd: folder, shell: !known && process.platform === "win32" };
  let result = await run(command, [...first, ...args, ...quiet], options);
  if (result.code !== 0) result = await run(command, [...first, ...args, ...quiet], options);
  if (result.code !== 0) throw new Error(`"npm ${args.join(" ")}" failed:\n${lastLines(result.output)}`);
}

/** Installs the project's packages when they are missing or older than the lock file. */
export async function ensurePackages() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`This needs Node 20.19 or newer; this is ${process.versions.node}.`);
  // npm writes its own copy of the lock file last, so that a half-finished install is not taken for a finished one.
  const installed = changedAt(path.join(repoRoot(), "node_modules", ".package-lock.json"));
  if (installed >= changedAt(path.join(repoRoot(), "package-lock.json"))) return;
  await progress("Installing packages (npm ci)", () => npm(repoRoot(), ["ci"]));
}

/** @param {string} file */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
