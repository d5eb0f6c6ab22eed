import type { ChildProcess } from "node:child_process";
import type readline from "node:readline";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { saveAccessKey } from "../profiles/saveAccessKey.js";
import { Secret } from "../secret.js";

const PROFILE_NAME = "sandbox";
const START_LIMIT_MS = 15_000;

/** The AWS files that lead to the sandbox account. */
export interface SandboxFiles {
  readonly paths: AwsFilePaths;
  readonly profileName: string;
}

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
  /** Holds a folder for each window's sandbox. */
  readonly #storage: string;
  #process: ChildProcess | undefined;
  #folder: string | undefined;
  #starting: Promise<SandboxFiles> | undefined;

  constructor(script: string, storage: string) {
    this.#script = script;
    this.#storage = storage;
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** One start serves a double click. @throws UserError if it does not start */
  start(): Promise<SandboxFiles> {
    this.#starting ??= this.#startNow().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  dispose(): void {
    this.#process?.kill();
    this.#process = undefined;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  async #startNow(): Promise<SandboxFiles> {
    this.dispose();
    // Not its business: the user's own keys, profile and endpoints.
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));
    // Loaded here: activation need not pay for what only the sandbox account uses.
    const [{ spawn }, { createInterface }] = await Promise.all([import("node:child_process"), import("node:readline")]);
    const child = spawn(process.execPath, [this.#script, "--exit-with-parent"], {
      // Inside the desktop editor, execPath is Electron; this makes it plain Node.
      env: { ...environment, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#process = child;
    const ready = await readReadyLine(child, createInterface);
    await mkdir(this.#storage, { recursive: true, mode: 0o700 });
    this.#folder = await mkdtemp(path.join(this.#storage, "account-"));
    const paths = { config: path.join(this.#folder, "config"), credentials: path.join(this.#folder, "credentials") };
    const { accessKeyId, region, endpoint } = ready;
    await saveAccessKey(paths, PROFILE_NAME, { accessKeyId, secretAccessKey: new Secret(ready.secretAccessKey), placement: { region, endpoint_url: endpoint } });
    return { paths, profileName: PROFILE_NAME };
  }
}

async function readReadyLine(child: ChildProcess, createInterface: typeof readline.createInterface): Promise<ReadyLine> {
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
