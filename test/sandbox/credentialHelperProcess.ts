import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const dist = path.join(process.env["REPO_ROOT"] ?? process.cwd(), "dist");
export const HOST = "git-codecommit.us-west-2.amazonaws.com";
export const REQUEST = `protocol=https\nhost=${HOST}\npath=v1/repos/x\n`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @param input `undefined`: its standard input is closed */
export async function run(program: string, args: readonly string[], input: string | undefined, env: NodeJS.ProcessEnv, cwd?: string): Promise<Ended> {
  const child = spawn(program, args, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"], env, ...(cwd === undefined ? {} : { cwd }) });
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  // It may end without reading.
  child.stdin?.on("error", () => undefined).end(input);
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** A folder and an environment for each test of the surrounding `describe`: nobody’s AWS files, no Git settings but its own. */
export class HelperHome {
  readonly folder = mkdtempSync(path.join(realpathSync(tmpdir()), "msc-git-"));

  in(...names: readonly string[]): string {
    return path.join(this.folder, ...names);
  }

  get paths(): { readonly config: string; readonly credentials: string } {
    return { config: this.in("config"), credentials: this.in("credentials") };
  }

  get env(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS|GIT|XDG|NODE_OPTIONS)/.test(name));
    return {
      ...Object.fromEntries(own),
      HOME: this.folder,
      USERPROFILE: this.folder,
      AWS_CONFIG_FILE: this.paths.config,
      AWS_SHARED_CREDENTIALS_FILE: this.paths.credentials,
      AWS_EC2_METADATA_DISABLED: "true",
      GIT_CONFIG_GLOBAL: this.in(".gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      ELECTRON_RUN_AS_NODE: "1",
      LC_ALL: "C",
    };
  }

  write(files: { readonly config?: string; readonly credentials?: string }): void {
    writeFileSync(this.paths.config, files.config ?? "");
    writeFileSync(this.paths.credentials, files.credentials ?? "");
  }

  /** The helper itself, without its launcher. */
  helper(args: readonly string[], input: string | undefined = REQUEST, env: NodeJS.ProcessEnv = this.env): Promise<Ended> {
    return run(process.execPath, [path.join(dist, "git-credential-codecommit.js"), ...args], input, env);
  }

  git(args: readonly string[], input = "", env: NodeJS.ProcessEnv = this.env): Promise<Ended> {
    return run("git", args, input, env, this.folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function useHelperHome(): () => HelperHome {
  let home: HelperHome;
  beforeEach(() => (home = new HelperHome()));
  afterEach(() => home.remove());
  return () => home;
}
