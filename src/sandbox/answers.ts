import type { ServerResponse } from "node:http";
import { errorOf, ServiceError } from "./errors.js";
import type { Answer, Exchange } from "./exchange.js";
import type { Fault } from "./faults.js";
import type { World } from "./world.js";

/** Notes a call for `GET calls`; nothing in it is secret. */
export function logCall(world: World, { accessKeyId, operation, service }: Pick<Exchange, "accessKeyId" | "operation" | "service">, outcome: string): void {
  world.calls.push({ operation, service, accessKeyId, time: world.clock.now().toISOString(), outcome });
}

/** Sends a service's answer. */
export function send(world: World, response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    // SDKs correct their clock by this header.
    date: world.clock.now().toUTCString(),
  });
  response.end(body);
}

/** Answers as a fault wants it; `refuse` puts an error into the service's own form. */
export function goWrong(world: World, refuse: Exchange["refuse"], fault: Fault, response: ServerResponse): void {
  switch (fault.kind) {
    case "throttle":
      send(world, response, refuse(new ServiceError("Throttling", 400, "Rate exceeded")));
      return;
    case "serviceFailure":
      send(world, response, refuse(new ServiceError("ServiceFailure", 500, "The request processing has failed because of an unknown error, exception or failure.")));
      return;
    case "error":
      send(world, response, refuse(errorOf(fault.code, fault.message)));
      return;
    case "html":
      response.writeHead(503, { "content-type": "text/html", date: world.clock.now().toUTCString() });
      response.end("<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>");
      return;
    case "garbage":
      response.writeHead(200, { "content-type": "text/xml", date: world.clock.now().toUTCString() });
      response.end("this is not XML <");
      return;
    case "drop":
      response.socket?.destroy();
      return;
    case "hang":
      return;
  }
}
