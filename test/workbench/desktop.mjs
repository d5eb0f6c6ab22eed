import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { start } from "./processes.mjs";
import { progress } from "./progress.mjs";
import { repoRoot, runFolder } from "./repo.mjs";
import { companion, writeSettings } from "./server.mjs";

const updateService = "https://update.code.visualstudio.com/api/releases/stable";

/** Whether desktop VS Code can be downloaded here. A firewall must not make anyone wait. */
export async function canDownloadDesktop() {
  try {
    const response = await fetch(updateService, { signal: AbortSignal.timeout(4000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether there is a screen to open a window on. */
export function hasDisplay() {
  if (process.platform !== "linux") return true;
  return ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (process.env[name] ?? "") !== "");
}

/** The program that gives windows a screen where there is none. */
export function findXvfb() {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, "xvfb-run")).find((file) => existsSync(file));
}

/** Downloads desktop VS Code, unless that was done before, and gives its program. */
export async function ensureDesktop() {
  const { downloadAndUnzipVSCode, SilentReporter } = await import("@vscode/test-electron");
  return progress("Downloading VS Code (about 150 MB, once)", () =>
    downloadAndUnzipVSCode({ version: "stable", cachePath: runFolder(), reporter: new SilentReporter() }),
  );
}

/**
 * What a window needs to reach the screen from an environment with another home folder.
 * @returns {Record<string, string>}
 */
export function displayEnvironment() {
  /** @type {[string, string | undefined][]} */
  const candidates = [["XDG_RUNTIME_DIR", process.env["XDG_RUNTIME_DIR"]], ["XDG_SESSION_TYPE", process.env["XDG_SESSION_TYPE"]], ["XAUTHORITY", xAuthority()]];
  return Object.fromEntries(candidates.filter(/** @returns {entry is [string, string]} */ (entry) => entry[1] !== undefined));
}

function xAuthority() {
  const usual = path.join(process.env["HOME"] ?? "", ".Xauthority");
  return process.env["XAUTHORITY"] ?? (existsSync(usual) ? usual : undefined);
}

/**
 * The arguments of a window that shares nothing with the user's own VS Code.
 * @param {string} folder a temporary folder
 */
export function separateWindow(folder) {
  const user = path.join(folder, "user");
  const extensions = path.join(folder, "extensions");
  mkdirSync(extensions, { recursive: true });
  writeSettings(path.join(user, "User"), { "window.commandCenter": true });
  return [`--user-data-dir=${user}`, `--extensions-dir=${extensions}`];
}

/**
 * Opens a window of desktop VS Code with our extension and the companion that shows its view.
 * @param {string} program
 * @param {{ folder: string, workspace: string, environment: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ ended: Promise<void> }>}
 */
export function openDesktop(program, { folder, workspace, environment }) {
  const asRoot = process.getuid?.() === 0;
  const child = start(
    program,
    [
      workspace, "--new-window", ...separateWindow(folder),
      `--extensionDevelopmentPath=${repoRoot()}`, `--extensionDevelopmentPath=${companion()}`,
      "--disable-workspace-trust", "--disable-telemetry", "--disable-updates", "--skip-welcome", "--skip-release-notes",
      // Chromium refuses to start for root with its own sandbox.
      ...(asRoot ? ["--no-sandbox"] : []),
    ],
    { env: environment, stdio: "ignore" },
  );
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`VS Code could not be started: ${error.message}`)));
    child.once("spawn", () => resolve({ ended: new Promise((done) => child.once("exit", () => done())) }));
  });
}
