import type { Secret } from "../secret.js";
import { renderRows } from "./csvRows.js";

/** The file that the console gives with Git credentials, and with those of Amazon Keyspaces. */
export function renderPasswordCsv(userName: string, password: Secret): Secret {
  return renderRows(["User Name", "Password"], [userName, password.reveal()]);
}

/** An API key, in the two columns that files of the console for Amazon Bedrock are seen with; AWS documents none. */
export function renderApiKeyCsv(name: string, apiKey: Secret): Secret {
  return renderRows(["API key name", "API key"], [name, apiKey.reveal()]);
}
