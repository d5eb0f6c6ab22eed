import { existsSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { quoteForShell } from "../git/launcher.js";
import type { ConfigLine } from "./effectiveConfig.js";

/** Why ssh does not read its configuration. */
export type ConfigFault =
  | { readonly kind: "line"; readonly place: ConfigLine }
  /** The file is somebody else's, or others may write to it. */
  | { readonly kind: "openToOthers"; readonly file: string }
  /** One of the options that Git gives to ssh. */
  | { readonly kind: "argument" };

/**
 * Takes a place from what ssh says, and nothing else: the programs of `Match exec` and `ProxyCommand` say something too, and a
 * line may hold what is not for a notification.
 */
export function readConfigFault(said: string): ConfigFault | undefined {
  if (/^command-line:? line 0: /m.test(said)) return { kind: "argument" };
  const [, open] = /^Bad owner or permissions on (.+?)\r?$/m.exec(said) ?? [];
  if (open !== undefined && existsSync(open)) return { kind: "openToOthers", file: open };
  // An option that this ssh was built without is named too, and passed over.
  const places = [...said.matchAll(/^(.+?):? line (\d+): (?!Unsupported option)/gm)].flatMap(([, file, line]) => (file === undefined ? [] : [{ file, line: Number(line) }]));
  const place = places.find(({ file }) => existsSync(file));
  return place && { kind: "line", place };
}

/** @param host what ssh was asked about @returns the error that says so */
export function refuseConfig(fault: ConfigFault | undefined, host: string): UserError {
  const { sentence, hint } = describe(fault, host);
  return new UserError(sentence, { hint, code: "SshConfigUnreadable" });
}

function describe(fault: ConfigFault | undefined, host: string): { readonly sentence: string; readonly hint: string } {
  switch (fault?.kind) {
    case "line":
      return { sentence: l10n.t("ssh cannot read its configuration: {0}, line {1}.", fault.place.file, fault.place.line), hint: l10n.t("Repair this line, then try again.") };
    case "openToOthers":
      return { sentence: l10n.t("ssh does not read its configuration {0}: it belongs to somebody else, or others may change it.", fault.file), hint: l10n.t("Take their permission away: chmod go-w {0}", quoteForShell(fault.file)) };
    case "argument":
      return { sentence: l10n.t("ssh does not know an option that Git gives to it."), hint: l10n.t("Repair GIT_SSH_COMMAND, or core.sshCommand in Git’s configuration, then try again.") };
    case undefined:
      return { sentence: l10n.t("ssh cannot read its configuration."), hint: l10n.t("Run it in a terminal to see why: ssh -v {0}", host) };
  }
}
