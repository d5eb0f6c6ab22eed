import * as fc from "fast-check";
import type { AwsFileKind } from "../../../src/profiles/awsFile.js";

/** Names that every reader of the files takes, the SDK's strict header pattern included. */
export const profileNames = ["default", "dev", "a.b", "team/prod", "x@y.example", "UPPER_lower-1", "100%"];

export const keyNames = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region", "output", "s3", "iam", "endpoint_url"];

const plainValue = fc.constantFrom("eu-central-1", "AKIDEXAMPLE", "abc+/def=", "http://127.0.0.1:4566/#x", "a;b", "ünïcode", "[x]", "two words", '"quoted"');
const inlineComment = fc.constantFrom("", "", "", " # why", "\t; since 2019", "  #x=y");
const spaces = fc.constantFrom("", " ", "  ", "\t");

const keyLine = fc
  .tuple(fc.constantFrom("", "", "", "", "  ", "\t"), fc.constantFrom(...keyNames), spaces, spaces, plainValue, inlineComment)
  .map(([indent, name, before, after, value, comment]) => `${indent}${name}${before}=${after}${value}${comment}`);
const parentLine = fc
  .tuple(fc.constantFrom("", "", "  "), fc.constantFrom("s3", "iam", "region"), spaces, inlineComment)
  .map(([indent, name, before, comment]) => `${indent}${name}${before}=${comment}`);
const subKeyLine = fc.tuple(fc.constantFrom("endpoint_url", "region"), plainValue).map(([name, value]) => `  ${name} = ${value}`);
const otherLine = fc.constantFrom("", "", "   ", "# a comment", ";[profile commented]", "  # indented = comment", "  continued", "no equals sign", "= no name");

/** Names that our reader takes and some tools do not. */
export const unusualNames = ["données", "名前", "my work", "Ünï-côdé"];

/** Headers that nobody can read, or that mean nothing in this file. */
const oddHeaderLine = fc.constantFrom("[profile broken", "[dev] text", "[]", "[ ]", "[profile\tdev]", "[ dev ]", "[sso-session corp]", "[other thing]");

function headerLine(kind: AwsFileKind, names: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...names);
  const profile =
    kind === "credentials"
      ? name.map((chosen) => `[${chosen}]`)
      : fc.oneof(
          fc.constant("[default]"),
          name.map((chosen) => `[profile ${chosen}]`),
          name.map((chosen) => `[profile "${chosen}"]`),
          fc.constantFrom("[sso-session corp]", "[services local]", "[preview]"),
        );
  return fc.tuple(profile, inlineComment).map(([header, comment]) => header + comment);
}

const commonLines = [
  { weight: 7, arbitrary: keyLine },
  { weight: 1, arbitrary: parentLine },
  { weight: 2, arbitrary: subKeyLine },
  { weight: 3, arbitrary: otherLine },
];

/** A file with everything people write into it: comments, sub-keys, duplicates, tabs, CRLF, a byte order mark, no last line end. */
export function awsFileText(kind: AwsFileKind): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 3, arbitrary: headerLine(kind, profileNames) },
    ...commonLines,
  );
  return fc
    .tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom("\n", "\r\n"), fc.constantFrom("", "", "\ufeff"), fc.boolean())
    .map(([lines, eol, mark, closed]) => mark + lines.join(eol) + (closed && lines.length > 0 ? eol : ""));
}

/** The same with what only our reader takes: unusual names, headers that are none, line ends of both kinds in one file. */
export function wildAwsFileText(kind: AwsFileKind): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 3, arbitrary: headerLine(kind, [...profileNames, ...unusualNames]) },
    { weight: 1, arbitrary: oddHeaderLine },
    ...commonLines,
  );
  const ended = fc.tuple(line, fc.constantFrom("\n", "\n", "\r\n")).map((parts) => parts.join(""));
  return fc.tuple(fc.constantFrom("", "", "\ufeff"), fc.array(ended, { maxLength: 25, size: "max" }), fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: line })).map(([mark, lines, last]) => mark + lines.join("") + last);
}
