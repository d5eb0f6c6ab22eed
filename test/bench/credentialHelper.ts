import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { helperCommand } from "../../src/git/launcher.js";
import { TestAccount } from "../sandbox/openTestAccount.js";
import { startSandbox } from "../sandbox/sandboxProcess.js";

/**
 * The credential helper beside `node -e 0`, and the AWS CLI's where that is there. Paired: the programs take turns, so that
 * other work on the machine slows all of them.
 */
const ROUNDS = 25;
const LS_REMOTES = 200;
const HOST = "git-codecommit.us-east-1.amazonaws.com";
const REQUEST = `protocol=https\nhost=${HOST}\npath=v1/repos/payments\n\n`;

interface Program {
  readonly command: readonly [string, ...string[]];
  readonly input?: string;
}

function time({ command: [program, ...args], input = "" }: Program, options: SpawnSyncOptions): number {
  const started = performance.now();
  const { status } = spawnSync(program, args, { ...options, input });
  const took = performance.now() - started;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${String(status)}`);
  return took;
}

/** For each program the time of each round. */
function race<Name extends string>(programs: Readonly<Record<Name, Program>>, rounds: number, options: SpawnSyncOptions): Record<Name, number[]> {
  const names = Object.keys(programs) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(time(programs[name], options));
  return times;
}

/** The most memory that a run of Node had, in KB: it writes that down itself when it ends. */
function peak(args: readonly string[], input: string, folder: string, env: NodeJS.ProcessEnv): number {
  const [probe, file] = [path.join(folder, "peak.cjs"), path.join(folder, "peak")];
  writeFileSync(probe, `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`);
  spawnSync(process.execPath, ["--require", probe, ...args], { input, env });
  return Number(readFileSync(file, "utf8"));
}

async function measure(): Promise<unknown> {
  const sandbox = await startSandbox();
  const account = await TestAccount.open(sandbox);
  const folder = mkdtempSync(path.join(tmpdir(), "msc-bench-helper-"));
  try {
    const { launcher } = await account.git.installHelper();
    const { config, credentials } = account.paths;
    const files = [`--config=${config}`, `--credentials=${credentials}`];
    const helper = path.join(path.dirname(launcher), "git-credential-codecommit.js");
    const get = [helper, "--profile=work", ...files, "get"];
    const env = { ...account.git.env, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_PROFILE: "work" };
    const launched: Program = { command: [launcher, "--profile=work", ...files, "get"], input: REQUEST };
    const programs: Record<string, Program> = {
      bare: { command: [process.execPath, "-e", "0"] },
      helper: { command: [process.execPath, ...get], input: REQUEST },
      launcher: launched,
      store: { command: [launcher, "--profile=work", ...files, "store"], input: REQUEST },
    };
    race(programs, 3, { env });
    const times = race(programs, ROUNDS, { env });
    const aws: Program = { command: ["aws", "codecommit", "credential-helper", "get"], input: REQUEST };
    const hasAws = spawnSync("aws", ["--version"], { env }).status === 0;
    const againstAws = hasAws ? race({ launcher: launched, aws }, 5, { env }) : undefined;
    const memory = Array.from({ length: 5 }, () => ({ bare: peak(["-e", "0"], "", folder, env), helper: peak(get, REQUEST, folder, env) }));
    return { times, againstAws, memory, failures: await countFailures(account, launcher) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    account.close();
    await sandbox.stop();
  }
}

/** The real Git, over TLS, one after another. */
async function countFailures(account: TestAccount, launcher: string): Promise<number> {
  const { endpoint } = account.sandbox.ready;
  account.git.reachSandbox({ endpoint, caFile: (await account.sandbox.control.git()).caFile });
  const section = `credential.https://${HOST}`;
  const { git, home } = account.git;
  mkdirSync(home, { recursive: true });
  for (const [key, value] of [["helper", ""], ["helper", helperCommand(launcher, "work", account.paths)], ["useHttpPath", "true"]] as const) {
    await git(["config", "--global", "--add", `${section}.${key}`, value]);
  }
  let failures = 0;
  for (let count = 0; count < LS_REMOTES; count++) {
    const { code } = await git(["ls-remote", `https://${HOST}/v1/repos/payments`], { cwd: home });
    if (code !== 0) failures++;
  }
  return failures;
}

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
