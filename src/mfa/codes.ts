import * as l10n from "@vscode/l10n";

/** Apps show a code with a space or a dash in the middle; people copy it. */
export function readCode(text: string): string {
  return text.replace(/[\s\p{Pd}]/gu, "");
}

/** @returns a sentence for what is no code */
export function whyNotACode(text: string): string | undefined {
  return /^\d{6}$/.test(readCode(text)) ? undefined : l10n.t("A code has six digits.");
}

/** @returns a sentence for a code that AWS has seen already */
export function whyUsed(secondsUntilNext: number | undefined): string | undefined {
  return secondsUntilNext === undefined ? undefined : l10n.t("This code was used already or just refused: check the digits. The next one comes in {0} s.", secondsUntilNext);
}
