import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ProofPace } from "../../src/rotation/proveKey";
import type { RotationStep } from "../../src/rotation/rotation";

/** What `rotationProgram` is to do. */
export interface RotationOrder {
  /** See {@link WindowOptions}. */
  readonly folder: string;
  /** The key to be replaced. */
  readonly accessKeyId: string;
  /** One after another; one that fails is reported, and the next is tried. */
  readonly steps: readonly ("begin" | "goOn" | "deactivate" | "deleteOldKey" | "rollBack")[];
  readonly pace?: ProofPace;
  /** The moment at which it stops, and waits to be killed: its number, or its name if it comes once. */
  readonly stopAt?: number | string;
  /** The moment that fails when it first comes, as with a broken disk. */
  readonly failAt?: string;
  /** Begins when it is told to. */
  readonly waitsForWord?: boolean;
}

/** One line of what it says. */
export type RotationReport =
  | { readonly ready: true }
  | { readonly moment: string; readonly number: number }
  | { readonly did: string; readonly now: RotationStep | undefined }
  | { readonly failed: string; readonly code: string | undefined; readonly message: string };

const script = path.join(process.env["REPO_ROOT"] ?? process.cwd(), "out", "sandbox", "rotationProgram.js");

/** A window at work on a rotation: a process of its own, which can be killed. */
export class RotationProcess {
  readonly reports: RotationReport[] = [];
  readonly #order: RotationOrder;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #complaint = "";
  #onReport: () => void = () => undefined;

  constructor(order: RotationOrder) {
    this.#order = order;
    this.#child = spawn(process.execPath, ["--no-warnings", script, JSON.stringify(order)], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#complaint += text));
    const { stdout } = this.#child;
    if (!stdout) throw new Error("The program has no output.");
    createInterface({ input: stdout }).on("line", (line) => {
      this.reports.push(JSON.parse(line) as RotationReport);
      this.#onReport();
    });
    this.#ended = once(this.#child, "close").then(() => this.#onReport());
  }

  /** The moments that it has told of, in their order. */
  get moments(): readonly string[] {
    return this.reports.flatMap((report) => ("moment" in report ? [report.moment] : []));
  }

  get failures(): readonly (string | undefined)[] {
    return this.reports.flatMap((report) => ("failed" in report ? [report.code ?? report.message] : []));
  }

  ready(): Promise<void> {
    return this.#until((report) => "ready" in report);
  }

  /** Waits until it has stopped where it was to. @throws Error if it ends without */
  stopped(): Promise<void> {
    const { stopAt } = this.#order;
    return this.#until((report) => "moment" in report && (report.number === stopAt || report.moment === stopAt));
  }

  /** Gives the word that it waits for. */
  go(): void {
    this.#child.stdin?.write("go\n");
  }

  /** At once, and whatever it is doing; one that has ended stays as it is. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** @throws Error with what it wrote on stderr, unless it went through its order */
  async ended(): Promise<void> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`The program broke down: ${this.#complaint}`);
  }

  async #until(isMeant: (report: RotationReport) => boolean): Promise<void> {
    while (!this.reports.some(isMeant)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new Error(`The program ended early: ${this.#complaint} ${JSON.stringify(this.reports.at(-1))}`);
      await new Promise<void>((resolve) => (this.#onReport = resolve));
    }
  }
}
