import * as fs from "node:fs/promises";
import * as net from "node:net";
import * as path from "node:path";
import type { KeysForGit } from "./answerGit.js";
import { LONGEST_MESSAGE, newNumber, readAnnouncement, readSessionAnswer, writeQuestion, type Announcement, type Question } from "./sessionMessages.js";

/** A window answers from what it has in memory, so that one which takes longer hangs. */
const PATIENCE_MS = 2_000;

/**
 * Asks the windows of the editor, the newest first, for the session with MFA of a profile. Windows that do not answer count
 * as closed.
 * @param folder where they announce themselves ({@link openSessionChannel})
 */
export async function askWindows(folder: string, question: Question): Promise<KeysForGit | undefined> {
  for (const { announcement } of await listAnnouncements(folder)) {
    const answer = announcement === undefined ? undefined : await ask(announcement, question);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The windows' files, the newest first; without an announcement those that are none. */
export async function listAnnouncements(folder: string): Promise<readonly { readonly file: string; readonly announcement: Announcement | undefined }[]> {
  const names = await fs.readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".json")).sort().reverse().map((name) => path.join(folder, name));
  return Promise.all(files.map(async (file) => ({ file, announcement: readAnnouncement(await fs.readFile(file, "utf8").catch(() => "")) })));
}

export function canReach(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** The first line that the other side writes; `undefined` if it ends without one, or goes on for too long. */
export function readLine(socket: net.Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end !== -1) resolve(text.slice(0, end));
      else if (text.length > LONGEST_MESSAGE) resolve(undefined);
    });
    socket.once("close", () => resolve(undefined));
    socket.once("end", () => resolve(undefined));
  });
}

async function ask({ address, token }: Announcement, question: Question): Promise<KeysForGit | undefined> {
  const number = newNumber();
  const socket = net.connect(address);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.write(writeQuestion(question, number, token));
  const line = await readLine(socket);
  socket.destroy();
  return line === undefined ? undefined : readSessionAnswer(line, number, token);
}
