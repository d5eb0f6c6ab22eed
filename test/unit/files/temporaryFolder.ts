import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** A folder for each test of the surrounding `describe`, removed afterwards. Returns the path of a name in it. */
export function useTemporaryFolder(): (...names: string[]) => string {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "my-security-credentials-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return (...names) => path.join(folder, ...names);
}
