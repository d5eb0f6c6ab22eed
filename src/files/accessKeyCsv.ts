import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { Secret } from "../secret.js";
import { renderRows } from "./csvRows.js";

/** Both halves of an access key. */
export interface AccessKeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

/** The file that the console's "Download .csv file" gives: its two columns, CRLF, no byte order mark. */
export function renderConsoleCsv(key: AccessKeyPair): Secret {
  return renderRows(["Access key ID", "Secret access key"], [key.accessKeyId, key.secretAccessKey.reveal()]);
}

/**
 * The form that `aws configure import --csv file://…` takes: it demands a `User Name` column, which the console's file lacks
 * (aws/aws-cli#7753), and makes a profile of that name.
 *
 * @throws UserError when the user's name holds a comma, which IAM allows (`[\w+=,.@-]+`): the importer splits at every comma
 * and knows no quotes (awscli/customizations/configure/importer.py), so that a quoted name would be imported as a wrong
 * profile with a wrong key.
 */
export function renderImportCsv(key: AccessKeyPair & { readonly userName: string }): Secret {
  if (/[,"\r\n]/.test(key.userName)) {
    throw new UserError(l10n.t("“aws configure import” cannot read a user name with a comma in it: {0}", key.userName), {
      hint: l10n.t("Save the key as a profile, or as the console’s kind of CSV file."),
    });
  }
  const header = ["User Name", "Access key ID", "Secret access key"];
  return renderRows(header, [key.userName, key.accessKeyId, key.secretAccessKey.reveal()]);
}
