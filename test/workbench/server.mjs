import { randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openFrontDoor } from "./frontDoor.mjs";
import { end, lastLines, start } from "./processes.mjs";
import { repoRoot } from "./repo.mjs";

/** How long the server may take to listen; it takes about a second. */
const patience = 60_000;

/** A window without anything that moves, asks or phones home. */
export const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": true,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
};

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {(open: { workspace: string, tests?: string, extension?: string }) => string} url where a browser opens a folder, and runs
 *   `tests` (a module's path) in its extension host, with the `extension` in that folder, if the server was started for that
 * @property {string} userFolder where user settings and the extensions' storage are
 * @property {Promise<string>} ended fulfilled with its last words when the server has ended
 * @property {() => Promise<void>} close
 */

/**
 * Writes the settings a window starts with.
 * @param {string} userFolder
 * @param {Record<string, unknown>} [more]
 */
export function writeSettings(userFolder, more = {}) {
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(path.join(userFolder, "settings.json"), JSON.stringify({ ...quietSettings, ...more }, undefined, 2));
}

/**
 * Starts VS Code's server on loopback. A token keeps out other users of the machine and web pages, which could
 * otherwise reach the port.
 * @param {import("./serverInstall.mjs").ServerInstall} install
 * @param {{ folder: string, environment: NodeJS.ProcessEnv, port?: number, extensions?: string[], forTests?: boolean }} options
 *   `folder` takes the server's files; port 0 lets the system choose; `extensions` are folders to have installed;
 *   `forTests` is for a run inside the extension host
 * @returns {Promise<Server>}
 */
export async function startServer(install, { folder, environment, port = 0, extensions = [], forTests = false }) {
  const user = path.join(folder, "user");
  const installed = path.join(folder, "extensions");
  mkdirSync(installed, { recursive: true });
  writeSettings(path.join(user, "User"));
  // Linked, so that a reload of the window shows a new build. (A junction is the link that Windows lets everyone make.)
  for (const extension of extensions) symlinkSync(extension, path.join(installed, path.basename(extension)), "junction");
  const token = randomBytes(24).toString("hex");
  const tokenFile = path.join(folder, "token");
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const child = start(
    install.node,
    [
      install.main, "--host", "127.0.0.1", "--port", "0", "--connection-token-file", tokenFile,
      // What makes the server honour the payload below; but then a window shows no notifications either.
      ...(forTests ? ["--enable-smoke-test-driver"] : []),
      "--accept-server-license-terms", "--disable-telemetry", "--disable-workspace-trust",
      "--server-data-dir", path.join(folder, "server"), "--user-data-dir", user, "--extensions-dir", installed,
    ],
    { env: environment, stdio: ["ignore", "pipe", "pipe"] },
  );
  const output = collect(child);
  const door = await openFrontDoor(await portOf(child, output), port).catch(async (/** @type {unknown} */ error) => {
    await end(child);
    throw isPortInUse(error) ? new Error(`Port ${port} is in use.`) : error;
  });
  return {
    port: door.port,
    url: (open) => address(door.port, token, open),
    userFolder: path.join(user, "User"),
    ended: new Promise((resolve) => child.once("exit", () => resolve(lastLines(output())))),
    close: async () => {
      await door.close();
      await end(child);
    },
  };
}

/** @param {unknown} error */
function isPortInUse(error) {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/** The companion extension that shows our view when a window has opened. */
export function companion() {
  return path.join(repoRoot(), "test", "workbench", "show-view");
}

/**
 * @param {number} port
 * @param {string} token
 * @param {{ workspace: string, tests?: string, extension?: string }} open
 */
function address(port, token, { workspace, tests, extension = repoRoot() }) {
  const remote = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${port}${urlPath(file)}`;
  const query = { tkn: token, folder: urlPath(workspace) };
  if (tests !== undefined) Object.assign(query, { payload: JSON.stringify([["extensionDevelopmentPath", remote(extension)], ["extensionTestsPath", remote(tests)]]) });
  return `http://127.0.0.1:${port}/?${new URLSearchParams(query).toString()}`;
}

/**
 * A path as URLs have it: `C:\x` is `/C:/x`.
 * @param {string} file
 */
function urlPath(file) {
  const slashes = file.replaceAll("\\", "/");
  return slashes.startsWith("/") ? slashes : `/${slashes}`;
}

/** @param {import("node:child_process").ChildProcess} child */
function collect(child) {
  let output = "";
  const add = (/** @type {Buffer} */ chunk) => (output = (output + chunk.toString()).slice(-20_000));
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => output;
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {() => string} output
 * @returns {Promise<number>}
 */
function portOf(child, output) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Error(`VS Code's server ${why}:\n${lastLines(output())}`));
    const timer = setTimeout(() => {
      void end(child);
      fail(`did not listen within ${patience / 1000} seconds`);
    }, patience);
    child.stdout?.on("data", () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once("error", (error) => fail(`could not be started (${error.message})`));
    child.once("exit", () => {
      clearTimeout(timer);
      fail("ended at once");
    });
  });
}
