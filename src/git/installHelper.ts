import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { readError, writeError } from "../files/fileError.js";
import { writePrivateFile } from "../files/privateFile.js";
import { HELPER, renderCmdLauncher, renderShellLauncher } from "./launcher.js";

/** Where the credential helper comes from, and where it goes. */
export interface HelperPlaces {
  /** The extension's `dist` of this version; it is gone after an update. */
  readonly dist: string;
  /** The folder that stays: below the extension's global storage. Absolute. */
  readonly folder: string;
  /** `process.execPath` of the extension host. */
  readonly runtime: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** What Git's configuration names, and where windows announce themselves. */
export interface InstalledHelper {
  /** The script for `sh`, with which Git starts its helpers on every system. */
  readonly launcher: string;
  /** For {@link openSessionChannel}. */
  readonly sessionsFolder: string;
}

/** `aws.js` beside it is for profiles whose keys only the SDK can get. */
const BUNDLES = [`${HELPER}.js`, "aws.js"];

/** Says of which bundles the copies were made, and what became of them. */
const STAMP = "installed";

/** Below these are editors on Windows. */
const FOLDER_VARIABLES = ["LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles"];

/** The path of the script for `sh`, in the form that `sh` reads; whether it is there or not. */
export function launcherIn(folder: string, platform: NodeJS.Platform): string {
  const launcher = path.join(folder, HELPER);
  return platform === "win32" ? launcher.replaceAll("\\", "/") : launcher;
}

/**
 * Copies the helper to its folder and writes its launcher: the first time, and whenever this version or the editor's Node
 * differs from what is there. A Git that runs meanwhile finds the old file or the new one, never a half.
 * @throws UserError if the folder cannot be written
 */
export async function installHelper({ dist, folder, runtime, env, platform }: HelperPlaces): Promise<InstalledHelper> {
  await copyBundles(dist, folder);
  // Without it Node would ask the folders above what kind of module a .js is, and a user's own package.json might answer.
  await writeIfNew(path.join(folder, "package.json"), `{"type":"commonjs"}\n`);
  const launcher = launcherIn(folder, platform);
  await writeIfNew(launcher, renderShellLauncher({ runtime, folder }, platform === "win32"), 0o700);
  if (platform === "win32") {
    const variables = Object.fromEntries(FOLDER_VARIABLES.map((name) => [name, env[name]]));
    await writeIfNew(`${launcher}.cmd`, renderCmdLauncher({ runtime }, variables), 0o700);
  }
  return { launcher, sessionsFolder: path.join(folder, "sessions") };
}

/** Every window comes by here when it opens, and `aws.js` is large: it is read only if it, or its copy, is not as it was last time. */
async function copyBundles(dist: string, folder: string): Promise<void> {
  const stamp = path.join(folder, STAMP);
  const sources = await describeBundles(dist);
  const noted = await fs.readFile(stamp, "utf8").catch(() => undefined);
  if (noted === sources + (await describeBundles(folder))) return;
  for (const name of BUNDLES) await writeIfNew(path.join(folder, name), await read(path.join(dist, name)));
  await writeIfNew(stamp, sources + (await describeBundles(folder)));
}

async function describeBundles(folder: string): Promise<string> {
  const lines = BUNDLES.map(async (name) => {
    const file = path.join(folder, name);
    const state = await fs.stat(file).catch(() => undefined);
    return `${file} ${state === undefined ? "" : [state.mode, state.size, state.mtimeMs].join(" ")}\n`;
  });
  return (await Promise.all(lines)).join("");
}

async function writeIfNew(file: string, text: string, mode = 0o600): Promise<void> {
  const [there, state] = await Promise.all([fs.readFile(file, "utf8").catch(() => undefined), fs.stat(file).catch(() => undefined)]);
  const hasMode = process.platform === "win32" || (state !== undefined && (state.mode & 0o777) === mode);
  if (there === text && hasMode) return;
  // Git must not find a script that it may not start yet: the mode comes before the name.
  const fresh = `${file}.${randomBytes(6).toString("hex")}`;
  await writePrivateFile(fresh, text);
  try {
    await fs.chmod(fresh, mode);
    await fs.rename(fresh, file);
  } catch (error) {
    await fs.rm(fresh, { force: true });
    throw writeError(file, error);
  }
}

async function read(file: string): Promise<string> {
  try {
    return await fs.readFile(file, "utf8");
  } catch (error) {
    throw readError(file, error);
  }
}
