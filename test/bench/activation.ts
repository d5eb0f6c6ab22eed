import { appendFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";

const EXTENSION = "my-security-credentials.my-security-credentials";

interface Loader {
  _load: (this: unknown, request: string, ...rest: unknown[]) => unknown;
}

/**
 * Run by VS Code in its extension host: measures the extension's own part of its activation, which is loading
 * `dist/extension.js` and the call of `activate`. What the host does around them is not ours.
 */
export async function run(): Promise<void> {
  await settle();
  const own = watchOwnCode();
  const before = new Set(Object.keys(require.cache));
  await vscode.extensions.getExtension(EXTENSION)?.activate();
  const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
  const sdkLoaded = loaded.some((file) => path.basename(file) === "aws.js");
  appendFileSync(process.env["BENCH_RESULT_FILE"] ?? "", `${JSON.stringify({ milliseconds: own(), sdkLoaded })}\n`);
}

/**
 * Waits until the host has nothing else to do: while a window opens, two cores are busy with everything but us, and the
 * figure would be theirs.
 */
async function settle(): Promise<void> {
  const end = performance.now() + 20_000;
  for (let calm = 0; calm < 10 && performance.now() < end; ) {
    const started = performance.now();
    await setTimeout(100);
    calm = performance.now() - started < 105 ? calm + 1 : 0;
  }
}

/** @returns how many milliseconds the extension's own code has taken so far */
function watchOwnCode(): () => number {
  let total = 0;
  const time = <Result>(work: () => Result): Result => {
    const started = performance.now();
    try {
      return work();
    } finally {
      total += performance.now() - started;
    }
  };
  const loader = Module as unknown as Loader;
  const load = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    if (!/dist[\\/]extension(\.js)?$/.test(request)) return load.call(this, request, ...rest);
    const loaded = time(() => load.call(this, request, ...rest)) as { activate(context: unknown): unknown };
    return { ...loaded, activate: (context: unknown) => time(() => loaded.activate(context)) };
  };
  return () => total;
}
