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
  /** The key behind those temporary credentials; only in `mfa-session-only`. */
  readonly longLivedAccessKeyId?: string;
  readonly longLivedSecretAccessKey?: string;
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

/** An MFA device that shows codes, as its owner sees it, and what AWS remembers of it. */
export interface SandboxMfaDevice {
  readonly serial: string;
  readonly kind: "virtual" | "hardware";
  /** Base32. */
  readonly seed: string;
  /** The device's user; empty for root, absent for an abandoned device. */
  readonly user?: string;
  /** What the device shows at this moment, by its own clock. */
  readonly code: string;
  /** The codes of the step before, now, next and after next. */
  readonly codes: readonly [string, string, string, string];
  /** Until the device shows the next code. */
  readonly secondsLeft: number;
  /** The TOTP step that the device shows. */
  readonly step: number;
  /** The last step whose code was accepted; 0 for none. */
  readonly lastStep: number;
  /** The first code that is not used up. AWS takes it as soon as `shownInSeconds` is 30 or less. */
  readonly nextUsable: { readonly code: string; readonly step: number; readonly shownInSeconds: number };
  /** By how much the device's clock is ahead. */
  readonly driftSeconds: number;
  /** By how many steps AWS takes it to be ahead. */
  readonly offset: number;
}

/** Something that happens to an MFA device behind a client's back. */
export interface SandboxMfaChange {
  readonly serial: string;
  readonly driftSeconds?: number;
  /** Lets codes be used again, so that a test need not wait for the next. */
  readonly forgetUsedCodes?: boolean;
  /** Somebody else deactivates and deletes it. */
  readonly remove?: boolean;
}

/** What an administrator, or time, does to a user's password; the user is alice unless named. */
export interface SandboxPasswordChange {
  readonly user?: string;
  readonly resetRequired?: boolean;
  readonly changedDaysAgo?: number;
  readonly remove?: boolean;
}

/** Parts of the account's password policy; `null` takes a limit away, `none` the whole policy. */
export interface SandboxPasswordPolicy {
  readonly none?: boolean;
  readonly minimumLength?: number;
  readonly requireSymbols?: boolean;
  readonly requireNumbers?: boolean;
  readonly requireUppercase?: boolean;
  readonly requireLowercase?: boolean;
  readonly allowUsersToChange?: boolean;
  readonly hardExpiry?: boolean;
  readonly maxAge?: number | null;
  readonly reusePrevention?: number | null;
  /** How ChangePassword refuses a password that breaks the rules; until the next reset. */
  readonly violationsAre?: "PasswordPolicyViolation" | "AccessDenied";
}

/** The content of a file in `~/.aws/sso/cache`. */
export interface SandboxSsoToken {
  readonly startUrl: string;
  readonly region: string;
  readonly accessToken: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: string;
}

/** What `aws login` leaves behind. */
export interface SandboxLogin {
  /** The profile's `login_session`. */
  readonly loginSession: string;
  /** The file's name in `~/.aws/login/cache`, and its content. */
  readonly fileName: string;
  readonly token: Readonly<Record<string, unknown>> & { readonly refreshToken: string };
}

/** Where Git reaches CodeCommit's repositories; `test/sandbox/gitCommand.ts` makes use of it. */
export interface SandboxGit {
  readonly httpsPort: number;
  /** The certificate authority, as text and as a file that lasts as long as the sandbox. */
  readonly caPem: string;
  readonly caFile: string;
  /** Of the repositories in `sshRegion`; nothing in an SSH connection could tell another region. */
  readonly sshPort: number;
  readonly sshRegion: string;
  /** `ssh-rsa AAAA…`, for a `known_hosts` file. */
  readonly sshHostKey: string;
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
  readonly changeMfa: (change: SandboxMfaChange) => Promise<SandboxMfaDevice>;
  /** Ships a hardware token, whose serial number can then be enabled with its codes. */
  readonly hardwareToken: (serial: string, seed?: string) => Promise<SandboxMfaDevice>;
  readonly password: (change: SandboxPasswordChange) => Promise<void>;
  readonly passwordPolicy: (change: SandboxPasswordPolicy) => Promise<void>;
  /** Attaches an inline policy to alice, or to another user. */
  readonly policy: (document: object, user?: string) => Promise<void>;
  /** Signs in to IAM Identity Center, for 8 hours or so many seconds. */
  readonly ssoToken: (seconds?: number) => Promise<SandboxSsoToken>;
  /** Runs `aws login` for alice, now or so long ago that a refresh is due. */
  readonly loginToken: (options?: { mfa?: boolean; expired?: boolean; user?: string }) => Promise<SandboxLogin>;
  /** Starts the Git servers, unless they run; refused where there is no Git. */
  readonly git: () => Promise<SandboxGit>;
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
    changeMfa: async (change) => (await ask("POST", "mfa", change)) as SandboxMfaDevice,
    hardwareToken: async (serial, seed) => (await ask("POST", "hardwareToken", { serial, seed })) as SandboxMfaDevice,
    password: (change) => done(ask("POST", "password", change)),
    passwordPolicy: (change) => done(ask("POST", "passwordPolicy", change)),
    policy: (document, user) => done(ask("POST", "policy", { document, user })),
    ssoToken: async (seconds) => (await ask("POST", "ssoToken", { seconds })) as SandboxSsoToken,
    loginToken: async (options = {}) => (await ask("POST", "loginToken", options)) as SandboxLogin,
    git: async () => (await ask("GET", "git")) as SandboxGit,
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
