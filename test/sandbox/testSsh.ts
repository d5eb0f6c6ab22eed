import { copyFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cleanEnvironment, run } from "./gitCommand";
import type { TestAccount } from "./openTestAccount";

/** Stands between ssh and CodeCommit's host names, by the sandbox's proxy: `connect.mjs <port> <host> <port>`. */
const CONNECT = `import net from "node:net";
const [, , proxyPort, host, port] = process.argv;
const socket = net.connect(Number(proxyPort), "127.0.0.1", () => socket.write(\`CONNECT \${host}:\${port} HTTP/1.1\\r\\n\\r\\n\`));
let head = Buffer.alloc(0);
socket.on("data", function first(chunk) {
  head = Buffer.concat([head, chunk]);
  const end = head.indexOf("\\r\\n\\r\\n");
  if (end === -1) return;
  socket.off("data", first);
  process.stdout.write(head.subarray(end + 4));
  socket.pipe(process.stdout);
  process.stdin.pipe(socket);
});
socket.on("close", () => process.exit());
socket.on("error", () => process.exit(1));
`;

export const HOST = "git-codecommit.us-east-1.amazonaws.com";

/**
 * The real ssh in a home of its own: by `GIT_SSH_COMMAND` it reads the configuration there, which knows of no other hosts than
 * the sandbox's.
 */
export class TestSsh {
  readonly #account: TestAccount;
  readonly folder: string;

  constructor(account: TestAccount) {
    this.#account = account;
    this.folder = account.in(".ssh");
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    account.environment = { ...cleanEnvironment(account.folder), GIT_SSH_COMMAND: `ssh -F '${this.configFile}'` };
  }

  get configFile(): string {
    return path.join(this.folder, "config");
  }

  in(name: string): string {
    return path.join(this.folder, name);
  }

  /** What the user has in their configuration. */
  configure(text: string): void {
    writeFileSync(this.configFile, text, { mode: 0o600 });
  }

  /** `undefined`: there is none. */
  get config(): string | undefined {
    return existsSync(this.configFile) ? readFileSync(this.configFile, "utf8") : undefined;
  }

  /** Lines that lead to the sandbox, and to known hosts of the test's own. */
  get way(): string {
    const script = this.#account.in("connect.mjs");
    writeFileSync(script, CONNECT);
    const port = new URL(this.#account.sandbox.ready.endpoint).port;
    return ["Host *", `  ProxyCommand "${process.execPath}" "${script}" ${port} %h %p`, `  UserKnownHostsFile "${this.in("known_hosts")}"`, "  GlobalKnownHostsFile /dev/null", ""].join("\n");
  }

  /** As after the first connection. */
  async trust(hosts: readonly string[] = [HOST]): Promise<void> {
    const { sshHostKey } = await this.#account.sandbox.control.git();
    writeFileSync(this.in("known_hosts"), hosts.map((host) => `${host} ${sshHostKey}\n`).join(""));
  }

  /** Puts a key pair that was made before into the folder. */
  place(from: string, name: string): void {
    copyFileSync(from, this.in(name));
    chmodSync(this.in(name), 0o600);
    copyFileSync(`${from}.pub`, this.in(`${name}.pub`));
  }

  /** What ssh would do for a host: `user`, `identityfile`, … */
  async effective(host: string, option: string): Promise<readonly string[]> {
    const { stdout } = await run("ssh", ["-F", this.configFile, "-G", host], { env: this.#account.environment });
    return stdout.split("\n").filter((line) => line.startsWith(`${option} `)).map((line) => line.slice(option.length + 1));
  }
}

/** Makes a key pair with the real ssh-keygen; of 2048 bits, since a test should not wait for more. */
export async function makeKey(file: string, { type = "rsa", passphrase = "", comment = "alice@laptop" } = {}): Promise<void> {
  const size = type === "rsa" ? ["-b", "2048"] : [];
  const { code, stderr } = await run("ssh-keygen", ["-q", "-t", type, ...size, "-N", passphrase, "-C", comment, "-f", file], {});
  if (code !== 0) throw new Error(stderr);
}
