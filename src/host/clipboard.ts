import { createHash } from "node:crypto";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Secret } from "../secret.js";
import { settings } from "./settings.js";

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

/** Clears the clipboard of a secret that is waiting for it: at its time, or when the window closes. */
export async function clearCopiedSecret(): Promise<void> {
  clearTimeout(clearing);
  const copied = pending;
  pending = undefined;
  if (copied !== undefined && digest(await vscode.env.clipboard.readText()) === copied) await vscode.env.clipboard.writeText("");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
