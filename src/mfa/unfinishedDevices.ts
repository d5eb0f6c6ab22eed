import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A device that exists at AWS but is nobody's yet, or no longer; by name only: its seed is never kept. */
export interface UnfinishedDevice {
  readonly serialNumber: string;
  /** `undefined`: keys from the environment. */
  readonly profileName: string | undefined;
  /** The process that is at it. As long as it lives, nobody else touches the device. */
  readonly processId: number;
}

/**
 * The journal of set-ups and removals under way. Kept in files of the extension's own storage, one a device, written
 * before the call to AWS: whatever happens to the window after that, the next one knows what is left to delete.
 *
 * Files rather than VS Code's state, because that is written some time later by another process, which a crash can
 * prevent, and because two windows then never write the same thing.
 */
export class UnfinishedDevices {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Synchronous: it must be on the disk before the call leaves. @throws Error if it cannot be written; then nothing must be created */
  add(serialNumber: string, profileName: string | undefined): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(serialNumber);
    const device: UnfinishedDevice = { serialNumber, profileName, processId: process.pid };
    writeFileSync(`${file}.${process.pid}.tmp`, JSON.stringify(device), { mode: 0o600 });
    renameSync(`${file}.${process.pid}.tmp`, file);
  }

  remove(serialNumber: string): void {
    rmSync(this.#fileOf(serialNumber), { force: true });
  }

  isEmpty(): boolean {
    return !existsSync(this.#folder) || readdirSync(this.#folder).length === 0;
  }

  /** Another window is at this device just now. */
  isInOtherHands(serialNumber: string): boolean {
    const device = readDevice(this.#fileOf(serialNumber));
    return device !== undefined && device.processId !== process.pid && isAlive(device.processId);
  }

  /** What windows that are gone have left of a profile's. */
  leftOf(profileName: string | undefined): readonly UnfinishedDevice[] {
    if (!existsSync(this.#folder)) return [];
    const devices = readdirSync(this.#folder).filter((name) => name.endsWith(".json")).map((name) => readDevice(path.join(this.#folder, name)));
    return devices.filter((device) => device !== undefined).filter((device) => device.profileName === profileName && device.processId !== process.pid && !isAlive(device.processId));
  }

  #fileOf(serialNumber: string): string {
    return path.join(this.#folder, `${createHash("sha256").update(serialNumber).digest("hex").slice(0, 32)}.json`);
  }
}

function readDevice(file: string): UnfinishedDevice | undefined {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Partial<UnfinishedDevice>;
    return typeof found.serialNumber === "string" && typeof found.processId === "number" ? { serialNumber: found.serialNumber, profileName: found.profileName, processId: found.processId } : undefined;
  } catch {
    // Gone meanwhile, or not ours: neither is anything to act on.
    return undefined;
  }
}

/** A process that may not be signalled is alive as well. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
