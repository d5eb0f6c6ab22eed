import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureChromium } from "./workbench/chromium.mjs";
import { canDownloadDesktop, displayEnvironment, ensureDesktop, findXvfb, hasDisplay } from "./workbench/desktop.mjs";
import { createTemporaryFolder, isolatedEnvironment, removeTemporaryFolder } from "./workbench/isolation.mjs";
import { ensurePackages } from "./workbench/packages.mjs";
import { endAll, onEnd } from "./workbench/processes.mjs";
import { seconds } from "./workbench/progress.mjs";
import { repoRoot } from "./workbench/repo.mjs";
import { ensureServer } from "./workbench/serverInstall.mjs";
import { notRun, runStep, sentence } from "./workbench/steps.mjs";

/** `npm test [-- PART… --grep TEXT]`: installs what is missing, then types, lint, build and every test. */

process.env["REPO_ROOT"] ??= fileURLToPath(new URL("..", import.meta.url));

const parts = /** @type {const} */ (["types", "lint", "unit", "sandbox", "host", "e2e"]);
/** @typedef {(typeof parts)[number]} Part */
/** @typedef {import("./workbench/steps.mjs").Outcome} Outcome */

const minute = 60_000;
const started = performance.now();
/** The whole must stay under 15 minutes; a step gets its own limit, or what is left of these. */
const whole = 14 * minute;
/** @type {Record<Part | "build", number>} */
const limits = { build: 2 * minute, types: 3 * minute, lint: 4 * minute, unit: 3 * minute, sandbox: 6 * minute, host: 4 * minute, e2e: 10 * minute };

const temporary = createTemporaryFolder("msc-test");

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values, positionals } = parseArgs({ args: [...args], options: { grep: { type: "string" } }, allowPositionals: true });
  const unknown = positionals.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}"; there are: ${parts.join(", ")}.`);
  return { grep: values.grep, wanted: parts.filter((part) => positionals.length === 0 || positionals.includes(part)) };
}

/** @param {Part | "build"} part */
function limit(part) {
  return Math.max(0, Math.min(limits[part], whole - (performance.now() - started)));
}

/** @param {string} name */
function tool(name) {
  return path.join(repoRoot(), "node_modules", ...name.split("/"));
}

/**
 * A step that is passed when its commands are, run in the environment of whoever runs the tests.
 * @param {"types" | "lint" | "build"} name
 * @param {string[][]} commands arguments to Node
 * @param {boolean} aside
 */
function check(name, commands, aside) {
  const programs = commands.map((args) => /** @type {[string, ...string[]]} */ ([process.execPath, ...args]));
  return runStep({ name, commands: programs, environment: process.env, folder: repoRoot(), limit: limit(name), aside });
}

/**
 * A step that counts its tests, run in an environment of its own.
 * @param {Part} name
 * @param {(folder: string) => string[]} command arguments to Node, or a program and its arguments
 * @param {{ grep: string | undefined, aside?: boolean, prefix?: string[], environment?: Record<string, string> }} options
 */
function suite(name, command, { grep, aside = false, prefix = [], environment = {} }) {
  const folder = path.join(temporary, name);
  // Everything the tests leave behind goes with the temporary folder.
  const within = path.join(folder, "tmp");
  mkdirSync(within, { recursive: true });
  const resultFile = path.join(folder, "result.json");
  const args = [...command(folder), "--result", resultFile, ...(grep === undefined ? [] : ["--grep", grep])];
  const isolated = isolatedEnvironment(folder, { REPO_ROOT: repoRoot(), TMPDIR: within, TEMP: within, TMP: within, ...environment });
  const [program = process.execPath, ...rest] = [...prefix, process.execPath, ...args];
  return runStep({ name, commands: [[program, ...rest]], environment: isolated, folder: repoRoot(), resultFile, limit: limit(name), aside });
}

/**
 * @param {"unit" | "sandbox" | "e2e"} part
 * @param {{ grep: string | undefined, aside: boolean }} options
 */
function nodeSuite(part, options) {
  // Windows and accounts mostly wait, so that two of them do not take the time of one each.
  const sideBySide = ["--workers", "2"];
  const how = {
    unit: ["--reporter", "dot", "--timeout", "20000"],
    sandbox: ["--reporter", "dot", "--timeout", "40000", ...sideBySide],
    e2e: ["--reporter", "spec", "--timeout", "120000", ...sideBySide],
  }[part];
  return suite(
    part,
    () => ["--enable-source-maps", path.join(repoRoot(), "test", "workbench", "nodeSuite.mjs"), "--folder", path.join(repoRoot(), "out", part), ...how],
    options,
  );
}

/**
 * The tests inside an extension host: of desktop VS Code where that can be had, else of the server build.
 * @param {string | undefined} grep
 */
async function hostSuite(grep) {
  const xvfb = hasDisplay() ? undefined : findXvfb();
  const desktop = (hasDisplay() || xvfb !== undefined) && (await canDownloadDesktop());
  await (desktop ? ensureDesktop() : Promise.all([ensureServer(), ensureChromium()]));
  console.log(`\nThe host tests run in ${desktop ? "desktop VS Code" : "VS Code's server, driven by Chromium"}.`);
  const script = path.join(repoRoot(), "test", "workbench", "hostSuite.mjs");
  return suite("host", (folder) => [script, "--host", desktop ? "desktop" : "server", "--folder", folder], {
    grep,
    prefix: desktop && xvfb !== undefined ? [xvfb, "--auto-servernum"] : [],
    environment: desktop ? displayEnvironment() : {},
  });
}

/**
 * Runs what the user would, one after another, but checks and plain tests side by side: neither minds a busy machine.
 * @param {Part[]} wanted
 * @param {string | undefined} grep
 * @returns {Promise<Outcome[]>}
 */
async function runParts(wanted, grep) {
  const outcomes = /** @type {Outcome[]} */ ([]);
  const built = await check("build", [["esbuild.config.mjs", "--tests"]], false);
  // The build is no test: it counts when it fails.
  if (built.failed > 0) outcomes.push(built);
  const has = (/** @type {Part} */ part) => wanted.includes(part);
  const test = async (/** @type {Part} */ part, /** @type {() => Promise<Outcome>} */ run) => {
    if (!has(part)) return;
    outcomes.push(built.failed > 0 ? notRun(part, "the build failed") : await run().catch((/** @type {unknown} */ error) => notRun(part, error)));
  };
  const checks = async () => {
    if (has("types")) outcomes.push(await check("types", [[tool("typescript/bin/tsc"), "-p", "."], [tool("typescript/bin/tsc"), "-p", "media"]], true));
    if (has("lint")) outcomes.push(await check("lint", [[tool("eslint/bin/eslint.js"), "."]], true));
  };
  const plain = async () => {
    await test("unit", () => nodeSuite("unit", { grep, aside: true }));
    await test("sandbox", () => nodeSuite("sandbox", { grep, aside: true }));
  };
  await Promise.all([checks(), plain()]);
  await test("host", () => hostSuite(grep));
  await test("e2e", async () => {
    await Promise.all([ensureServer(), ensureChromium()]);
    return nodeSuite("e2e", { grep, aside: false });
  });
  return outcomes;
}

/** @param {Outcome[]} outcomes */
function summarize(outcomes) {
  const sum = (/** @type {"passed" | "failed" | "skipped"} */ what) => outcomes.reduce((total, outcome) => total + outcome[what], 0);
  console.log("");
  for (const outcome of outcomes) console.log(`${outcome.name.padEnd(8)} ${sentence(outcome)} (${outcome.time})`);
  console.log(`all      ${seconds(started)}`);
  console.log(sentence({ passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") }));
  return sum("failed") === 0 && sum("passed") > 0 ? 0 : 1;
}

/** @type {Promise<never> | undefined} */
let ending;

/** @param {number} code */
function finish(code) {
  ending ??= endAll().then(() => {
    removeTemporaryFolder(temporary);
    process.exit(code);
  });
  return ending;
}

onEnd(() => void finish(130));
try {
  const { wanted, grep } = readOptions(process.argv.slice(2));
  await ensurePackages();
  await finish(summarize(await runParts(wanted, grep)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await finish(2);
}
