import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { lastLines, run } from "./processes.mjs";
import { progress } from "./progress.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable"];
const applications = ["Google Chrome", "Chromium", "Microsoft Edge"];
const windowsPrograms = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe", "Chromium\\Application\\chrome.exe"];

/** What Chromium is started with: it runs as root in containers, and must not call home. */
export const chromiumArguments = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Gives the path of a Chromium, installing Debian's where root runs this. */
export async function ensureChromium() {
  const installed = findChromium();
  if (installed !== undefined) return installed;
  if (isRootOnDebian()) await progress("Installing Chromium with apt", installWithApt);
  const found = findChromium();
  if (found !== undefined) return found;
  throw new Error("The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROME_PATH to a Chrome or Edge.");
}

function findChromium() {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new Error(`CHROME_PATH is set to ${named}, which does not exist.`);
  }
  return candidates().find(isProgram);
}

function candidates() {
  if (process.platform === "darwin") {
    const folders = ["/Applications", path.join(process.env["HOME"] ?? "", "Applications")];
    return folders.flatMap((folder) => applications.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
  }
  if (process.platform === "win32") {
    const folders = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].map((name) => process.env[name] ?? "C:\\");
    return folders.flatMap((folder) => windowsPrograms.map((program) => path.join(folder, program)));
  }
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

async function installWithApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () => run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], { env });
  let result = await install();
  if (result.code !== 0) {
    // A fresh machine has no package lists yet, or old ones.
    await run("apt-get", ["update"], { env });
    result = await install();
  }
  if (result.code !== 0) throw new Error(`Chromium could not be installed:\n${lastLines(result.output)}`);
}
