/**
 * The entry of `dist/git-credential-codecommit.js`, which Git starts as its `credential.helper`: signs in to CodeCommit,
 * and only there. Stands alone: no editor, no AWS CLI, no Python, and no SDK where the profile's files hold the keys.
 *
 * The answer is written whole or not at all. Without one Git goes on to its next helper, and then asks the user
 * (gitcredentials(7)); the exit code says what happened, and the reason is one line on standard error.
 */
import { readSync, writeSync } from "node:fs";
import { isUserError } from "./errors.js";
import { answerGit } from "./git/answerGit.js";
import { LARGEST_REQUEST } from "./git/credentialProtocol.js";
import { findKeys } from "./git/findKeys.js";
import { readHelperArguments } from "./git/helperArguments.js";

const NAME = "git-credential-codecommit";

async function main(): Promise<number> {
  const args = readHelperArguments(process.argv.slice(2), process.env);
  // Nothing is stored, so nothing is erased. Others are of a Git to come, which wants them ignored.
  if (args.operation !== "get") return 0;
  // For the programs that a profile's credential_process starts, the editor among them.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  // Node's, and the SDK's about Node, are not for whoever runs Git.
  process.removeAllListeners("warning");
  try {
    const answer = await answerGit(await readInput(), ({ region }) => findKeys(args, region, process.env));
    if (answer !== undefined) writeAll(1, answer.reveal());
    return 0;
  } catch (error) {
    writeAll(2, `${NAME}${args.profileName === undefined ? "" : ` (profile ${args.profileName})`}: ${explain(error)}`.replace(/[\s\p{Cc}]+/gu, " ") + "\n");
    return 1;
  }
}

/** Only a {@link UserError}'s text is known to hold no secret. */
function explain(error: unknown): string {
  if (isUserError(error)) return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  const { name, code } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  return `It failed (${code ?? name ?? "unknown"}). Try again, and report it if it stays.`;
}

/** Up to the blank line or the end. Not `process.stdin`, which takes longer to load than all of this to run. */
async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= LARGEST_REQUEST) {
    const chunk = Buffer.alloc(16_384);
    const count = await readSome(chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
    if (/\n\r?\n/.test(Buffer.concat(chunks).toString("latin1"))) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function readSome(chunk: Buffer): Promise<number> {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What Windows calls the end of a pipe, and a standard input that is closed.
      if (code === "EOF" || code === "EBADF") return 0;
      if (code !== "EAGAIN") throw error;
      await later();
    }
  }
}

/** At once, so that the process may end at once too. */
function writeAll(file: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(file, rest));
    } catch (error) {
      // Whoever reads is gone, or slow.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
    }
  }
}

function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

// Connections of the SDK's may still be open.
void main().then((code) => process.exit(code));
