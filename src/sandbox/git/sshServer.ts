import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server, utils, type AuthContext, type Connection, type PublicKeyAuthContext, type ServerChannel, type Session } from "ssh2";
import { logCall } from "../answers.js";
import { InternalFailure, ServiceError } from "../errors.js";
import type { World } from "../world.js";
import { admit, findSshKey, type GitOperation } from "./gitAccess.js";
import type { RepositoryStore } from "./repositoryStore.js";

/**
 * Nothing in an SSH connection tells which host the client meant, so that the sandbox's server stands for one region's.
 */
export const sshRegion = "us-east-1";

/**
 * What CodeCommit says to whoever signs in without asking for Git, as its users quote it, without a line's end. It comes
 * on stderr: clients that read there report it as the remote's error (AWS Prescriptive Guidance, "Simplify Amazon EKS
 * multi-tenant application deployment by using Flux"). Then the connection is closed without an exit status, which `ssh`
 * ends with 255: "Connection to git-codecommit.… closed by remote host."
 */
const greeting = "You have successfully authenticated over SSH. You can use Git to interact with AWS CodeCommit. Interactive shells are not supported.";

const operations: Readonly<Record<string, GitOperation>> = { "upload-pack": "GitPull", "receive-pack": "GitPush" };

/** `git-upload-pack '/v1/repos/NAME'`, as Git asks for it; nothing for any other command. */
function readCommand(command: string): { readonly program: string; readonly operation: GitOperation; readonly repositoryName: string } | undefined {
  const [, program = "", repositoryName] = /^git[- ](upload-pack|receive-pack) '?\/v1\/repos\/([\w.-]{1,100})\/?'?$/.exec(command) ?? [];
  const operation = operations[program];
  return operation === undefined || repositoryName === undefined ? undefined : { program, operation, repositoryName };
}

export interface SshServer {
  readonly server: NetServer;
  /** The public half of its key, as `known_hosts` has it. CodeCommit's own host keys are RSA too. */
  readonly hostKey: string;
  /** Ends what clients have left open. */
  readonly closeAllConnections: () => void;
}

export function createSshServer(world: World, store: RepositoryStore): SshServer {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs1", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } });
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  // By the client's port. The library keeps its sockets to itself, and could only end a connection with a farewell.
  const sockets = new Map<number | undefined, Socket>();
  const ssh = new Server({ hostKeys: [privateKey], ident: "SandboxCodeCommit" }, (connection, { port }) => {
    accept(world, store, connection, () => sockets.get(port)?.end());
  });
  const server = createServer((socket) => {
    const port = socket.remotePort;
    sockets.set(port, socket);
    socket.on("close", () => sockets.delete(port));
    ssh.injectSocket(socket);
  });
  const closeAllConnections = () => {
    for (const socket of sockets.values()) socket.destroy();
  };
  return { server, hostKey: `ssh-rsa ${parsed.getPublicSSH().toString("base64")}`, closeAllConnections };
}

function accept(world: World, store: RepositoryStore, connection: Connection, hangUp: () => void): void {
  let signedInAs = "";
  connection.on("authentication", (context) => {
    const admitted = isAdmitted(world, context);
    if (!admitted) {
      // "Permission denied (publickey)." is what OpenSSH makes of it.
      context.reject(["publickey"]);
      return;
    }
    signedInAs = context.username;
    context.accept();
  });
  connection.on("ready", () => {
    logCall(world, { operation: "SshSignIn", service: "codecommit", accessKeyId: signedInAs }, "ok");
  });
  connection.on("session", (acceptSession) => converse(world, store, { keyId: signedInAs, hangUp }, acceptSession()));
  // A client that goes away, or speaks no SSH, is nobody's mistake.
  connection.on("error", () => undefined);
}

function isAdmitted(world: World, context: AuthContext): boolean {
  if (context.method !== "publickey") return false;
  const admitted = proves(world, context);
  if (!admitted) {
    const known = world.account.users.some(({ sshKeys }) => sshKeys.some(({ id }) => id === context.username));
    logCall(world, { operation: "SshSignIn", service: "codecommit", accessKeyId: known ? context.username : undefined }, "Refused");
  }
  return admitted;
}

/**
 * Whether the client holds the key that IAM has under that id, or, in its first question, would do with it. Signatures are
 * rsa-sha2-256 or rsa-sha2-512; those by SHA-1 are refused, which is a guess: OpenSSH has not made any since 8.8. The
 * library's announcement lacks a comma before rsa-sha2-512 (mscdex/ssh2#1485), so that OpenSSH signs with the other.
 */
function proves(world: World, { blob, hashAlgo, key, signature, username }: PublicKeyAuthContext): boolean {
  const found = findSshKey(world, username);
  if (!found || hashAlgo === undefined) return false;
  const parsed = utils.parseKey(found.key.body);
  if (parsed instanceof Error || !parsed.getPublicSSH().equals(key.data)) return false;
  return signature === undefined || blob === undefined || parsed.verify(blob, signature, hashAlgo);
}

interface Client {
  readonly keyId: string;
  /** Closes the connection, without a word. */
  readonly hangUp: () => void;
}

function converse(world: World, store: RepositoryStore, client: Client, session: Session): void {
  session.on("pty", (acceptPty) => acceptPty());
  session.on("shell", (acceptShell) => greet(client, acceptShell()));
  session.on("exec", (acceptExec, _reject, { command }) => {
    const channel = acceptExec();
    const wanted = readCommand(command);
    if (!wanted) {
      greet(client, channel);
      return;
    }
    runGit(world, store, client, channel, wanted).catch((error: unknown) => {
      console.error(error);
      client.hangUp();
    });
  });
}

function greet({ hangUp }: Client, channel: ServerChannel): void {
  channel.stderr.write(greeting, () => hangUp());
}

async function runGit(world: World, store: RepositoryStore, client: Client, channel: ServerChannel, wanted: NonNullable<ReturnType<typeof readCommand>>): Promise<void> {
  const logged = { operation: wanted.operation, service: "codecommit", accessKeyId: client.keyId };
  if (world.latencyMs > 0) await sleep(world.latencyMs, undefined, { ref: false });
  const fault = world.faults.take(wanted.operation);
  if (fault) {
    logCall(world, logged, `fault:${fault.kind}`);
    if (fault.kind === "drop") client.hangUp();
    else if (fault.kind !== "hang") refuse(channel, fault.kind === "throttle" ? "Rate Exceeded" : fault.message);
    return;
  }
  try {
    const found = findSshKey(world, client.keyId);
    if (!found) throw new ServiceError("AccessDenied", 403, "The key is no longer active.");
    const repository = admit(world, { kind: "user", user: found.user, session: undefined }, wanted.operation, { region: sshRegion, repositoryName: wanted.repositoryName });
    const folder = await store.folderOf(repository);
    logCall(world, logged, "ok");
    const code = await serve(store, channel, [wanted.program, folder]);
    if (wanted.operation === "GitPush") await store.afterPush(repository, world.clock.now());
    channel.exit(code);
    channel.end();
  } catch (error) {
    const refusal = error instanceof ServiceError ? error : new InternalFailure(error);
    logCall(world, logged, refusal.code === "AccessDenied" ? "AccessDeniedException" : refusal.code);
    refuse(channel, refusal.message);
  }
}

/** Connects Git with the client, until Git ends. */
function serve({ git }: RepositoryStore, channel: ServerChannel, args: readonly string[]): Promise<number> {
  const child = git.spawn(args);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on("close", () => child.kill());
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 128)));
}

/** How CodeCommit words refusals over SSH, and with which status, is not known: these are the API's words. */
function refuse(channel: ServerChannel, sentence: string): void {
  channel.stderr.write(`${sentence}\n`);
  channel.exit(1);
  channel.end();
}
