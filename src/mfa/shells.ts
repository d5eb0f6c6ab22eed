import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { Secret } from "../secret.js";

export type Shell = "bash" | "fish" | "powershell" | "cmd";

/** Values that need no quoting in any of the shells: what AWS gives out is base64 and the like, and endpoints are plain addresses. */
const PLAIN = /^[\w/+=.:,~@[\]-]*$/;

/** How a shell sets a variable, and how it takes one out. */
const SYNTAX: Readonly<Record<Shell, { readonly set: (name: string, value: string) => string; readonly unset: (name: string) => string; readonly lineEnd: string }>> = {
  bash: { set: (name, value) => `export ${name}='${value}'`, unset: (name) => `unset ${name}`, lineEnd: "\n" },
  fish: { set: (name, value) => `set -gx ${name} '${value}'`, unset: (name) => `set -e ${name}`, lineEnd: "\n" },
  powershell: { set: (name, value) => `$Env:${name} = '${value}'`, unset: (name) => `Remove-Item -ErrorAction Ignore Env:${name}`, lineEnd: "\r\n" },
  cmd: { set: (name, value) => `set "${name}=${value}"`, unset: (name) => `set ${name}=`, lineEnd: "\r\n" },
};

/**
 * The commands that give a shell these variables; `undefined` takes one out.
 * @throws UserError for a value that would have to be quoted, as an odd endpoint
 */
export function renderExports(shell: Shell, variables: Readonly<Record<string, Secret | string | undefined>>): Secret {
  const { set, unset, lineEnd } = SYNTAX[shell];
  const lines = Object.entries(variables).map(([name, value]) => {
    if (value === undefined) return unset(name);
    const text = typeof value === "string" ? value : value.reveal();
    if (!PLAIN.test(text)) throw new UserError(l10n.t("The value of {0} has characters that mean something to a shell.", name), { hint: l10n.t("Save the session to a profile, or open a terminal with it.") });
    return set(name, text);
  });
  return new Secret(lines.map((line) => line + lineEnd).join(""));
}
