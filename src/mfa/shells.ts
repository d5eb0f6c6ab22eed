import { Secret } from "../secret.js";

export type Shell = "bash" | "fish" | "powershell" | "cmd";

/** Values that need no quoting in any of the shells: what AWS gives out is base64 and the like. */
const PLAIN = /^[\w/+=.:,%~@-]*$/;

/** How a shell sets a variable, and how it takes one out. */
const SYNTAX: Readonly<Record<Shell, { readonly set: (name: string, value: string) => string; readonly unset: (name: string) => string; readonly lineEnd: string }>> = {
  bash: { set: (name, value) => `export ${name}='${value}'`, unset: (name) => `unset ${name}`, lineEnd: "\n" },
  fish: { set: (name, value) => `set -gx ${name} '${value}'`, unset: (name) => `set -e ${name}`, lineEnd: "\n" },
  powershell: { set: (name, value) => `$Env:${name} = '${value}'`, unset: (name) => `Remove-Item -ErrorAction Ignore Env:${name}`, lineEnd: "\r\n" },
  cmd: { set: (name, value) => `set "${name}=${value}"`, unset: (name) => `set ${name}=`, lineEnd: "\r\n" },
};

/**
 * The commands that give a shell these variables; `undefined` takes one out.
 * @throws Error for a value that would have to be quoted: AWS gives out none, so it is not AWS's
 */
export function renderExports(shell: Shell, variables: Readonly<Record<string, Secret | string | undefined>>): Secret {
  const { set, unset, lineEnd } = SYNTAX[shell];
  const lines = Object.entries(variables).map(([name, value]) => {
    if (value === undefined) return unset(name);
    const text = value instanceof Secret ? value.reveal() : value;
    if (!PLAIN.test(text)) throw new Error(`The value of ${name} cannot be given to a shell.`);
    return set(name, text);
  });
  return new Secret(lines.map((line) => line + lineEnd).join(""));
}
