import { mkdirSync } from "node:fs";
import path from "node:path";
import { createTemporaryFolder, isolatedEnvironment, removeTemporaryFolder } from "../workbench/isolation.mjs";
import { lastly } from "../workbench/lastly.mjs";
import { repoRoot, runFolder } from "../workbench/repo.mjs";
import { startServer, type Server } from "../workbench/server.mjs";
import { ensureServer } from "../workbench/serverInstall.mjs";
import { Browser } from "./browser";

/** A VS Code server with a home folder of its own, whose environment is fixed when it starts. */
export interface SharedServer {
  readonly server: Server;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv & { HOME: string };
}

/** What a failing test leaves a picture of. */
export interface Pictured {
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

interface Shared {
  readonly servers: Map<string, Promise<SharedServer>>;
  browser: Promise<Browser> | undefined;
  readonly open: Set<Pictured>;
  test: Mocha.Test | undefined;
}

const key = Symbol.for("my-security-credentials.e2e");
const everywhere = globalThis as { [key]?: Shared | undefined };

/** Each test file is a bundle with this file in it: what they share is kept where all of them find it. */
const shared = (everywhere[key] ??= begin());

function begin(): Shared {
  lastly(endShared);
  return { servers: new Map(), browser: undefined, open: new Set(), test: undefined };
}

// The screenshots use this outside of mocha.
if (typeof beforeEach === "function") {
  beforeEach(function () {
    shared.test = this.currentTest;
  });
  afterEach(async () => {
    for (const open of shared.open) await pictureFailure(open);
    shared.test = undefined;
  });
}

/** The server for an environment, started on first use. */
export function sharedServer(variables: Record<string, string>): Promise<SharedServer> {
  const name = JSON.stringify(Object.entries(variables).sort());
  const found = shared.servers.get(name);
  if (found !== undefined) return found;
  const started = startSharedServer(variables);
  shared.servers.set(name, started);
  return started;
}

async function startSharedServer(variables: Record<string, string>): Promise<SharedServer> {
  const folder = createTemporaryFolder("msc-e2e");
  const environment = isolatedEnvironment(folder, variables);
  const server = await startServer(await ensureServer(), { folder: path.join(folder, "vscode"), environment, extensions: [repoRoot()] });
  return { server, folder, environment };
}

/** The browser, started on first use. @param scale the same for all windows of a process: only the first counts */
export function sharedBrowser(scale: number): Promise<Browser> {
  return (shared.browser ??= Browser.start(scale));
}

/** Remembers a window until `forget`, for the picture of a failure and to close it at the end. */
export function remember(window: Pictured): void {
  shared.open.add(window);
}

export function forget(window: Pictured): void {
  shared.open.delete(window);
}

/** Keeps a picture of a window, if the test that runs has failed. */
export async function pictureFailure(window: Pictured): Promise<void> {
  if (shared.test?.state !== "failed") return;
  await pictureWindow(window, shared.test.fullTitle());
}

/** Keeps a picture of a window, for whoever looks into a failure. */
export async function pictureWindow(window: Pictured, title: string): Promise<void> {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, " ").trim().slice(0, 120);
  const file = runFolder("failures", `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  await window.screenshot(file).then(
    () => console.log(`    (picture: ${file})`),
    (error: unknown) => console.log(`    (no picture: ${String(error)})`),
  );
}

/** Ends everything that the windows shared. */
export async function endShared(): Promise<void> {
  await Promise.all([...shared.open].map((window) => window.close()));
  await (await shared.browser)?.close();
  shared.browser = undefined;
  for (const started of shared.servers.values()) {
    const { server, folder } = await started;
    await server.close();
    removeTemporaryFolder(folder);
  }
  shared.servers.clear();
}
