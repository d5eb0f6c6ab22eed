import { randomBytes } from "node:crypto";
import http from "node:http";
import net from "node:net";
import { once } from "node:events";

const loopback = "127.0.0.1";

/**
 * Stands before VS Code's server and passes everything on, but for one request that this build of the server leaves to
 * whoever embeds it: half of the key with which a window seals its secrets. Without it SecretStorage keeps nothing, and a
 * session with MFA would not survive a reload.
 * @param {number} serverPort
 * @param {number} port 0 lets the system choose
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function openFrontDoor(serverPort, port) {
  const half = randomBytes(32);
  /** @type {Set<import("node:stream").Duplex>} */
  const upgraded = new Set();
  const door = http.createServer((request, response) => {
    // Only the page itself may ask: browsers say where a request comes from.
    if (request.method === "POST" && request.url?.split("?")[0] === "/mint-key" && request.headers["sec-fetch-site"] === "same-origin") {
      response.writeHead(200, { "content-type": "application/octet-stream", "cache-control": "no-store" }).end(half);
      return;
    }
    const onward = http.request({ host: loopback, port: serverPort, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  door.on("upgrade", (request, socket, head) => {
    const onward = net.connect(serverPort, loopback, () => {
      const headers = request.rawHeaders.flatMap((text, index) => (index % 2 === 0 ? [`${text}: ${request.rawHeaders[index + 1] ?? ""}`] : []));
      onward.write([`${request.method ?? "GET"} ${request.url ?? "/"} HTTP/1.1`, ...headers, "", ""].join("\r\n"));
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    endTogether(socket, onward);
    endTogether(onward, socket);
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket));
  });
  door.listen(port, loopback);
  await once(door, "listening");
  const address = /** @type {import("node:net").AddressInfo} */ (door.address());
  return {
    port: address.port,
    close: async () => {
      for (const socket of upgraded) socket.destroy();
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/**
 * @param {import("node:stream").Duplex} one
 * @param {import("node:stream").Duplex} other
 */
function endTogether(one, other) {
  one.on("error", () => other.destroy());
  one.on("close", () => other.destroy());
}
