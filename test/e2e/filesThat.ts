import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Every file below a folder with content of that kind; links are not followed: one leads to this repository. */
export function filesThat(folder: string, holds: (text: string) => boolean): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesThat(file, holds);
    return entry.isFile() && holds(readFileSync(file, "latin1")) ? [file] : [];
  });
}
