import { createHash } from "node:crypto";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Secret } from "../secret.js";
import { settings } from "./settings.js";

const READ_ATTEMPTS = 100;
const READ_PAUSE_MS = 3_000;

/** One for all: the time of a secret that is copied again begins anew, and one that is not on the clipboard needs none. */
let clearing: NodeJS.Timeout | undefined;
/** The digest of the secret that is waiting to be cleared. */
let pending: string | undefined;

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
  const copied = digest(secret.reveal());
  clearTimeout(clearing);
  pending = copied;
  clearing = setTimeout(() => void clearCopiedSecret(), seconds * 1000);
  return l10n.t("{0} copied; the clipboard is cleared after {1} seconds", what, seconds);
}

/**
 * Clears the clipboard of a secret that is waiting for it: at its time, or when the window closes.
 *
 * In a browser the clipboard is out of reach while the window is not in front: it reads as empty then, and what is written to
 * it may go nowhere without a word. So it is looked at again, for some minutes, until it was seen to be cleared.
 */
export async function clearCopiedSecret(attempts = READ_ATTEMPTS): Promise<void> {
  clearTimeout(clearing);
  const copied = pending;
  if (copied === undefined) return;
  const isCleared = await clear(copied);
  // Another secret may have been copied meanwhile: it has a time of its own.
  if (pending !== copied) return;
  if (isCleared || attempts <= 1) pending = undefined;
  else clearing = setTimeout(() => void clearCopiedSecret(attempts - 1), READ_PAUSE_MS);
}

/** @returns whether the secret is known to be off the clipboard */
async function clear(copied: string): Promise<boolean> {
  const text = await readText();
  if (digest(text) !== copied || pending !== copied) return text !== "";
  await vscode.env.clipboard.writeText("");
  return digest(await readText()) !== copied;
}

/** Empty where it cannot be read. */
async function readText(): Promise<string> {
  try {
    return await vscode.env.clipboard.readText();
  } catch {
    return "";
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
