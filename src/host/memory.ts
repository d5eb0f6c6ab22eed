import type * as vscode from "vscode";
import type { Memory } from "../commands/context.js";
import type { KeyReminder } from "../iam/keyReminders.js";

const DEVICES = "lastMfaDevices";
const PASSWORDS = "passwordChanges";
const GIT_SIGN_INS = "gitSignIns";
const GIT_CREDENTIALS = "gitCredentialHosts";
const KEY_REMINDERS = "keyReminders";
const GIT_DECLINED = "gitDeclined";
/** More than anybody has, fewer than would make a start slow. */
const MOST_DECLINED = 500;

/** Kept for all windows: serial numbers, ids, times, hosts and folders; no secrets. */
export class GlobalMemory implements Memory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  lastMfaDevice(userArn: string): string | undefined {
    return this.#read(DEVICES)[userArn];
  }

  async noteMfaDevice(userArn: string, serialNumber: string): Promise<void> {
    await this.#state.update(DEVICES, { ...this.#read(DEVICES), [userArn]: serialNumber });
  }

  passwordChangedAt(userArn: string): Date | undefined {
    const time = this.#read(PASSWORDS)[userArn];
    return time === undefined ? undefined : new Date(time);
  }

  async notePasswordChange(userArn: string, at: Date): Promise<void> {
    await this.#state.update(PASSWORDS, { ...this.#read(PASSWORDS), [userArn]: at.toISOString() });
  }

  lastGitSignIn(host: string): { readonly at: Date; readonly profileName: string } | undefined {
    const found = this.#read<{ readonly at: string; readonly profileName: string }>(GIT_SIGN_INS)[host];
    return found && { at: new Date(found.at), profileName: found.profileName };
  }

  async noteGitSignIn(host: string, profileName: string, at: Date): Promise<void> {
    await this.#state.update(GIT_SIGN_INS, { ...this.#read(GIT_SIGN_INS), [host]: { at: at.toISOString(), profileName } });
  }

  gitCredentialHosts(credentialId: string): readonly string[] {
    return this.#read<readonly string[]>(GIT_CREDENTIALS)[credentialId] ?? [];
  }

  async noteGitCredentialHosts(credentialId: string, hosts: readonly string[]): Promise<void> {
    await this.#state.update(GIT_CREDENTIALS, { ...this.#read(GIT_CREDENTIALS), [credentialId]: hosts.length > 0 ? hosts : undefined });
  }

  keyReminder(accessKeyId: string): KeyReminder | undefined {
    const reminder = this.#read(KEY_REMINDERS)[accessKeyId];
    return reminder === undefined || reminder === "never" ? reminder : new Date(reminder);
  }

  async noteKeyReminders(accessKeyIds: readonly string[], reminder: KeyReminder): Promise<void> {
    const noted = reminder === "never" ? reminder : reminder.toISOString();
    await this.#state.update(KEY_REMINDERS, { ...this.#read(KEY_REMINDERS), ...Object.fromEntries(accessKeyIds.map((id) => [id, noted])) });
  }

  isGitDeclined(folder: string): boolean {
    return this.#state.get<readonly string[]>(GIT_DECLINED, []).includes(folder);
  }

  async noteGitDeclined(folder: string): Promise<void> {
    const others = this.#state.get<readonly string[]>(GIT_DECLINED, []).filter((other) => other !== folder);
    await this.#state.update(GIT_DECLINED, [folder, ...others].slice(0, MOST_DECLINED));
  }

  #read<Value = string>(key: string): Readonly<Record<string, Value | undefined>> {
    return this.#state.get<Record<string, Value>>(key, {});
  }
}
