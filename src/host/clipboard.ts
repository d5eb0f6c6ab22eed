import { createHash } from "node:crypto";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Secret } from "../secret.js";
import { settings } from "./settings.js";

/** One for all: the time of a secret that is copied again begins anew, and one that is not on the clipboard needs none. */
let clearing: NodeJS.Timeout | undefined;

/**
 * Copies a secret, and clears the clipboard after a while if it still holds it. Only a digest is kept meanwhile, so that
 * the secret does not outlive its panel here.
 * @returns the sentence that says what happens
 */
export async function copySecret(secret: Secret): Promise<string> {
  await vscode.env.clipboard.writeText(secret.reveal());
  const seconds = settings.clipboardClearSeconds;
  if (seconds <= 0) return l10n.t("Secret copied");
  const copied = digest(secret.reveal());
  clearTimeout(clearing);
  clearing = setTimeout(() => void clearIfStill(copied), seconds * 1000);
  return l10n.t("Secret copied; the clipboard is cleared after {0} seconds", seconds);
}

async function clearIfStill(copied: string): Promise<void> {
  if (digest(await vscode.env.clipboard.readText()) === copied) await vscode.env.clipboard.writeText("");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
