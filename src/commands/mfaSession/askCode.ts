import * as l10n from "@vscode/l10n";
import { readCode, whyNotACode, whyUsed } from "../../mfa/codes.js";
import type { CommandContext } from "../context.js";

/**
 * Asks for one code; one that was just used, or refused, is known before AWS sees it.
 * @param question.now by AWS's clock, in milliseconds
 */
export async function askCode({ ui, usedCodes }: CommandContext, question: { readonly serialNumber: string; readonly prompt: string; readonly now: () => number }): Promise<string> {
  const { serialNumber, prompt, now } = question;
  const text = await ui.input({
    title: l10n.t("Sign in with MFA"),
    prompt,
    placeholder: "123456",
    validate: (value) => whyNotACode(value) ?? whyUsed(usedCodes.secondsUntilNext(serialNumber, readCode(value), now())),
  });
  return readCode(text);
}

/** What is said when AWS did not accept a code, before the question comes again. */
export function explainRefusedCode(): string {
  return l10n.t("AWS did not accept this code: it was mistyped, is too old, or was used before.");
}
