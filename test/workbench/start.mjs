import path from "node:path";
import { fileURLToPath } from "node:url";
import { openDesktop, canDownloadDesktop, displayEnvironment, ensureDesktop, hasDisplay } from "./desktop.mjs";
import { createTemporaryFolder, createWorkspace, isolatedEnvironment, leadGitToSandbox, removeTemporaryFolder, writeAwsFiles } from "./isolation.mjs";
import { openInBrowser } from "./browser.mjs";
import { ensurePackages } from "./packages.mjs";
import { endAll, lastLines, onEnd, run } from "./processes.mjs";
import { progress } from "./progress.mjs";
import { repoRoot } from "./repo.mjs";
import { startSandboxAccount } from "./sandbox.mjs";
import { companion, startServer } from "./server.mjs";
import { ensureServer } from "./serverInstall.mjs";
import { help, readStartOptions, UsageError } from "./startOptions.mjs";

/** `npm start`: from a fresh clone to VS Code with this extension on the sandbox. Nothing here may need a package. */

process.env["REPO_ROOT"] ??= fileURLToPath(new URL("../..", import.meta.url));

/** A repository of the sandbox account's. */
const REMOTE = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments";

/** @type {string | undefined} */
let folder;
/** @type {Promise<never> | undefined} */
let ending;

/**
 * Ends everything that was started, and this process.
 * @param {number} code
 */
function finish(code) {
  ending ??= endAll().then(() => {
    if (folder !== undefined) removeTemporaryFolder(folder);
    process.exit(code);
  });
  return ending;
}

async function build() {
  const { code, output } = await run(process.execPath, ["esbuild.config.mjs"], { cwd: repoRoot() });
  if (code !== 0) throw new Error(`The build failed:\n${lastLines(output, 30)}`);
}

/**
 * Gives the program of desktop VS Code where that is wanted and can be had.
 * @param {import("./startOptions.mjs").StartOptions} options
 * @returns {Promise<string | undefined>} none: VS Code in the browser
 */
async function findDesktop({ host, open, port }) {
  if (host === "desktop") return ensureDesktop();
  if (host === "server" || !open || port !== undefined || !hasDisplay()) return undefined;
  if (!(await progress("Looking for the VS Code download", canDownloadDesktop))) return undefined;
  return ensureDesktop().catch((/** @type {unknown} */ error) => {
    console.log(`VS Code could not be downloaded (${String(error)}): opening it in the browser instead.`);
    return undefined;
  });
}

/**
 * The user's own environment with one profile chosen: keys in the environment would win over it.
 * @param {string} profile
 */
function ownEnvironment(profile) {
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_PROFILE"];
  const kept = Object.entries(process.env).filter(([name]) => !keys.includes(name) && !/^(VSCODE|ELECTRON)_/.test(name));
  return { ...Object.fromEntries(kept), AWS_PROFILE: profile };
}

/**
 * @param {string} temporary
 * @param {import("./startOptions.mjs").StartOptions} options
 */
async function prepareEnvironment(temporary, { profile, scenario }) {
  if (profile !== undefined) return ownEnvironment(profile);
  const environment = isolatedEnvironment(temporary, { AWS_PROFILE: "sandbox" });
  const account = await progress("Starting the sandbox", () => startSandboxAccount({ scenario, environment }));
  writeAwsFiles(environment.HOME, account);
  await leadGit(environment.HOME, account.endpoint);
  return environment;
}

/**
 * Where there is no Git, there is nothing to lead.
 * @param {string} home
 * @param {string} endpoint
 */
async function leadGit(home, endpoint) {
  const answer = await fetch(`${endpoint}/_sandbox/git`);
  if (!answer.ok) return;
  const { caFile } = /** @type {{ caFile: string }} */ (await answer.json());
  leadGitToSandbox(home, { endpoint, caFile });
}

/**
 * @typedef {{ folder: string, workspace: string, environment: NodeJS.ProcessEnv }} Opening
 */

/**
 * @param {string} program
 * @param {Opening} opening
 */
async function openWindow(program, opening) {
  const window = await openDesktop(program, { ...opening, environment: { ...opening.environment, ...displayEnvironment() } });
  console.log(`Ready: the VS Code window "${path.basename(opening.workspace)}". Close it, or press Ctrl-C here, to end.`);
  await window.ended;
  return finish(0);
}

/**
 * @param {Opening} opening
 * @param {import("./startOptions.mjs").StartOptions} options
 */
async function openServer({ folder, workspace, environment }, { port, open }) {
  const install = await ensureServer();
  const server = await progress("Starting VS Code", () => startServer(install, { folder, environment, extensions: [repoRoot(), companion()], ...(port !== undefined && { port }) }));
  const url = server.url({ workspace });
  if (open && !(await openInBrowser(url))) console.log("There is no browser to open here: open this address in yours. Ctrl-C ends.");
  console.log(`Ready: ${url}`);
  const lastWords = await server.ended;
  if (ending !== undefined) return ending;
  throw new Error(`VS Code's server ended by itself:\n${lastWords}`);
}

/** @param {import("./startOptions.mjs").StartOptions} options */
async function open(options) {
  const temporary = (folder = createTemporaryFolder("my-security-credentials"));
  const program = await findDesktop(options);
  const environment = await prepareEnvironment(temporary, options);
  const place = path.join(temporary, "payments");
  const workspace = options.profile === undefined ? createWorkspace(place, environment, REMOTE) : createWorkspace(place, isolatedEnvironment(temporary));
  const opening = { folder: path.join(temporary, "vscode"), workspace, environment };
  return program === undefined ? openServer(opening, options) : openWindow(program, opening);
}

async function main() {
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
    return;
  }
  onEnd(() => void finish(0));
  await ensurePackages();
  await progress("Building", build);
  await open(options);
}

main().catch(async (/** @type {unknown} */ error) => {
  // Whatever is being ended on purpose fails on the way.
  if (ending !== undefined) return ending;
  console.error(error instanceof Error ? error.message : error);
  return finish(error instanceof UsageError ? 2 : 1);
});
