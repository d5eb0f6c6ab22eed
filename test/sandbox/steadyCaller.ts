import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { AwsFilePaths } from "../../src/profiles/awsFilePaths";

/** What `steadyCallerProgram` is to do. */
export interface SteadyOrder {
  readonly paths: AwsFilePaths;
  readonly profileName: string;
  readonly region: string;
  readonly endpoint: string;
  /** Between the beginning of one call and of the next. */
  readonly pauseMs: number;
}

/** How its calls went. */
export interface SteadyReport {
  readonly calls: number;
  readonly failed: number;
  /** How often which error. */
  readonly reasons: Readonly<Record<string, number>>;
}

const script = path.join(process.env["REPO_ROOT"] ?? process.cwd(), "out", "sandbox", "steadyCallerProgram.js");
/** 20 calls a second. */
const PAUSE_MS = 50;

/** A program, in a process of its own, that calls AWS with a profile all the time. */
export class SteadyCaller {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #complaint = "";

  private constructor(order: SteadyOrder) {
    this.#child = spawn(process.execPath, ["--no-warnings", script, JSON.stringify(order)], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#complaint += text));
    if (!this.#child.stdout) throw new Error("The program has no output.");
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /** Once its first call has succeeded. @throws Error if that fails */
  static async start(order: Omit<SteadyOrder, "pauseMs">): Promise<SteadyCaller> {
    const caller = new SteadyCaller({ ...order, pauseMs: PAUSE_MS });
    const { ready } = (await caller.#line()) as { ready: boolean };
    if (ready) return caller;
    caller.kill();
    throw new Error("Its first call failed.");
  }

  /** Lets the calls that are under way end, and it with them. */
  async stop(): Promise<SteadyReport> {
    const line = this.#line();
    this.#child.stdin?.write("stop\n");
    return (await line) as SteadyReport;
  }

  /** In case it was not stopped. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #line(): Promise<unknown> {
    const ended = once(this.#child, "close").then(() => {
      throw new Error(`The program broke down: ${this.#complaint}`);
    });
    ended.catch(() => undefined);
    const line = once(this.#lines, "line").then(([text]) => JSON.parse(String(text)) as unknown);
    return Promise.race([line, ended]);
  }
}

/** What a program that calls all the time makes of something that is done meanwhile. */
export async function callDuring(order: Omit<SteadyOrder, "pauseMs">, work: () => Promise<void>): Promise<SteadyReport> {
  const caller = await SteadyCaller.start(order);
  try {
    await work();
    return await caller.stop();
  } finally {
    caller.kill();
  }
}
