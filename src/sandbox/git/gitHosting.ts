import type { World } from "../world.js";
import type { GitServers } from "./gitServers.js";

/** The Git servers, which start when somebody first asks for them: most users of the sandbox never do. */
export class GitHosting {
  #servers: Promise<GitServers> | undefined;

  constructor(readonly world: World) {}

  /**
   * The running servers.
   * @throws {GitMissing} when this machine has no Git that can serve; the next call tries again.
   */
  async start(): Promise<GitServers> {
    this.#servers ??= import("./gitServers.js").then(({ startGitServers }) => startGitServers(this.world));
    try {
      return await this.#servers;
    } catch (error) {
      this.#servers = undefined;
      throw error;
    }
  }

  /** Ends the servers and takes the repositories off the disk. */
  async stop(): Promise<void> {
    const servers = this.#servers;
    this.#servers = undefined;
    await servers?.then((running) => running.stop());
  }
}
