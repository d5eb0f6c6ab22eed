import type { Memory } from "../../src/commands/context";

/** What the extension remembers, as long as a test lasts. */
export class TestMemory implements Memory {
  readonly #devices = new Map<string, string>();
  readonly #passwords = new Map<string, Date>();

  lastMfaDevice(userArn: string): string | undefined {
    return this.#devices.get(userArn);
  }

  noteMfaDevice(userArn: string, serialNumber: string): Promise<void> {
    this.#devices.set(userArn, serialNumber);
    return Promise.resolve();
  }

  passwordChangedAt(userArn: string): Date | undefined {
    return this.#passwords.get(userArn);
  }

  notePasswordChange(userArn: string, at: Date): Promise<void> {
    this.#passwords.set(userArn, at);
    return Promise.resolve();
  }
}
