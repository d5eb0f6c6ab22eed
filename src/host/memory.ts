import type * as vscode from "vscode";
import type { Memory } from "../commands/context.js";

const DEVICES = "lastMfaDevices";
const PASSWORDS = "passwordChanges";

/** Kept for all windows: serial numbers and times by the user's ARN, no secrets. */
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

  #read(key: string): Readonly<Record<string, string | undefined>> {
    return this.#state.get<Record<string, string>>(key, {});
  }
}
