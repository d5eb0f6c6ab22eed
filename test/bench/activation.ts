import { appendFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
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
  const own = watchOwnCode();
  const before = new Set(Object.keys(require.cache));
  await vscode.extensions.getExtension(EXTENSION)?.activate();
  const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
  const sdkLoaded = loaded.some((file) => path.basename(file) === "aws.js");
  appendFileSync(process.env["BENCH_RESULT_FILE"] ?? "", `${JSON.stringify({ milliseconds: own(), sdkLoaded })}\n`);
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
