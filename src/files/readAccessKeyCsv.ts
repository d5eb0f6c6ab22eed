import { readFile, realpath, rm, stat } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { parse } from "csv-parse/sync";
import { isUserError, UserError } from "../errors.js";
import { Secret } from "../secret.js";
import type { AccessKeyPair } from "./accessKeyCsv.js";
import { fileErrorCode, readError } from "./fileError.js";

/** An access key as a .csv file holds it. */
export interface CsvAccessKey extends AccessKeyPair {
  /** `undefined`: neither the file nor its name says. */
  readonly userName: string | undefined;
}

/** What was read of a .csv file. */
export interface AccessKeyCsv {
  readonly path: string;
  /** At least one, in the order of the file. */
  readonly keys: readonly [CsvAccessKey, ...CsvAccessKey[]];
  /**
   * Deletes the file for good.
   *
   * @throws UserError when it was changed since it was read, or cannot be deleted.
   */
  readonly deleteUnchanged: () => Promise<void>;
}

/** A file with one key has some hundred bytes. */
const MAX_BYTES = 1024 * 1024;

/** Column names without case, spaces and underscores, in the forms that the AWS console has used. */
const COLUMNS = {
  userName: ["username", "user"],
  accessKeyId: ["accesskeyid", "awsaccesskeyid"],
  secretAccessKey: ["secretaccesskey", "awssecretaccesskey"],
  password: ["password"],
  signInUrl: ["consoleloginlink", "consolesigninurl", "consolesigninlink"],
} as const;

type Row = Partial<Record<keyof typeof COLUMNS, string>>;

/**
 * Reads the .csv file that the AWS console gives, or an administrator passes on: `Access key ID,Secret access key`, with a
 * `User Name` or without, and the older forms with a password and a link beside them.
 *
 * @throws UserError that says what the file is, if it holds no access key. Nothing of its content is in the error.
 */
export async function readAccessKeyCsv(filePath: string): Promise<AccessKeyCsv> {
  const bytes = await readBytes(filePath);
  const text = decode(bytes, filePath);
  const rows = parseRows(text, filePath);
  const [first, ...rest] = rows.flatMap((row) => readKey(row, filePath));
  if (first === undefined) throw explainNoKey(rows, filePath);
  return { path: filePath, keys: [first, ...rest], deleteUnchanged: () => deleteUnchanged(filePath, text) };
}

async function readBytes(filePath: string): Promise<Buffer> {
  try {
    const state = await stat(filePath);
    // A pipe would never end.
    if (!state.isFile()) throw notAKeyFile(l10n.t("This is no .csv file: {0}", filePath));
    if (state.size > MAX_BYTES) throw notAKeyFile(l10n.t("This file is too large for a .csv file with access keys: {0}", filePath));
    return await readFile(filePath);
  } catch (error) {
    throw isUserError(error) ? error : readError(filePath, error);
  }
}

function decode(bytes: Buffer, filePath: string): Secret {
  const text = bytes.toString("utf8");
  if (text.replace("\ufeff", "").trim() === "") throw notAKeyFile(l10n.t("This file is empty: {0}", filePath));
  const hasUtf16Mark = ["fffe", "feff"].includes(bytes.toString("hex", 0, 2));
  if (hasUtf16Mark) {
    throw new UserError(l10n.t("This file is UTF-16 text, as Excel saves “Unicode text”: {0}", filePath), {
      hint: l10n.t("Take the file as it was downloaded, or save it again as “CSV UTF-8”."),
      code: "NoAccessKey",
    });
  }
  if (text.includes("\0") || !Buffer.from(text, "utf8").equals(bytes)) throw notAKeyFile(l10n.t("This is no .csv file: {0}", filePath));
  return new Secret(text);
}

function parseRows(text: Secret, filePath: string): readonly Row[] {
  const body = text.reveal().replace(/^\ufeff/, "").trimStart();
  const header = /^[^\r\n]*/.exec(body)?.[0] ?? "";
  // What a spreadsheet saves: semicolons where the decimal sign is a comma.
  const delimiter = [",", ";", "\t"].find((candidate) => header.includes(candidate)) ?? ",";
  try {
    const [names = [], ...lines] = parse(body, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true });
    const columns = names.map(recognizeColumn);
    return lines.map((values) => Object.fromEntries(values.flatMap((value, index) => (columns[index] === undefined ? [] : [[columns[index], value]]))) as Row);
  } catch {
    // Without its cause: the parser's error holds the line that it did not understand.
    throw notAKeyFile(l10n.t("This is no .csv file: {0}", filePath));
  }
}

function recognizeColumn(name: string): keyof typeof COLUMNS | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, "");
  const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  return columns.find((column) => (COLUMNS[column] as readonly string[]).includes(plain));
}

function readKey({ userName, accessKeyId = "", secretAccessKey = "" }: Row, filePath: string): CsvAccessKey[] {
  if (!isAccessKeyId(accessKeyId) || !isSecretAccessKey(secretAccessKey)) return [];
  const named = userName === undefined || userName === "" ? userNameOfFile(filePath) : userName;
  return [{ userName: named, accessKeyId, secretAccessKey: new Secret(secretAccessKey) }];
}

export function isAccessKeyId(text: string): boolean {
  return /^\w{16,128}$/.test(text);
}

export function isSecretAccessKey(text: string): boolean {
  return /^[\w/+=]{16,128}$/.test(text);
}

/** The console calls it `alice_accessKeys.csv`; a browser adds ` (1)`. */
function userNameOfFile(filePath: string): string | undefined {
  return /^([\w+=,.@-]+)_accessKeys(?: ?\(\d+\))?\.csv$/i.exec(path.basename(filePath))?.[1];
}

/** Says what the file is instead, as far as its columns tell. */
function explainNoKey(rows: readonly Row[], filePath: string): UserError {
  const has = (column: keyof Row) => rows.some((row) => (row[column] ?? "") !== "");
  if (has("accessKeyId") && !has("secretAccessKey")) {
    return new UserError(l10n.t("This file holds an access key’s ID, but not its secret: {0}", filePath), {
      hint: l10n.t("The secret was to be seen only once. Have another key created, and take the file that comes with it."),
      code: "NoAccessKey",
    });
  }
  if (has("accessKeyId")) return notAKeyFile(l10n.t("What this file has for an access key is none: {0}", filePath));
  if (!has("password")) return notAKeyFile(l10n.t("This file holds no access key; it has no columns “Access key ID” and “Secret access key”: {0}", filePath));
  // IAM makes up these user names itself, and lets nobody change them.
  if (rows.some(({ userName }) => /-at-\d{12}$/.test(userName ?? ""))) {
    return notAKeyFile(l10n.t("This file holds Git credentials for CodeCommit, not an access key: {0}", filePath));
  }
  return new UserError(l10n.t("This file holds a password for the AWS console, but no access key: {0}", filePath), {
    hint: l10n.t("Sign in to the AWS console with it and create an access key under “Security credentials”, or ask your administrator for one."),
    code: "NoAccessKey",
  });
}

function notAKeyFile(sentence: string): UserError {
  return new UserError(sentence, { hint: l10n.t("Choose the file that came with the access key; its name often ends in _accessKeys.csv."), code: "NoAccessKey" });
}

async function deleteUnchanged(filePath: string, text: Secret): Promise<void> {
  const now = await readBytes(filePath);
  if (now.toString("utf8") !== text.reveal()) {
    throw new UserError(l10n.t("This file was changed since, so it stays as it is: {0}", filePath), { hint: l10n.t("Delete it by hand if you do not want it.") });
  }
  try {
    // Not the link to it: the secret is in the file.
    await rm(await realpath(filePath));
  } catch (error) {
    const code = fileErrorCode(error);
    throw new UserError(l10n.t("This file cannot be deleted: {0}", filePath), {
      hint: l10n.t("Delete it by hand: it still holds the secret."),
      cause: error,
      ...(code === undefined ? {} : { code }),
    });
  }
}
