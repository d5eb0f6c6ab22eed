import { open, stat } from "node:fs/promises";

/** No public key is longer. */
const LONGEST_FILE = 64 * 1024;

/**
 * The text of a file that may hold a public key; `undefined` for whatever is too long, or no file: a pipe would keep the reader
 * waiting for good, and a device such as `/dev/zero` has no end.
 * @throws Node's error if it is not there, or not to be read
 */
export async function readKeyFile(file: string): Promise<string | undefined> {
  const found = await stat(file);
  if (!found.isFile() || found.size > LONGEST_FILE) return undefined;
  const handle = await open(file);
  try {
    // It may have grown since.
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_FILE), 0, LONGEST_FILE, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
