import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { goWrong, logCall, send } from "../answers.js";
import { regionOfHost } from "../codecommit/hosts.js";
import { InternalFailure, ServiceError } from "../errors.js";
import type { Answer } from "../exchange.js";
import type { Fault } from "../faults.js";
import type { World } from "../world.js";
import { elements } from "../xml.js";
import type { CertificateAuthority } from "./certificates.js";
import { admit, callerOfBasic, credentialId } from "./gitAccess.js";
import { readGitRequest, type GitRequest } from "./gitRequest.js";
import { runBackend, type Sink } from "./httpBackend.js";
import type { RepositoryStore } from "./repositoryStore.js";

/** What a request that passed is about. */
interface Served {
  readonly request: GitRequest;
  readonly path: string;
  readonly afterwards: () => Promise<void>;
}

/** CodeCommit's side of `https://git-codecommit.REGION.amazonaws.com/v1/repos/NAME`, with a certificate for whatever of its hosts is asked for. */
export function createGitServer(world: World, store: RepositoryStore, authority: CertificateAuthority): Server {
  const contextOf = (host: string) => {
    if (regionOfHost(host) === undefined) throw new Error("That is not one of CodeCommit's hosts.");
    return authority.contextFor(host);
  };
  const options = {
    ...authority.certificateFor("git-codecommit.us-east-1.amazonaws.com"),
    SNICallback: (host: string, done: (error: Error | null, context?: ReturnType<typeof contextOf>) => void) => {
      try {
        done(null, contextOf(host));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
  return createServer(options, (incoming, response) => {
    handle(world, store, incoming, response).catch((error: unknown) => {
      // A client that goes away early is nobody's mistake.
      if (!response.destroyed) console.error(error);
      response.destroy();
    });
  });
}

async function handle(world: World, store: RepositoryStore, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = readGitRequest(incoming);
  if (request === undefined) {
    send(world, response, refuse(new ServiceError("UnknownOperationException", 404, "Not found")));
    return;
  }
  const { credentials, operation } = request;
  const logged = { operation, service: "codecommit", accessKeyId: credentials && credentialId(world, credentials) };
  if (world.latencyMs > 0) await sleep(world.latencyMs, undefined, { ref: false });
  const served = await serve(world, store, request);
  // Git's first request, which only finds out that a password is wanted, uses up no fault.
  const fault = credentials && world.faults.take(operation);
  const outcome = served instanceof ServiceError ? refuse(served).outcome : "ok";
  logCall(world, logged, fault === undefined ? outcome : `fault:${fault.kind}${fault.after ? ` after ${outcome}` : ""}`);
  if (fault) await fail(world, store, served, fault, incoming, response);
  else if (served instanceof ServiceError) send(world, response, refuse(served));
  else await answer(world, store, served, incoming, response);
}

/** Everything that can be known before Git's own work begins. */
async function serve(world: World, store: RepositoryStore, request: GitRequest): Promise<Served | ServiceError> {
  try {
    if (request.credentials === undefined) return new ServiceError("Unauthorized", 401, "Credentials are required");
    const caller = callerOfBasic(world, request.credentials, request);
    const repository = admit(world, caller, request.operation, request);
    await store.folderOf(repository);
    const afterwards = async () => {
      if (request.pushes) await store.afterPush(repository, world.clock.now());
    };
    return { request, path: `/${repository.id}${request.endpoint}`, afterwards };
  } catch (error) {
    return error instanceof ServiceError ? error : new InternalFailure(error);
  }
}

async function answer(world: World, store: RepositoryStore, served: Served, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  await work(store, served, incoming, {
    head: (status, headers) => response.writeHead(status, { ...headers, date: world.clock.now().toUTCString() }),
    body: response,
  });
  response.end();
}

async function work(store: RepositoryStore, { afterwards, path, request }: Served, incoming: IncomingMessage, sink: Sink): Promise<void> {
  await runBackend(store.git, incoming, { root: store.root, path, query: request.query, user: "git" }, sink);
  await afterwards();
}

/** Goes wrong as a test wants it, if it wants so after the work is done. */
async function fail(world: World, store: RepositoryStore, served: Served | ServiceError, fault: Fault, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (fault.after && !(served instanceof ServiceError)) {
    await work(store, served, incoming, { head: () => undefined, body: new Writable({ write: (_chunk, _encoding, done) => done() }) });
  }
  goWrong(world, refuse, fault, response);
}

/** The codes in which the service that checks passwords speaks; of these, users have quoted `UnrecognizedClientException` only. */
const codes: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDeniedException",
  ExpiredToken: "ExpiredTokenException",
  InvalidClientTokenId: "UnrecognizedClientException",
  SignatureDoesNotMatch: "InvalidSignatureException",
  Throttling: "ThrottlingException",
};

/**
 * A refusal as Git sees it. Without credentials 401, so that Git asks for some: else no credential helper would ever be
 * called. With wrong or expired ones, or without permission, 403 (CodeCommit User Guide, "Troubleshooting the credential
 * helper"; the body's form is in isomorphic-git/isomorphic-git#1129, its other codes are guesses). A repository that is
 * not there 404 (aws/git-remote-codecommit#49). Throttled 429 ("Troubleshooting access errors"). The realm is a guess.
 */
function refuse({ code, message, status }: ServiceError): Answer {
  const type = codes[code] ?? code;
  return {
    status: type === "ThrottlingException" ? 429 : status,
    headers: { "content-type": "application/xml", ...(status === 401 && { "www-authenticate": 'Basic realm="AWS CodeCommit"' }) },
    // Git shows bodies of plain text only, so that nobody sees these words but in a trace.
    body: `<${type}>\n  ${elements({ Message: message.replace(/\.$/, "") })}\n</${type}>\n`,
    outcome: type,
  };
}
