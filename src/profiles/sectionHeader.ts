import * as l10n from "@vscode/l10n";

/** Which of the two shared files: they write a profile's header differently. */
export type AwsFileKind = "config" | "credentials";

export type AwsSectionKind = "profile" | "sso-session" | "services" | "other";

/** What a `[header]` names. */
export interface SectionHeader {
  readonly kind: AwsSectionKind;
  readonly name: string;
  readonly prefixed: boolean;
}

/** The SDK for JavaScript throws away the whole file when it meets this name (`parseIni`, against prototype pollution). */
const REFUSED_NAME = "__proto__";

/** The SDK's `prefixKeyRegex`. What looks like this has a type and a name for it; whatever does not is a name as a whole. */
const TYPE_AND_NAME = /^[\w-]+\s(["']?)([\w\-@+.%:/]+)\1$/;

/** Names that the AWS CLI itself puts into the config file without `profile `. */
const BARE_CONFIG_SECTIONS = new Set(["default", "preview", "plugins"]);

/**
 * Reads a header, given without its comment and the white space around it. `[default]` is a profile in both files; any other
 * profile is `[profile name]` in the config file and `[name]` in the credentials file (AWS SDKs and Tools Reference
 * Guide, "Shared config and credentials files"). No `header` means that it cannot be read at all.
 */
export function readHeader(content: string, file: AwsFileKind): { header?: SectionHeader; problem?: string } {
  if (!content.endsWith("]")) {
    const problem = content.includes("]")
      ? l10n.t("There is text after the “]”; a comment needs a space before it.")
      : l10n.t("The “[” is not closed with a “]”.");
    return { problem };
  }
  const inner = content.slice(1, -1);
  if (inner.trim() === "") {
    return { problem: l10n.t("The section has no name.") };
  }
  const typed = /^(profile|sso-session|services)\s+(?:"([^"]*)"|'([^']*)'|(.*))$/.exec(inner);
  const name = typed?.[2] ?? typed?.[3] ?? typed?.[4] ?? inner;
  if (name === REFUSED_NAME) {
    return { problem: l10n.t("A section cannot be called “{0}”: the SDK refuses the whole file.", REFUSED_NAME) };
  }
  return file === "config" ? readConfigHeader(inner, typed?.[1], name) : readCredentialsHeader(inner, typed?.[1], name);
}

/** The header line of a new profile's section, quoted where the name needs it. */
export function writeProfileHeader(name: string, file: AwsFileKind): string {
  if (file === "credentials" || name === "default") {
    return `[${name}]`;
  }
  return /\s/.test(name) ? `[profile "${name}"]` : `[profile ${name}]`;
}

/** Says why neither file can hold a profile of this name; nothing when both can. */
export function whyNotAProfileName(name: string): string | undefined {
  if (name.trim() === "") {
    return l10n.t("A profile needs a name.");
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) {
    return l10n.t("A profile’s name cannot hold line breaks or control characters.");
  }
  if (/[[\]"'\\]/.test(name)) {
    return l10n.t("A profile’s name cannot hold brackets, quotes or backslashes.");
  }
  if (/^\s|\s$|\s\s|\s[#;]/.test(name)) {
    return l10n.t("A profile’s name cannot begin or end with a space, or hold two in a row or one before “#” or “;”.");
  }
  if (name === REFUSED_NAME || /^(?:profile|sso-session|services)\s/.test(name)) {
    return l10n.t("AWS’s tools do not take this for a profile’s name.");
  }
  return undefined;
}

/** Whether the SDK for JavaScript finds a profile of this name in both files; other tools take more. */
export function isNameForEveryTool(name: string): boolean {
  return TYPE_AND_NAME.test(`profile ${name}`);
}

function readConfigHeader(inner: string, type: string | undefined, name: string): { header: SectionHeader; problem?: string } {
  if (type === "profile" || type === "sso-session" || type === "services") {
    return withSdkProblem({ kind: type, name, prefixed: true }, TYPE_AND_NAME.test(inner));
  }
  if (inner === "default") {
    return { header: { kind: "profile", name: inner, prefixed: false } };
  }
  const header: SectionHeader = { kind: "other", name: inner, prefixed: false };
  return BARE_CONFIG_SECTIONS.has(inner)
    ? { header }
    : { header, problem: l10n.t("In this file a profile’s section is written [profile {0}]; nothing reads this one.", inner.trim()) };
}

function readCredentialsHeader(inner: string, type: string | undefined, name: string): { header: SectionHeader; problem?: string } {
  if (type === undefined) {
    return withSdkProblem({ kind: "profile", name: inner, prefixed: false }, !TYPE_AND_NAME.test(inner));
  }
  const header: SectionHeader = { kind: "other", name: inner, prefixed: false };
  const problem =
    type === "profile"
      ? l10n.t("In the credentials file a profile’s section is written without the word “profile”: [{0}].", name)
      : l10n.t("This kind of section belongs into the config file; nothing reads it here: [{0}].", inner);
  return { header, problem };
}

function withSdkProblem(header: SectionHeader, isReadBySdk: boolean): { header: SectionHeader; problem?: string } {
  return isReadBySdk
    ? { header }
    : { header, problem: l10n.t("The AWS SDK for JavaScript skips this section, because it knows only one space, unaccented letters, digits and _-@+.%:/ in a header: [{0}]", header.name) };
}
