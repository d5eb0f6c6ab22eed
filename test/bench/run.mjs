import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTemporaryFolder, createWorkspace, isolatedEnvironment, removeTemporaryFolder } from "../workbench/isolation.mjs";
import { ensurePackages } from "../workbench/packages.mjs";
import { endAll, lastLines, run } from "../workbench/processes.mjs";
import { repoRoot } from "../workbench/repo.mjs";
import { median, printFigure } from "./figure.mjs";

/** `npm run bench`: builds, and prints one JSON line a figure. */

process.env["REPO_ROOT"] ??= fileURLToPath(new URL("../..", import.meta.url));

const RUNS = 9;
const temporary = createTemporaryFolder("msc-bench");

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 */
async function node(args, environment = process.env) {
  const { code, output } = await run(process.execPath, args, { cwd: repoRoot(), env: environment });
  if (code !== 0) throw new Error(`${args.join(" ")} failed:\n${lastLines(output)}`);
  return output;
}

function printSizes() {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(path.join(repoRoot(), "package.json"), "utf8"));
  const { version } = /** @type {{ version: string }} */ (manifest);
  const size = (/** @type {string} */ file) => statSync(path.join(repoRoot(), file)).size / 1024;
  printFigure({ name: "dist/extension.js and dist/window.js", value: size("dist/extension.js") + size("dist/window.js"), unit: "KB", target: "<= 150" });
  printFigure({ name: "dist/aws.js", value: size("dist/aws.js"), unit: "KB" });
  printFigure({ name: ".vsix", value: size(`my-security-credentials-${version}.vsix`), unit: "KB", target: "<= 1024" });
}

async function printSdkLoad() {
  const script = `const started = performance.now(); require(${JSON.stringify(path.join(repoRoot(), "dist", "aws.js"))}); console.log("took " + (performance.now() - started))`;
  const times = [];
  for (let count = 0; count < RUNS; count++) times.push(Number(/took ([\d.]+)/.exec(await node(["--no-warnings", "-e", script]))?.[1]));
  printFigure({ name: "load dist/aws.js", value: median(times), unit: "ms" });
}

/** In the real extension host, a fresh one each time, since a module loads once. */
async function printActivation() {
  const { measureActivation } = await import("./activationRuns.mjs");
  const workspace = createWorkspace(path.join(temporary, "payments"), isolatedEnvironment(temporary));
  const runs = await measureActivation({ folder: temporary, workspace, count: RUNS });
  printFigure({ name: "activation, own code", value: median(runs.map(({ milliseconds }) => milliseconds)), unit: "ms", target: "<= 10" });
  printFigure({ name: "after activation, own code", value: median(runs.map(({ windowMilliseconds }) => windowMilliseconds)), unit: "ms" });
  printFigure({ name: "activations that loaded the SDK", value: runs.filter(({ sdkLoaded }) => sdkLoaded).length, unit: "count", target: "0" });
}

async function printTreeLoad() {
  const output = await node(["--no-warnings", "out/bench/treeLoad.js"], isolatedEnvironment(temporary, { REPO_ROOT: repoRoot() }));
  /** @typedef {{ milliseconds: number, calls: Record<string, number> }} Load */
  /** @type {unknown} */
  const measured = JSON.parse(output);
  const { first, refresh } = /** @type {{ first: Load[], refresh: Load[] }} */ (measured);
  const time = (/** @type {Load[]} */ loads) => median(loads.map(({ milliseconds }) => milliseconds));
  printFigure({ name: "whole tree, first load, 300 ms a call", value: time(first), unit: "ms", target: "<= 750" });
  printFigure({ name: "whole tree, refresh, 300 ms a call", value: time(refresh), unit: "ms", target: "<= 450" });
  printFigure({ name: "calls, first load", value: first.at(-1)?.calls ?? {}, unit: "calls" });
  printFigure({ name: "calls, refresh", value: refresh.at(-1)?.calls ?? {}, unit: "calls" });
}

async function printProfileList() {
  /** @type {unknown} */
  const times = JSON.parse(await node(["--no-warnings", "out/bench/profileList.js"]));
  printFigure({ name: "profile list, 500 profiles", value: median(/** @type {number[]} */ (times)), unit: "ms", target: "<= 50" });
}

async function printStepUp() {
  /** @type {unknown} */
  const measured = JSON.parse(await node(["--no-warnings", "out/bench/stepUp.js"], isolatedEnvironment(temporary, { REPO_ROOT: repoRoot() })));
  const { prompts, calls } = /** @type {{ prompts: number, calls: Record<string, number> }} */ (measured);
  printFigure({ name: "prompts, five calls refused without MFA", value: prompts, unit: "count", target: "1" });
  printFigure({ name: "calls to open the session", value: calls, unit: "calls", target: "1 GetSessionToken" });
}

/** Ratios of runs in the same round: what else the machine does then falls on both. */
async function printCredentialHelper() {
  /** @type {unknown} */
  const measured = JSON.parse(await node(["--no-warnings", "out/bench/credentialHelper.js"], isolatedEnvironment(temporary, { REPO_ROOT: repoRoot() })));
  /** @typedef {Record<string, number[]>} Times */
  const { times, againstAws, memory, failures } = /** @type {{ times: Times, againstAws?: Times, memory: { bare: number, helper: number }[], failures: number }} */ (measured);
  const ratio = (/** @type {Times} */ all, /** @type {string} */ name, /** @type {string} */ base) =>
    median((all[name] ?? []).map((value, round) => value / (all[base]?.[round] ?? Number.NaN)));
  printFigure({ name: "credential helper, get, against node -e 0", value: ratio(times, "helper", "bare"), unit: "ratio", target: "<= 1.25" });
  printFigure({ name: "the same through its launcher", value: ratio(times, "launcher", "bare"), unit: "ratio" });
  printFigure({ name: "credential helper, store, against node -e 0", value: ratio(times, "store", "bare"), unit: "ratio", target: "<= 0.1" });
  if (againstAws !== undefined) printFigure({ name: "credential helper, get, against the AWS CLI's", value: ratio(againstAws, "launcher", "aws"), unit: "ratio", target: "<= 0.25" });
  printFigure({ name: "credential helper, peak memory against node -e 0", value: median(memory.map(({ bare, helper }) => helper / bare)), unit: "ratio", target: "<= 1.15" });
  printFigure({ name: "failures in 200 git ls-remote", value: failures, unit: "count", target: "0" });
}

/** 100,000 files. Ratios, as above. */
async function printKeyScan() {
  /** @type {unknown} */
  const measured = JSON.parse(await node(["--no-warnings", "out/bench/keyScan.js"], isolatedEnvironment(temporary, { REPO_ROOT: repoRoot() })));
  const { engine, rounds } = /** @type {{ engine: string, rounds: { grep: number, scan: number, longestHold: number }[] }} */ (measured);
  printFigure({ name: `search for a key in 100,000 files (${engine}), against git grep`, value: median(rounds.map(({ grep, scan }) => scan / grep)), unit: "ratio", target: "<= 3" });
  printFigure({ name: "the same, the longest that it held up its thread", value: median(rounds.map(({ longestHold }) => longestHold)), unit: "ms" });
}

/** Next to the two ways that come to mind, which have no target: they show what there is to lose. */
async function printRotation() {
  /** @type {unknown} */
  const measured = JSON.parse(await node(["--no-warnings", "out/bench/rotation.js"], isolatedEnvironment(temporary, { REPO_ROOT: repoRoot() })));
  /** @typedef {{ calls: number, failed: number }} Report */
  for (const [name, { calls, failed }] of Object.entries(/** @type {Record<string, Report>} */ (measured))) {
    printFigure({ name: `failed calls of a program that makes 20 a second: ${name}`, value: failed, unit: `of ${calls} calls`, target: name === "rotation" ? "0" : "none" });
  }
}

async function printRotationCrashes() {
  /** @type {unknown} */
  const measured = JSON.parse(await node(["--no-warnings", "out/bench/rotationCrashes.js"], isolatedEnvironment(temporary, { REPO_ROOT: repoRoot() })));
  /** @typedef {{ crashes: number, notWorking: number, lost: number, elsewhere: number, unfinished: number, complaints: string[] }} Count */
  const { atMoments, atRandom } = /** @type {{ atMoments: Count, atRandom: Count }} */ (measured);
  for (const [where, count] of /** @type {const} */ ([["at each moment", atMoments], ["at random moments", atRandom]])) {
    printFigure({ name: `crashes, ${where} of a rotation`, value: count.crashes, unit: "count" });
    printFigure({ name: `profiles that did not work afterwards, ${where}`, value: count.notWorking, unit: "count", target: "0" });
    printFigure({ name: `lost secrets, ${where}`, value: count.lost, unit: "count", target: "0" });
    printFigure({ name: `secrets on disk outside the chosen files, ${where}`, value: count.elsewhere, unit: "count", target: "0" });
    printFigure({ name: `rotations that did not end with one active key, ${where}`, value: count.unfinished, unit: "count", target: "0" });
    for (const sentence of count.complaints) console.error(sentence);
  }
}

try {
  await ensurePackages();
  await node(["test/workbench/package.mjs"]);
  await node(["esbuild.config.mjs", "--tests"]);
  printSizes();
  await printSdkLoad();
  await printTreeLoad();
  await printStepUp();
  await printCredentialHelper();
  await printProfileList();
  await printKeyScan();
  await printRotation();
  await printRotationCrashes();
  await printActivation();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await endAll();
  removeTemporaryFolder(temporary);
}
