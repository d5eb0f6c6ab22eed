import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxReady } from "./sandboxProcess";

/** A place at which a sandbox is another account. */
export interface OtherAccount {
  readonly endpoint: string;
  readonly accountId: string;
  stop(): Promise<void>;
}

/** Every sandbox is the same account. Here its answers have another account's id; its questions pass as they are, since they are signed. */
export async function makeOtherAccount({ endpoint, accountId }: SandboxReady): Promise<OtherAccount> {
  const otherId = "210987654321";
  const { hostname, port } = new URL(endpoint);
  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url, headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers }, (given) => {
      const parts: Buffer[] = [];
      given.on("data", (part: Buffer) => parts.push(part));
      given.on("end", () => answer.writeHead(given.statusCode ?? 500, given.headers).end(Buffer.concat(parts).toString().replaceAll(accountId, otherId)));
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  };
  const server = createServer(pass).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    accountId: otherId,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
