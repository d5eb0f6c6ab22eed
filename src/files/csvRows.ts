import { Secret } from "../secret.js";

/** A .csv as the AWS console writes it: CRLF, no byte order mark; quotes only where a value needs them (RFC 4180). */
export function renderRows(...rows: readonly (readonly string[])[]): Secret {
  return new Secret(rows.map((values) => `${values.map(quote).join(",")}\r\n`).join(""));
}

function quote(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
