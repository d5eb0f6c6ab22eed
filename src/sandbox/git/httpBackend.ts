import type { IncomingMessage } from "node:http";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { GitProgram } from "./gitProgram.js";

/** Where an answer goes. */
export interface Sink {
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  readonly body: Writable;
}

/** The part of the common gateway interface (RFC 3875) that `git http-backend` reads. */
export interface BackendRequest {
  /** The folder of all repositories. */
  readonly root: string;
  /** Below it. */
  readonly path: string;
  readonly query: string;
  /** Whoever pushes; without one it takes no push. */
  readonly user: string;
}

/**
 * Has `git http-backend` answer a request. `Git-Protocol` is not handed on: CodeCommit answers in version 0 of the
 * protocol (isomorphic-git/isomorphic-git#199 shows its list of references).
 */
export async function runBackend(git: GitProgram, incoming: IncomingMessage, request: BackendRequest, sink: Sink): Promise<void> {
  const child = git.spawn(["http-backend"], {
    GIT_PROJECT_ROOT: request.root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: request.path,
    QUERY_STRING: request.query,
    REQUEST_METHOD: incoming.method,
    REMOTE_USER: request.user,
    REMOTE_ADDR: "127.0.0.1",
    CONTENT_TYPE: incoming.headers["content-type"],
    CONTENT_LENGTH: incoming.headers["content-length"],
    HTTP_CONTENT_ENCODING: incoming.headers["content-encoding"],
  });
  incoming.pipe(child.stdin);
  child.stderr.resume();
  try {
    await pipeline(child.stdout, (source: AsyncIterable<Buffer>) => bodyOf(source, sink), sink.body, { end: false });
  } finally {
    incoming.unpipe(child.stdin);
    child.kill();
  }
}

/** Reads the head of an answer, which begins with `Status:` unless that is 200, and hands the rest on. */
async function* bodyOf(source: AsyncIterable<Buffer>, sink: Sink): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const rest = head.subarray(end + 4);
    passHead(head.subarray(0, end).toString("latin1"), sink);
    head = undefined;
    yield rest;
  }
  if (head !== undefined) sink.head(500, {});
}

function passHead(text: string, sink: Sink): void {
  const lines = text.split("\r\n").map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const { status, ...headers } = Object.fromEntries(lines);
  sink.head(Number.parseInt(status ?? "200", 10), headers);
}
