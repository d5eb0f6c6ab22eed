import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { regionOfHost } from "../codecommit/hosts.js";
import type { World } from "../world.js";
import type { GitAddresses } from "./gitServers.js";

/** The ports of CodeCommit's hosts, and the sandbox's own in their place. */
const ports: Readonly<Record<string, (addresses: GitAddresses) => number>> = {
  "443": ({ httpsPort }) => httpsPort,
  "22": ({ sshPort }) => sshPort,
};

/**
 * Answers `CONNECT git-codecommit.us-east-1.amazonaws.com:443`: with the sandbox as its proxy, Git uses CodeCommit's URLs
 * as AWS writes them, without a port. It leads to the sandbox's own Git servers and nowhere else.
 */
export function tunnel(world: World, { url = "" }: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on("error", () => socket.destroy());
  const [host = "", port = ""] = url.split(":");
  const choose = ports[port];
  if (regionOfHost(host) === undefined || choose === undefined) {
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    return;
  }
  world.git.start().then(
    ({ addresses }) => join(choose(addresses), socket, head),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    },
  );
}

function join(port: number, socket: Duplex, head: Buffer): void {
  const target = connect(port, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    target.write(head);
    target.pipe(socket).pipe(target);
  });
  target.on("error", () => socket.destroy());
  socket.on("close", () => target.destroy());
}
