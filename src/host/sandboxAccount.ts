import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { saveAccessKey } from "../profiles/saveAccessKey.js";
import { Secret } from "../secret.js";

const PROFILE_NAME = "sandbox";
const START_LIMIT_MS = 15_000;

/** What `dist/sandbox.js` prints when it is ready. */
interface ReadyLine {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * The sandbox account as a process of this window, for those who have no AWS account at hand. Its profile lives in AWS
 * files of its own inside the extension's storage; nothing of the user's is read or written while it is shown.
 */
export class SandboxAccount implements vscode.Disposable {
  readonly #script: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  constructor(script: string, folder: string) {
    this.#script = script;
    this.#folder = folder;
  }

  /** @throws UserError if it does not start */
  async start(): Promise<{ readonly paths: AwsFilePaths; readonly profileName: string }> {
    this.dispose();
    const child = spawn(process.execPath, [this.#script, "--exit-with-parent"], {
      // Inside the desktop editor, execPath is Electron; this makes it plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#process = child;
    const ready = await readReadyLine(child);
    const paths = { config: path.join(this.#folder, "config"), credentials: path.join(this.#folder, "credentials") };
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const { accessKeyId, region, endpoint } = ready;
    await saveAccessKey(paths, PROFILE_NAME, { accessKeyId, secretAccessKey: new Secret(ready.secretAccessKey), region, endpointUrl: endpoint });
    return { paths, profileName: PROFILE_NAME };
  }

  dispose(): void {
    this.#process?.kill();
    this.#process = undefined;
  }
}

async function readReadyLine(child: ChildProcess): Promise<ReadyLine> {
  const line = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_LIMIT_MS);
    const end = (text: string | undefined) => {
      clearTimeout(timer);
      resolve(text);
    };
    child.once("error", () => end(undefined));
    child.once("exit", () => end(undefined));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once("line", end);
  });
  if (line === undefined) throw new UserError(l10n.t("The sandbox account did not start."), { hint: l10n.t("Try again."), code: "SandboxNotStarted" });
  return JSON.parse(line) as ReadyLine;
}
