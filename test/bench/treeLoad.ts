import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as aws from "../../src/iam/aws.js";
import { PART_NAMES, SnapshotLoader, type Snapshot } from "../../src/iam/snapshot.js";
import { startSandbox, type Sandbox } from "../sandbox/sandboxProcess.js";

/** How long the whole tree takes with this much added to every call, which is what a far-away region feels like. */
const LATENCY_MS = 300;
const RUNS = 5;

/** What one load of the whole tree took. */
interface Load {
  readonly milliseconds: number;
  readonly calls: Readonly<Record<string, number>>;
}

async function measure(): Promise<{ first: Load[]; refresh: Load[] }> {
  const sandbox = await startSandbox({ scenario: "default" });
  const folder = mkdtempSync(path.join(os.tmpdir(), "msc-bench-"));
  try {
    return await measureOn(sandbox, folder);
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOn(sandbox: Sandbox, folder: string): Promise<{ first: Load[]; refresh: Load[] }> {
  const bundle = pathToFileURL(path.join(process.env["REPO_ROOT"] ?? process.cwd(), "dist", "aws.js"));
  const { openSession } = (await import(bundle.href)) as typeof aws;
  const open = () => openSession({ paths: writeProfile(sandbox, folder), profileName: "bench", env: {}, timeLimitMs: 20_000, onCall: () => undefined });
  await loadOnce(await open());
  // AWS makes an account's credential report in its own time, once in four hours; the bench is about the other hours.
  await sandbox.control.latency(LATENCY_MS);
  const first: Load[] = [];
  const refresh: Load[] = [];
  for (let run = 0; run < RUNS; run++) {
    const session = await open();
    const loader = new SnapshotLoader(session, () => undefined);
    first.push(await timed(sandbox, loader));
    refresh.push(await timed(sandbox, loader));
    session.dispose();
  }
  return { first, refresh };
}

async function loadOnce(session: aws.Session): Promise<void> {
  await new SnapshotLoader(session, () => undefined).load();
  session.dispose();
}

async function timed(sandbox: Sandbox, loader: SnapshotLoader): Promise<Load> {
  const before = (await sandbox.control.calls()).length;
  const started = performance.now();
  await loader.load();
  const milliseconds = performance.now() - started;
  checkWhole(loader.snapshot);
  const calls: Record<string, number> = {};
  for (const { operation } of (await sandbox.control.calls()).slice(before)) calls[operation] = (calls[operation] ?? 0) + 1;
  return { milliseconds, calls };
}

/** A figure of half a tree would be worth nothing. */
function checkWhole(snapshot: Snapshot): void {
  const missing = PART_NAMES.filter((name) => !["ok", "absent"].includes(snapshot[name].state));
  if (missing.length > 0) throw new Error(`These parts did not load: ${missing.join(", ")}`);
}

function writeProfile(sandbox: Sandbox, folder: string): { config: string; credentials: string } {
  const { endpoint, region, accessKeyId, secretAccessKey } = sandbox.ready;
  const paths = { config: path.join(folder, "config"), credentials: path.join(folder, "credentials") };
  writeFileSync(paths.config, `[profile bench]\nregion = ${region}\nendpoint_url = ${endpoint}\n`);
  writeFileSync(paths.credentials, `[bench]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`, { mode: 0o600 });
  return paths;
}

measure().then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
