import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

/** The ready line of `dist/sandbox.js`. */
export interface SandboxReady {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only where the scenario's caller is temporary. */
  readonly sessionToken?: string;
  /** The caller's console password. */
  readonly password: string;
  readonly scenario: string;
}

/** What is to go wrong with the next calls; one call unless `times` says more. */
export interface SandboxFault {
  /** An operation's name; `*` or nothing for any. */
  readonly action?: string;
  readonly times?: number;
  readonly kind: "throttle" | "serviceFailure" | "drop" | "hang" | "error" | "html" | "garbage";
  /** For `error`. */
  readonly code?: string;
  readonly message?: string;
  /** Carry the operation out, and lose only its answer. */
  readonly after?: boolean;
}

/** One line of the sandbox's call log. */
export interface SandboxCall {
  readonly operation: string;
  readonly service: string;
  readonly accessKeyId?: string;
  readonly time: string;
  readonly outcome: string;
}

/** A virtual MFA device with what its authenticator app would know. */
export interface SandboxMfaDevice {
  readonly serial: string;
  /** Base32. */
  readonly seed: string;
  /** The device's user; empty for root, absent for an abandoned device. */
  readonly user?: string;
  /** The code of this moment. */
  readonly code: string;
}

export interface SandboxControl {
  readonly faults: (fault: SandboxFault) => Promise<void>;
  /** Milliseconds before every answer. */
  readonly latency: (ms: number) => Promise<void>;
  /** Seconds for which a new key stays unknown. */
  readonly propagation: (seconds: number) => Promise<void>;
  /** Moves the sandbox's time; answers with the new time. */
  readonly clock: (advanceSeconds: number) => Promise<Date>;
  readonly calls: () => Promise<readonly SandboxCall[]>;
  /** Back to the scenario's start; the caller's credentials stay. */
  readonly reset: () => Promise<void>;
  readonly mfa: () => Promise<readonly SandboxMfaDevice[]>;
}

export interface Sandbox {
  readonly ready: SandboxReady;
  readonly control: SandboxControl;
  /** Ends the process and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts `dist/sandbox.js` of the repository at `REPO_ROOT`, or of the working directory, on a free port.
 * @throws Error with what it wrote on stderr, when it ends instead of getting ready.
 */
export async function startSandbox(options: { scenario?: string; args?: readonly string[] } = {}): Promise<Sandbox> {
  const script = path.join(process.env["REPO_ROOT"] ?? process.cwd(), "dist", "sandbox.js");
  const scenario = options.scenario === undefined ? [] : ["--scenario", options.scenario];
  const child = spawn(process.execPath, [script, "--exit-with-parent", ...scenario, ...(options.args ?? [])], {
    stdio: ["pipe", "pipe", "pipe"],
    // Inside an extension host, execPath is Electron's.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "" },
  });
  const ready = await readReadyLine(child);
  return { ready, control: controlOf(ready.endpoint), stop: () => stop(child) };
}

async function readReadyLine(child: ChildProcess): Promise<SandboxReady> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("The sandbox has no output.");
  let complaint = "";
  stderr.setEncoding("utf8").on("data", (chunk: string) => (complaint += chunk));
  const ended = once(child, "close").then(() => {
    throw new Error(`The sandbox ended before it was ready: ${complaint.trim()}`);
  });
  const line = once(createInterface({ input: stdout }), "line").then(([text]) => JSON.parse(String(text)) as SandboxReady);
  const ready = await Promise.race([line, ended]);
  // From here on its end is nobody's error.
  ended.catch(() => undefined);
  return ready;
}

function controlOf(endpoint: string): SandboxControl {
  const ask = async (method: "GET" | "POST", name: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${endpoint}/_sandbox/${name}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const json: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${name}: ${JSON.stringify(json)}`);
    return json;
  };
  return {
    faults: (fault) => done(ask("POST", "faults", fault)),
    latency: (ms) => done(ask("POST", "latency", { ms })),
    propagation: (seconds) => done(ask("POST", "propagation", { seconds })),
    clock: async (advanceSeconds) => new Date(((await ask("POST", "clock", { advanceSeconds })) as { now: string }).now),
    calls: async () => ((await ask("GET", "calls")) as { calls: SandboxCall[] }).calls,
    reset: () => done(ask("POST", "reset")),
    mfa: async () => ((await ask("GET", "mfa")) as { devices: SandboxMfaDevice[] }).devices,
  };
}

/** Waits for an answer of which nobody needs the content. */
async function done(answer: Promise<unknown>): Promise<void> {
  await answer;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill();
  await closed;
}
