import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** There is no Git here that can serve repositories; the message is for the person who wanted it. */
export class GitMissing extends Error {}

/** The system's Git, with no configuration but its own defaults. */
export class GitProgram {
  readonly #running = new Set<ChildProcessWithoutNullStreams>();
  readonly #environment: NodeJS.ProcessEnv;

  /** @param home where it looks for configuration, and finds none */
  constructor(home: string) {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(GIT_|AWS_|SSH_)/i.test(name));
    this.#environment = { ...Object.fromEntries(inherited), HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
  }

  spawn(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
    const child = spawn("git", args, { env: { ...this.#environment, ...environment }, stdio: "pipe", windowsHide: true });
    this.#running.add(child);
    child.on("close", () => this.#running.delete(child));
    // Told by its streams, which end.
    child.on("error", () => undefined);
    // A client that goes away closes the pipes under Git, and a Git that ends those under the client.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => undefined);
    return child;
  }

  /**
   * Runs a command to its end.
   * @throws {Error} with what it wrote on stderr
   */
  run(args: readonly string[], input = ""): Promise<string> {
    const child = this.spawn(args);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve(output.stdout);
        else reject(new Error(`git ${args[0] ?? ""} ended with ${code}: ${output.stderr.trim()}`));
      });
    });
  }

  /**
   * Makes sure that this Git has all that the servers need.
   * @throws {GitMissing}
   */
  async check(): Promise<void> {
    await this.run(["--version"]).catch((error: unknown) => {
      throw new GitMissing(`CodeCommit's repositories need Git, which did not start: ${error instanceof Error ? error.message : String(error)}`);
    });
    // Without a request it complains to the web server that it believes to have called it.
    const backend = await this.run(["http-backend"]).catch((error: unknown) => String(error));
    if (backend.includes("is not a git command")) throw new GitMissing("CodeCommit's repositories need \"git http-backend\", which this Git does not have.");
  }

  /** Ends every command that still runs. */
  stop(): void {
    for (const child of this.#running) child.kill();
  }
}
