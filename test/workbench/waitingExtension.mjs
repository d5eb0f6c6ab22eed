import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repoRoot } from "./repo.mjs";

/**
 * A copy of the extension that VS Code does not start by itself when a window has opened: who looks at its activation has to
 * decide when that is.
 * @param {string} folder a temporary one
 * @returns {string} the copy's folder
 */
export function makeWaitingExtension(folder) {
  const place = path.join(folder, "waitingExtension");
  mkdirSync(place, { recursive: true });
  for (const name of ["dist", "media", "l10n", "package.nls.json"]) cpSync(path.join(repoRoot(), name), path.join(place, name), { recursive: true });
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(path.join(repoRoot(), "package.json"), "utf8"));
  writeFileSync(path.join(place, "package.json"), JSON.stringify({ .../** @type {object} */ (manifest), activationEvents: [] }));
  return place;
}
