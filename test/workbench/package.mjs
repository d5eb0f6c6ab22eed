import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages } from "./packages.mjs";
import { lastLines, run } from "./processes.mjs";
import { repoRoot } from "./repo.mjs";

/** `npm run package`: builds, and makes the .vsix that VS Code installs. */

process.env["REPO_ROOT"] ??= fileURLToPath(new URL("../..", import.meta.url));

/** What an installed extension has no use for, and nobody should find in it. */
const strangers = /(^|\/)(node_modules|test|out|src|\.vscode-test)\/|\.map$|\.tsx?$|^media\/.*\.css$/;

async function main() {
  await ensurePackages();
  const { code, output } = await run(process.execPath, ["esbuild.config.mjs"], { cwd: repoRoot() });
  if (code !== 0) throw new Error(`The build failed:\n${lastLines(output, 30)}`);
  const { createVSIX, listFiles } = await import("@vscode/vsce");
  // Everything is bundled: there are no dependencies to bring.
  const options = { cwd: repoRoot(), dependencies: false };
  const files = (await listFiles(options)).map((file) => file.replaceAll("\\", "/"));
  const wrong = files.filter((file) => strangers.test(file));
  if (wrong.length > 0) throw new Error(`The package must not hold these files (see .vscodeignore):\n${wrong.join("\n")}`);
  const packagePath = path.join(repoRoot(), `my-security-credentials-${await readVersion()}.vsix`);
  // The README's pictures are in the package, not in a repository to which their links could be turned.
  await createVSIX({ ...options, packagePath, allowMissingRepository: true, rewriteRelativeLinks: false });
  console.log(`${path.basename(packagePath)}: ${Math.ceil(statSync(packagePath).size / 1024)} KB, ${files.length} files`);
}

async function readVersion() {
  const manifest = /** @type {unknown} */ (JSON.parse(await readFile(path.join(repoRoot(), "package.json"), "utf8")));
  return /** @type {{ version: string }} */ (manifest).version;
}

main().catch((/** @type {unknown} */ error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
