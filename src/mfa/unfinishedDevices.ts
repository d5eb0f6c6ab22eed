import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A device that exists at AWS but is nobody's yet, or no longer; by name only: its seed is never kept. */
export interface UnfinishedDevice {
  readonly serialNumber: string;
  /** `undefined`: keys from the environment. */
  readonly profileName?: string | undefined;
  /** In whose hands it is; `undefined`: nobody's, it waits for its deletion. */
  readonly owner?: Owner | undefined;
  /** When it was written, in milliseconds. */
  readonly since: number;
}

/** A window, told from all others: process ids come back, after a restart and in containers. */
interface Owner {
  readonly windowId: string;
  readonly processId: number;
  readonly host: string;
}

const DAY_MS = 24 * 60 * 60_000;
/** The system's start is known to the second only. */
const BOOT_TOLERANCE_MS = 60_000;

/**
 * The journal of set-ups and removals under way. Kept in files of the extension's own storage, one a device, written
 * before the call to AWS: whatever happens to the window after that, the next one knows what is left to delete.
 *
 * Files rather than VS Code's state, because that is written some time later by another process, which a crash can
 * prevent, and because two windows then never write the same thing.
 */
export class UnfinishedDevices {
  readonly #folder: string;
  readonly #owner: Owner = { windowId: randomUUID(), processId: process.pid, host: os.hostname() };

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Synchronous: it must be on the disk before the call leaves. @throws Error if it cannot be written; then nothing must be created */
  add(serialNumber: string, profileName: string | undefined): void {
    this.#write({ serialNumber, profileName, owner: this.#owner, since: Date.now() });
  }

  /** This window gives the device up, but could not delete it: whoever comes next does. */
  release(serialNumber: string, profileName: string | undefined): void {
    this.#write({ serialNumber, profileName, since: Date.now() });
  }

  remove(serialNumber: string): void {
    rmSync(this.#fileOf(serialNumber), { force: true });
  }

  isEmpty(): boolean {
    return !existsSync(this.#folder) || readdirSync(this.#folder).length === 0;
  }

  /** The device is in the journal, in whosever hands: its name is not free. */
  has(serialNumber: string): boolean {
    return readDevice(this.#fileOf(serialNumber)) !== undefined;
  }

  /** Another window is at this device just now, as far as can be known. */
  isInOtherHands(serialNumber: string): boolean {
    const device = readDevice(this.#fileOf(serialNumber));
    return device !== undefined && device.owner?.windowId !== this.#owner.windowId && this.#isUnderWay(device);
  }

  /** What windows that are gone have left of a profile's, and what was given up. */
  leftOf(profileName: string | undefined): readonly UnfinishedDevice[] {
    if (!existsSync(this.#folder)) return [];
    const devices = readdirSync(this.#folder).filter((name) => name.endsWith(".json")).map((name) => readDevice(path.join(this.#folder, name)));
    return devices.filter((device) => device !== undefined).filter((device) => device.profileName === profileName && !this.#isUnderWay(device));
  }

  /** No set-up lasts for a day. Of another computer's processes, with which the folder may be shared, nothing else is known. */
  #isUnderWay({ owner, since }: UnfinishedDevice): boolean {
    if (owner === undefined || Date.now() - since > DAY_MS) return false;
    if (owner.windowId === this.#owner.windowId) return true;
    if (owner.host !== this.#owner.host) return true;
    const booted = Date.now() - os.uptime() * 1000;
    return since > booted - BOOT_TOLERANCE_MS && owner.processId !== this.#owner.processId && isAlive(owner.processId);
  }

  #write(device: UnfinishedDevice): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(device.serialNumber);
    const temporary = `${file}.${this.#owner.windowId}.tmp`;
    writeFileSync(temporary, JSON.stringify(device), { mode: 0o600 });
    renameSync(temporary, file);
  }

  #fileOf(serialNumber: string): string {
    return path.join(this.#folder, `${createHash("sha256").update(serialNumber).digest("hex").slice(0, 32)}.json`);
  }
}

function readDevice(file: string): UnfinishedDevice | undefined {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Partial<UnfinishedDevice>;
    if (typeof found.serialNumber !== "string" || typeof found.since !== "number") return undefined;
    return { serialNumber: found.serialNumber, profileName: found.profileName, owner: found.owner, since: found.since };
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
