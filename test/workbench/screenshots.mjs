import { build } from "esbuild";
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { endAll, lastLines, run } from "./processes.mjs";
import { repoRoot, runFolder } from "./repo.mjs";

/** `npm run screenshots`: the README's pictures, from a real workbench on the sandbox, in every kind of theme. */

process.env["REPO_ROOT"] ??= fileURLToPath(new URL("../..", import.meta.url));

/** @typedef {import("../e2e/workbench").Workbench} Workbench */
/** @typedef {{ x: number, y: number, width: number, height: number }} Area */

const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "high-contrast": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
};

/**
 * The pictures of each theme, taken one after another in the same window: what to do first, and what to keep of it.
 * @type {{ name: string, prepare: (workbench: Workbench) => Promise<Area> }[]}
 */
const pictures = [
  {
    name: "tree",
    prepare: async (workbench) => {
      // Last to come: AWS makes the credential report first.
      await workbench.row(/changed 121 days ago/).waitFor();
      await workbench.resizeSideBar(440);
      await workbench.expandAll();
      return downToLastRow(workbench);
    },
  },
  {
    name: "one-time-secret",
    prepare: async (workbench) => {
      await workbench.resizeSideBar(260);
      await workbench.runCommand("Security Credentials: Create Access Key…");
      await workbench.pick("Servers outside AWS");
      await workbench.pick("Create an access key all the same");
      await workbench.type("build server");
      await workbench.accept();
      // A profile of its own, so that the picture shows what most people do; the secret stays masked.
      await workbench.pick("Save to a profile");
      await workbench.pick("New profile…");
      await workbench.type("build");
      await workbench.accept();
      await (await workbench.dialog()).press("Save key");
      const page = await workbench.webview("Access key created");
      await page.getByText("verified").waitFor();
      return downToLastLine(workbench, page);
    },
  },
];

const size = { width: 1000, height: 800 };
const margin = 12;
const limit = 150 * 1024;

/**
 * The harness of the browser tests is TypeScript: it is bundled like a test.
 * @returns {Promise<typeof import("../e2e/workbench") & typeof import("../e2e/shared")>}
 */
async function loadHarness() {
  const outfile = runFolder("harness", "harness.cjs");
  await build({
    stdin: { contents: `export * from "./workbench"; export * from "./shared";`, resolveDir: path.join(repoRoot(), "test", "e2e") },
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    outfile,
  });
  const loaded = /** @type {unknown} */ (await import(pathToFileURL(outfile).href));
  return /** @type {typeof import("../e2e/workbench") & typeof import("../e2e/shared")} */ (loaded);
}

/**
 * The side bar without what is empty below the tree.
 * @param {Workbench} workbench
 * @returns {Promise<Area>}
 */
async function downToLastRow(workbench) {
  const bar = await workbench.page.locator(".part.sidebar").boundingBox();
  const rows = await Promise.all((await workbench.page.locator(".part.sidebar .monaco-list-row").all()).map((row) => row.boundingBox()));
  if (bar === null) throw new Error("There is no side bar.");
  const bottom = Math.max(...rows.map((row) => (row === null ? 0 : row.y + row.height)));
  return { ...bar, height: Math.min(bar.height, bottom + margin - bar.y) };
}

/**
 * The editor without what is empty below the page.
 * @param {Workbench} workbench
 * @param {import("playwright-core").Frame} page
 * @returns {Promise<Area>}
 */
async function downToLastLine(workbench, page) {
  const editor = await workbench.page.locator(".part.editor").boundingBox();
  const last = await page.locator("li").last().boundingBox();
  if (editor === null || last === null) throw new Error("There is no page.");
  return { ...editor, height: last.y + last.height + 2 * margin - editor.y };
}

/**
 * Takes a picture of an area of the window, with a mouse that points nowhere.
 * @param {Workbench} workbench
 * @param {Area} clip
 * @param {string} file
 */
async function take(workbench, clip, file) {
  await workbench.page.mouse.move(size.width - 1, size.height / 2);
  await workbench.page.screenshot({ path: file, clip, animations: "disabled" });
  const bytes = statSync(file).size;
  console.log(`${path.relative(repoRoot(), file)}: ${Math.ceil(bytes / 1024)} KB`);
  if (bytes > limit) throw new Error(`${file} is larger than ${limit / 1024} KB: crop it.`);
}

/** @param {readonly string[]} names of the pictures; none: all */
async function takeAll(names) {
  const { openWorkbench, KEY_AGE_SETTING, endShared } = await loadHarness();
  const folder = path.join(repoRoot(), "media", "screenshots");
  mkdirSync(folder, { recursive: true });
  try {
    for (const [name, theme] of Object.entries(themes)) {
      const workbench = await openWorkbench({ scenario: "default", size, scale: 1.5, settings: { "workbench.colorTheme": theme, [KEY_AGE_SETTING]: 90 } });
      await (await workbench.notification("time to replace it")).press("Later");
      for (const picture of pictures.filter((one) => names.length === 0 || names.includes(one.name))) {
        await take(workbench, await picture.prepare(workbench), path.join(folder, `${name}-${picture.name}.png`));
      }
      await workbench.close();
    }
  } finally {
    await endShared();
  }
}

const { positionals } = parseArgs({ allowPositionals: true });
const built = await run(process.execPath, ["esbuild.config.mjs"], { cwd: repoRoot() });
if (built.code !== 0) throw new Error(`The build failed:\n${lastLines(built.output, 30)}`);
await takeAll(positionals);
await endAll();
