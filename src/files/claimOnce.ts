import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Whether something is for this window to do, of all that come to it on the same day (UTC): only one of them can create the
 * file of the day's claim. Where no file can be created, every window does it rather than none.
 * @param what a name that can be in a file's name, without spaces
 */
export function claimOnce(folder: string, what: string, at: Date): boolean {
  const claim = path.join(folder, `${what} ${at.toISOString().slice(0, 10)}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) if (name.startsWith(`${what} `) && name !== path.basename(claim)) rmSync(path.join(folder, name), { force: true });
    closeSync(openSync(claim, "wx", 0o600));
    return true;
  } catch {
    return !existsSync(claim);
  }
}
