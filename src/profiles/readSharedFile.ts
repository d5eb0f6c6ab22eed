import { readFile } from "node:fs/promises";
import { fileErrorCode, readError } from "../files/fileError.js";
import { Secret } from "../secret.js";

/** A shared file's content; `text` is undefined when there is no such file. */
export interface SharedFileText {
  readonly text: Secret | undefined;
  /** The first line (1-based) that is not UTF-8; its bytes are not in `text`, which therefore must not be written back. */
  readonly notUtf8AtLine?: number;
}

/**
 * Reads one shared file, byte order mark included. A missing file is not an error.
 *
 * @throws UserError with the path when it is there but cannot be read.
 */
export async function readSharedFile(filePath: string): Promise<SharedFileText> {
  let bytes: Buffer;
  try {
    bytes = await readFile(filePath);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") {
      return { text: undefined };
    }
    throw readError(filePath, error);
  }
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) {
    return { text: new Secret(text) };
  }
  const sound = text.slice(0, text.indexOf("\ufffd"));
  return { text: new Secret(text), notUtf8AtLine: sound.split("\n").length };
}
