import * as vscode from "vscode";
import { SETTINGS, SETTINGS_SECTION } from "../contributions.js";

/** The user's settings, typed. Defaults stand in package.json. */
export const settings = {
  /** Empty: the profile that other AWS tools would take. */
  get profile(): string {
    return read(SETTINGS.profile, "");
  },
  /** 0: never. */
  get clipboardClearSeconds(): number {
    return read(SETTINGS.clipboardClearSeconds, 45);
  },
  get gitSignIn(): "ask" | "always" | "never" {
    return read(SETTINGS.gitSignIn, "ask");
  },
  get timeLimitMs(): number {
    return read(SETTINGS.timeLimitSeconds, 20) * 1000;
  },
  /** Within what AWS allows (STS API, GetSessionToken): VS Code takes any number that is typed. */
  get mfaSessionSeconds(): number {
    return Math.round(Math.min(129_600, Math.max(900, read(SETTINGS.mfaSessionHours, 12) * 3600)));
  },
};

function read<Value>(name: string, fallback: Value): Value {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION).get(name, fallback);
}
