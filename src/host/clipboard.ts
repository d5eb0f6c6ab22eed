import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Secret } from "../secret.js";
import { settings } from "./settings.js";

const ATTEMPTS = 2;
const ANSWER_MS = 5_000;
/** Sooner nobody has read an error and closed it. */
const CLOSING_MS = 1_000;
/** The focus passes from one part of a window to another: between them the window is for a moment not in front. */
const IN_FRONT_MS = 1_000;

/** A secret on the clipboard that is to be cleared. */
interface Copied {
  readonly digest: string;
  readonly timer: NodeJS.Timeout;
}

/** One for all: the time of a secret that is copied again begins anew, and one that is not on the clipboard needs none. */
let pending: Copied | undefined;

/**
 * Copies a secret, and clears the clipboard after a while if it still holds it. Only a digest is kept meanwhile, so that
 * the secret does not outlive its panel here.
 * @param what it is, in the sentence
 * @returns the sentence that says what happens
 */
export async function copySecret(secret: Secret, what = l10n.t("Secret")): Promise<string> {
  await vscode.env.clipboard.writeText(secret.reveal());
  const seconds = settings.clipboardClearSeconds;
  if (seconds <= 0) return l10n.t("{0} copied", what);
  clearTimeout(pending?.timer);
  const copied: Copied = { digest: digest(secret.reveal()), timer: setTimeout(() => void clearInTime(copied), seconds * 1000) };
  pending = copied;
  return l10n.t("{0} copied; the clipboard is cleared after {1} seconds", what, seconds);
}

/** Clears the clipboard of a secret whose time is not over yet, because the window closes. */
export async function clearCopiedSecret(): Promise<void> {
  const copied = pending;
  if (copied === undefined || (isInBrowser() && !vscode.window.state.focused)) return;
  clearTimeout(copied.timer);
  if (await clear(copied)) forget(copied);
}

/**
 * In a browser the clipboard is out of reach while the window is not in front: VS Code then shows an error, and has no answer
 * until the user closes that. So it waits for the window, and gives up rather than to show many errors.
 */
async function clearInTime(copied: Copied): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await untilInFront();
    if (pending !== copied) return;
    if (await clear(copied)) {
      forget(copied);
      return;
    }
  }
  forget(copied);
  const clearNow = l10n.t("Clear Clipboard");
  const chosen = await vscode.window.showWarningMessage(l10n.t("The clipboard could not be cleared, and may still hold the secret that you copied."), clearNow);
  // After a click the browser lets the window write, whether or not it may read.
  if (chosen === clearNow) await vscode.env.clipboard.writeText("");
}

/** Another secret may have been copied meanwhile: it has a time of its own. */
function forget(copied: Copied): void {
  if (pending === copied) pending = undefined;
}

/** @returns whether the secret is known to be off the clipboard */
async function clear(copied: Copied): Promise<boolean> {
  const text = await readText();
  if (text === undefined) return false;
  if (digest(text) !== copied.digest || pending !== copied) return true;
  await vscode.env.clipboard.writeText("");
  const left = await readText();
  return left !== undefined && digest(left) !== copied.digest;
}

/** @returns `undefined` where it cannot be read: a browser says that it is empty then, when the user has closed the error */
async function readText(): Promise<string | undefined> {
  const waiting = new AbortController();
  const asked = performance.now();
  try {
    const text = await Promise.race([vscode.env.clipboard.readText(), pause(ANSWER_MS, undefined, { signal: waiting.signal })]);
    return text === "" && isInBrowser() && performance.now() - asked > CLOSING_MS ? undefined : text;
  } catch {
    return undefined;
  } finally {
    waiting.abort();
  }
}

function isInBrowser(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Web;
}

/** Only a browser asks for it: elsewhere the clipboard is always within reach. */
function untilInFront(): Promise<void> {
  if (!isInBrowser()) return Promise.resolve();
  return new Promise((resolve) => {
    let settled: NodeJS.Timeout | undefined;
    const look = ({ focused }: vscode.WindowState): void => {
      clearTimeout(settled);
      if (!focused) return;
      settled = setTimeout(() => {
        changes.dispose();
        resolve();
      }, IN_FRONT_MS);
    };
    const changes = vscode.window.onDidChangeWindowState(look);
    look(vscode.window.state);
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
