import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { writePrivateFile } from "../files/privateFile.js";
import type { KeysForGit } from "./answerGit.js";
import { canReach, listAnnouncements, readLine } from "./askWindows.js";
import { newToken, readQuestion, writeAnnouncement, writeSessionAnswer, type Question } from "./sessionMessages.js";

/** A window's ear for the credential helper. */
export interface SessionChannel {
  dispose(): Promise<void>;
}

const PATIENCE_MS = 5_000;

/** A socket's path has room for 103 bytes on macOS, 107 on Linux; the extension's own folder alone may use that up. */
const LONGEST_PATH = 100;

/**
 * Lets the credential helper ask this window for the sessions with MFA that it keeps: on a socket of mode 0600 in a new
 * folder of mode 0700 (on Windows a pipe with a name that cannot be guessed), announced with its token by a private file.
 * Files of windows that are gone are removed.
 * @param folder where windows announce themselves: `sessions` in the folder of the launcher
 * @param findSession what this window knows; `undefined` if it has no session for that profile
 * @throws Error of Node's, if there can be no such socket
 */
export async function openSessionChannel(folder: string, findSession: (question: Question) => Promise<KeysForGit | undefined>): Promise<SessionChannel> {
  await removeStale(folder);
  const token = newToken();
  const { address, remove } = await chooseAddress();
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    readLine(socket)
      .then(async (line) => {
        const asked = line === undefined ? undefined : readQuestion(line, token);
        if (asked === undefined) return void socket.destroy();
        socket.end(writeSessionAnswer(await findSession(asked.question), asked.number, token).reveal());
      })
      .catch(() => socket.destroy());
  });
  server.maxConnections = 32;
  const file = path.join(folder, `${String(Date.now()).padStart(15, "0")}-${randomBytes(6).toString("hex")}.json`);
  try {
    await listen(server, address);
    if (process.platform !== "win32") await fs.chmod(address, 0o600);
    await writePrivateFile(file, writeAnnouncement({ address, token }));
  } catch (error) {
    await close(server);
    await remove();
    throw error;
  }
  return {
    dispose: async () => {
      await fs.rm(file, { force: true });
      sockets.forEach((socket) => socket.destroy());
      await close(server);
      await remove();
    },
  };
}

async function chooseAddress(): Promise<{ address: string; remove: () => Promise<void> }> {
  if (process.platform === "win32") {
    return { address: `\\\\.\\pipe\\my-security-credentials-${randomBytes(16).toString("hex")}`, remove: () => Promise.resolve() };
  }
  const folder = await fs.mkdtemp(path.join(await shortTemporaryFolder(), "msc-"));
  return { address: path.join(folder, "sessions"), remove: () => fs.rm(folder, { recursive: true, force: true }) };
}

/** The user's own (systemd's `XDG_RUNTIME_DIR`) before the system's. */
async function shortTemporaryFolder(): Promise<string> {
  for (const candidate of [process.env["XDG_RUNTIME_DIR"], os.tmpdir()]) {
    const isShort = candidate !== undefined && path.isAbsolute(candidate) && Buffer.byteLength(path.join(candidate, "msc-123456", "sessions")) <= LONGEST_PATH;
    if (isShort && (await isWritable(candidate))) return candidate;
  }
  return "/tmp";
}

function isWritable(folder: string): Promise<boolean> {
  return fs.access(folder, fs.constants.W_OK | fs.constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A window that crashed leaves its file, and its socket's folder, behind. */
async function removeStale(folder: string): Promise<void> {
  for (const { file, announcement } of await listAnnouncements(folder)) {
    if (announcement !== undefined && (await canReach(announcement.address))) continue;
    await fs.rm(file, { force: true });
    if (announcement === undefined || process.platform === "win32") continue;
    await fs.unlink(announcement.address).catch(() => undefined);
    // Only if nothing else is in it.
    await fs.rmdir(path.dirname(announcement.address)).catch(() => undefined);
  }
}

function listen(server: net.Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
