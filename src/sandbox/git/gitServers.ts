import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { World } from "../world.js";
import { CertificateAuthority } from "./certificates.js";
import { GitProgram } from "./gitProgram.js";
import { createGitServer } from "./httpsServer.js";
import { RepositoryStore } from "./repositoryStore.js";
import { createSshServer, sshRegion } from "./sshServer.js";

const loopback = "127.0.0.1";

/**
 * Where the running servers are, as `GET /_sandbox/git` tells it. Git reaches the HTTPS server under CodeCommit's own host
 * names in one of two ways:
 *
 * - `http.proxy=<the sandbox's endpoint>`: the sandbox's HTTP port is a proxy to it too, and URLs stay as AWS writes them;
 * - `http.curloptResolve=git-codecommit.us-east-1.amazonaws.com:<httpsPort>:127.0.0.1` and a URL with that port. The option
 *   maps a name at one port to an address at the same port, and Git has no way to curl's `CURLOPT_CONNECT_TO`, which could
 *   map 443 to another (checked with Git 2.39).
 *
 * `http.sslCAInfo=<caFile>` belongs to both, and where Git uses Windows' own TLS also `http.schannelUseSSLCAInfo=true` and
 * `http.schannelCheckRevoke=false`.
 */
export interface GitAddresses {
  readonly httpsPort: number;
  /** The certificate authority, as text and as a file that lasts as long as the servers. */
  readonly caPem: string;
  readonly caFile: string;
  readonly sshPort: number;
  /** `ssh-rsa AAAA…`, for a `known_hosts` file. */
  readonly sshHostKey: string;
  /** Whose repositories SSH finds. */
  readonly sshRegion: string;
}

export interface GitServers {
  readonly addresses: GitAddresses;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the HTTPS and the SSH server, with repositories in a temporary folder that goes when the servers stop, or the
 * process ends in any way that still runs code.
 * @throws {GitMissing}
 */
export async function startGitServers(world: World): Promise<GitServers> {
  const folder = mkdtempSync(path.join(tmpdir(), "aws-sandbox-git-"));
  const git = new GitProgram(folder);
  const removeFolder = () => {
    git.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on("exit", removeFolder);
  const forget = () => {
    process.off("exit", removeFolder);
    removeFolder();
  };
  try {
    await git.check();
    return await listen(world, git, folder, forget);
  } catch (error) {
    forget();
    throw error;
  }
}

async function listen(world: World, git: GitProgram, folder: string, forget: () => void): Promise<GitServers> {
  const authority = new CertificateAuthority();
  const caFile = path.join(folder, "ca.pem");
  writeFileSync(caFile, authority.pem);
  const store = new RepositoryStore(git, folder);
  const https = createGitServer(world, store, authority);
  const { closeAllConnections, hostKey, server: ssh } = createSshServer(world, store);
  https.listen(0, loopback);
  ssh.listen(0, loopback);
  await Promise.all([once(https, "listening"), once(ssh, "listening")]);
  const { port: httpsPort } = https.address() as AddressInfo;
  const { port: sshPort } = ssh.address() as AddressInfo;
  return {
    addresses: { httpsPort, caPem: authority.pem, caFile, sshPort, sshHostKey: hostKey, sshRegion },
    stop: async () => {
      const closed = Promise.all([once(https, "close"), once(ssh, "close")]);
      https.close();
      https.closeAllConnections();
      ssh.close();
      closeAllConnections();
      await closed;
      forget();
    },
  };
}
