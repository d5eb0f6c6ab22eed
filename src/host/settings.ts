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
  /** From what age on an access key is worth replacing; `Infinity`: from none. 90 days is what AWS's own security checks use. */
  get maximumKeyAgeDays(): number {
    const days: number = read(SETTINGS.maximumKeyAgeDays, 90);
    return days > 0 ? days : Number.POSITIVE_INFINITY;
  },
  /** How long the old key of a rotation stays active; 0: not at all. */
  get rotationGraceMs(): number {
    return Math.max(0, read(SETTINGS.rotationGraceHours, 24)) * 3_600_000;
  },
  /** How long it then stays switched off before it is deleted; 0: not at all. */
  get rotationRestMs(): number {
    return Math.max(0, read(SETTINGS.rotationInactiveDays, 7)) * 86_400_000;
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

/** @param listener called whenever the user has changed this setting */
export function onDidChangeSetting(name: keyof typeof SETTINGS, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS[name]}`)) listener();
  });
}
