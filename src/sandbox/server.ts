import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { goWrong, logCall, send } from "./answers.js";
import { control, controlPrefix } from "./control.js";
import { tunnel } from "./git/tunnel.js";
import { portalExchange } from "./portal/portal.js";
import { jsonExchange } from "./jsonProtocol.js";
import { queryExchange } from "./service.js";
import type { SignedRequest } from "./signature.js";
import type { World } from "./world.js";

/** Longer than any IAM request may be; a client that sends more is refused unread. */
const bodyLimit = 1024 * 1024;

/** The HTTP side: one endpoint for all services, the control routes beside them, and a proxy to the Git servers. */
export function createSandboxServer(world: World): Server {
  const server = createServer((request, response) => {
    handle(world, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  return server.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => tunnel(world, request, socket, head));
}

async function handle(world: World, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  // A web page may have any name resolve to 127.0.0.1, but cannot choose the Host header.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(incoming.headers.host ?? "")) {
    sendJson(response, 403, { error: "Host must be 127.0.0.1 or localhost." });
    return;
  }
  const body = await readBody(incoming);
  if (body === undefined) {
    sendJson(response, 413, { error: "The request is too long." });
    return;
  }
  const [path, query] = splitUrl(incoming.url ?? "/");
  if (path.startsWith(controlPrefix)) {
    const { status, json } = await control(world, { method: incoming.method ?? "GET", name: path.slice(controlPrefix.length), origin: incoming.headers.origin, body });
    sendJson(response, status, json);
    return;
  }
  await serve(world, { method: incoming.method ?? "GET", path, query, headers: incoming.headers, body }, response);
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function serve(world: World, request: SignedRequest, response: ServerResponse): Promise<void> {
  const exchange = jsonExchange(world, request) ?? portalExchange(world, request) ?? queryExchange(world, request);
  if (world.latencyMs > 0) await sleep(world.latencyMs, undefined, { ref: false });
  const fault = world.faults.take(exchange.operation);
  if (!fault) {
    const given = exchange.carryOut();
    logCall(world, exchange, given.outcome);
    send(world, response, given);
    return;
  }
  const done = fault.after ? exchange.carryOut().outcome : undefined;
  logCall(world, exchange, `fault:${fault.kind}${done === undefined ? "" : ` after ${done}`}`);
  goWrong(world, exchange.refuse, fault, response);
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  const body = JSON.stringify(json);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body), "cache-control": "no-store" });
  response.end(body);
}
