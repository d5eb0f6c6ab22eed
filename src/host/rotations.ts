import { existsSync } from "node:fs";
import os from "node:os";
import * as vscode from "vscode";
import type { RotationContext } from "../commands/context.js";
import { locateAwsFiles, type AwsFilePaths } from "../profiles/awsFilePaths.js";
import { concernsKey, isDue, isInterrupted, type Rotation, type RotationWaits } from "../rotation/rotation.js";
import { RotationJournal } from "../rotation/rotationJournal.js";
import { RotationSecrets } from "../rotation/rotationSecrets.js";
import type { RotationTools } from "../rotation/rotationTools.js";
import type { CurrentAccount } from "./account.js";
import { settings } from "./settings.js";

/** IAM's record of a last use lags behind by up to hours: to look more often is of no use. */
const LOOK_PAUSE_MS = 3_600_000;
/** A timer that comes a little late asks no question twice. */
const SHORTEST_PAUSE_MS = 5_000;

/** Where rotations are kept, and what the window does when one of them has its time. */
export interface RotationSurroundings {
  /** The journal's. */
  readonly folder: string;
  readonly secrets: vscode.SecretStorage;
  readonly account: CurrentAccount;
  /** Looks after those that nobody is at work on, and asks the user where that is needed. */
  readonly attend: () => void;
  readonly report: (error: unknown) => void;
}

/** The rotations of this computer, as far as they concern the AWS files in use. */
export class Rotations implements RotationContext, vscode.Disposable {
  readonly #account: CurrentAccount;
  readonly #journal: RotationJournal;
  readonly #secrets: RotationSecrets;
  readonly #attend: () => void;
  readonly #report: (error: unknown) => void;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;
  #timer: NodeJS.Timeout | undefined;
  /** In milliseconds; 0: never. */
  #attendedAt = 0;
  readonly #focus: vscode.Disposable;
  /** When the files of a rotation were changed over, as far as this window has followed. */
  readonly #switchedAt = new Map<string, number>();

  constructor({ folder, secrets, account, attend, report }: RotationSurroundings) {
    this.#report = report;
    this.#account = account;
    this.#journal = new RotationJournal(folder);
    this.#secrets = new RotationSecrets(secrets);
    this.#attend = attend;
    // One window asks, the one that the user looks at.
    this.#focus = vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && this.#isTimeToAttend()) this.start();
    });
  }

  list(): readonly Rotation[] {
    // As the journal tells them apart.
    const { credentials } = this.#account.paths();
    return this.#journal.list().filter(({ paths }) => paths.credentials === credentials);
  }

  /** The one that replaces a key, or by which it takes another one's place. */
  find(accessKeyId: string): Rotation | undefined {
    return this.list().find((rotation) => concernsKey(rotation, accessKeyId));
  }

  get tools(): RotationTools {
    return this.#makeTools(true);
  }

  get unattendedTools(): RotationTools {
    return this.#makeTools(false);
  }

  keyFileSets(): readonly AwsFilePaths[] {
    const inUse = this.#account.paths();
    const usual = locateAwsFiles({}, os.homedir());
    // The sandbox account has files of its own, and nothing of the user's is touched for it.
    const isUsual = inUse.credentials === usual.credentials && inUse.config === usual.config;
    return isUsual || this.#account.isElsewhere ? [inUse] : [inUse, usual];
  }

  waits(): RotationWaits {
    return { graceMs: settings.rotationGraceMs, restMs: settings.rotationRestMs };
  }

  /** Looks after what a window before this one has left, and goes on to. */
  start(): void {
    const rotations = this.list();
    // Before this window's time: the view reads the files as they are by now.
    for (const { id, switchedAt } of rotations) if (switchedAt !== undefined) this.#switchedAt.set(id, switchedAt);
    if (rotations.length > 0) this.#attendNow();
  }

  /** Forgets those of AWS files that are about to go away, the sandbox account's. */
  async forgetShown(): Promise<void> {
    for (const rotation of this.list()) await this.#forget(rotation);
  }

  /** What a window that ended by force has left of the sandbox account's. @param folder that the files of sandbox accounts are in */
  async forgetLost(folder: string): Promise<void> {
    const isLost = ({ paths }: Rotation) => paths.credentials.startsWith(folder) && !existsSync(paths.credentials);
    for (const rotation of this.#journal.list().filter(isLost)) await this.#forget(rotation);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#focus.dispose();
    this.#changes.dispose();
  }

  async #forget(rotation: Rotation): Promise<void> {
    this.#journal.remove(rotation);
    await this.#secrets.drop(rotation.id);
  }

  #makeTools(mayAsk: boolean): RotationTools {
    return {
      journal: this.#journal,
      secrets: this.#secrets,
      signIn: (wish) => this.#account.signInWith(wish, mayAsk),
      mayDeleteLost: () => Promise.resolve(false),
      onStep: (rotation, ended) => void this.#onStep(rotation, ended).catch(this.#report),
    };
  }

  async #onStep(rotation: Rotation, ended: boolean): Promise<void> {
    const { id, step, switchedAt } = rotation;
    this.#changes.fire();
    this.#lookAhead();
    const isSwitched = switchedAt !== undefined && this.#switchedAt.get(id) !== switchedAt;
    if (switchedAt !== undefined) this.#switchedAt.set(id, switchedAt);
    if (step === "watching" && isSwitched && !ended) {
      await this.#account.followRotation(rotation);
    } else if (this.#account.state !== undefined && (ended || step === "resting" || step === "proving")) {
      await this.#account.refresh(["accessKeys"]);
    }
  }

  /** Sets the timer for whatever comes first. */
  #lookAhead(): void {
    clearTimeout(this.#timer);
    const rotations = this.list();
    if (rotations.length === 0) return;
    const now = Date.now();
    const isWaiting = (rotation: Rotation) => !isInterrupted(rotation) && !isDue(rotation, now);
    const pauses = rotations.filter(isWaiting).map(({ waitUntil }) => Math.min(LOOK_PAUSE_MS, (waitUntil ?? 0) - now));
    this.#timer = setTimeout(() => this.#attendNow(), Math.max(SHORTEST_PAUSE_MS, Math.min(LOOK_PAUSE_MS, ...pauses)));
    // It keeps no process alive.
    this.#timer.unref();
  }

  /** Whether the user came back to something that has had its time since the last look. */
  #isTimeToAttend(): boolean {
    const now = Date.now();
    return now - this.#attendedAt > LOOK_PAUSE_MS || this.list().some((rotation) => isDue(rotation, now) && (rotation.waitUntil ?? 0) > this.#attendedAt);
  }

  /** Not waited for: it asks questions that may stay unanswered. */
  #attendNow(): void {
    if (vscode.window.state.focused) {
      this.#attendedAt = Date.now();
      this.#attend();
    }
    this.#lookAhead();
  }
}
