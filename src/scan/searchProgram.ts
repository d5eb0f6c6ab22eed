import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import path from "node:path";

/**
 * The ripgrep that the editor searches with itself; `undefined` if it is at none of the places where editors have had it.
 * @param appRoot the editor's own folder (`vscode.env.appRoot`)
 */
export async function findSearchProgram(appRoot: string, platform: NodeJS.Platform, architecture: string): Promise<string | undefined> {
  const name = platform === "win32" ? "rg.exe" : "rg";
  // One package for all platforms, one a platform, and its name before that; unpacked where the rest is in an archive.
  const places = [`@vscode/ripgrep-universal/bin/${platform}-${architecture}`, "@vscode/ripgrep/bin", "vscode-ripgrep/bin"];
  for (const modules of ["node_modules", "node_modules.asar.unpacked"]) {
    for (const place of places) {
      const program = path.join(appRoot, modules, place, name);
      if (await isProgram(program)) return program;
    }
  }
  return undefined;
}

function isProgram(file: string): Promise<boolean> {
  return fs.access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
