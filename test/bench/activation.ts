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
 * `dist/extension.js` and the call of `activate`, and what follows by itself, which is loading `dist/window.js` and the call
 * of `openWindow`. What the host does around them is not ours.
 */
export async function run(): Promise<void> {
  await settle();
  const activation = watchCode("extension", "activate");
  const window = watchCode("window", "openWindow");
  const before = new Set(Object.keys(require.cache));
  await vscode.extensions.getExtension(EXTENSION)?.activate();
  const milliseconds = activation.time();
  await window.called;
  const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
  const sdkLoaded = loaded.some((file) => path.basename(file) === "aws.js");
  appendFileSync(process.env["BENCH_RESULT_FILE"] ?? "", `${JSON.stringify({ milliseconds, windowMilliseconds: window.time(), sdkLoaded })}\n`);
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

/** How many milliseconds loading a bundle and a call of its function have taken so far, and when that was called. */
function watchCode(bundle: string, name: string): { time: () => number; called: Promise<void> } {
  let total = 0;
  let isCalled: () => void;
  const called = new Promise<void>((resolve) => (isCalled = resolve));
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
  const file = new RegExp(`(^\\.|dist)[\\\\/]${bundle}(\\.js)?$`);
  loader._load = function (this: unknown, request, ...rest) {
    if (!file.test(request)) return load.call(this, request, ...rest);
    const loaded = time(() => load.call(this, request, ...rest)) as Record<string, (...args: unknown[]) => unknown>;
    const call = (...args: unknown[]) => {
      try {
        return time(() => loaded[name]?.(...args));
      } finally {
        isCalled();
      }
    };
    return { ...loaded, [name]: call };
  };
  return { time: () => total, called };
}
