const COLUMN = "password_last_changed";

/**
 * When the console password of a user was last changed, from the account's credential report, a CSV text with a row a
 * user. Every other row is somebody else's business and is not read.
 *
 * A user name may hold commas, and AWS does not document whether it quotes them; the name and the ARN are the first two
 * columns and no other column can hold a comma, so the column is counted from the end. Source: IAM User Guide, "Get
 * credential reports".
 * @returns `undefined` if there is no such user, no password, or no such column
 */
export function readOwnPassword(report: string, userName: string): Date | undefined {
  const [header = "", ...rows] = report.split(/\r?\n/);
  const columns = header.split(",");
  const fromEnd = columns.indexOf(COLUMN) - columns.length;
  if (!columns.includes(COLUMN)) return undefined;
  const own = rows.find((row) => row.startsWith(`${userName},arn:`) || row.startsWith(`"${userName}","arn:`) || row.startsWith(`"${userName}",arn:`));
  const value = own?.split(",").at(fromEnd)?.replaceAll('"', "");
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time);
}
