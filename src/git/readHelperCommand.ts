import { quoteForShell } from "./launcher.js";

/** What a value of `credential.helper` says that `helperCommand` has written. */
export interface HelperCommand {
  readonly profileName: string;
  readonly needsMfa: boolean;
}

/** The way back from `helperCommand`; `undefined` for every other helper. @param launcher the credential helper's script */
export function readHelperCommand(launcher: string, helper: string): HelperCommand | undefined {
  const start = `!${quoteForShell(launcher)} `;
  if (!helper.startsWith(start)) return undefined;
  const args = splitWords(helper.slice(start.length));
  const profile = args.find((arg) => arg.startsWith("--profile="));
  return profile === undefined ? undefined : { profileName: profile.slice("--profile=".length), needsMfa: args.includes("--mfa") };
}

/** Words for `sh`, as `quoteForShell` writes them. */
function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:'[^']*'|\\.|[^\s'\\])+/gs) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|\\(.)/gs, (_, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? ""));
}
