import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import { readCode, whyNotACode, whyUsed } from "../../mfa/codes.js";
import type { CommandContext, UserAccount } from "../context.js";

/** Two codes in a row: by them AWS finds out how far a device's clock is from its own. */
export type TwoCodes = readonly [string, string];

export interface CodesQuestion {
  readonly title: string;
  readonly serialNumber: string;
  /** What the user knows the device by. */
  readonly deviceName: string;
  /** Said while AWS is asked. */
  readonly progress: string;
}

/**
 * Asks for two codes in a row and hands them to AWS, again with new ones as long as AWS does not accept them. Codes that
 * AWS has taken are remembered: it takes each of them once.
 * @param send the call; throws AwsError
 * @throws CancelledError, and what `send` throws but for codes that are not accepted
 */
export async function sendTwoCodes(context: CommandContext, user: UserAccount, question: CodesQuestion, send: (codes: TwoCodes) => Promise<void>): Promise<void> {
  const { serialNumber, progress } = question;
  const refused: TwoCodes[] = [];
  for (;;) {
    const codes = await askTwoCodes(context, user, question, refused);
    try {
      await context.ui.withProgress(progress, () => send(codes));
      noteCodes(context, user, serialNumber, codes);
      // What could not be remembered is no reason to fail: AWS has accepted the device.
      await context.memory.noteMfaDevice(user.caller.arn, serialNumber).catch(() => undefined);
      return;
    } catch (error) {
      if (!isAwsError(error)) throw error;
      // An answer that was lost may have used the codes up.
      if (error.outcomeUnknown) noteCodes(context, user, serialNumber, codes);
      if (error.code !== "InvalidAuthenticationCode") throw error;
      refused.push(codes);
    }
  }
}

async function askTwoCodes(context: CommandContext, user: UserAccount, { title, serialNumber, deviceName }: CodesQuestion, refused: readonly TwoCodes[]): Promise<TwoCodes> {
  const whyNot = (value: string) => whyNotACode(value) ?? whyUsed(context.usedCodes.secondsUntilNext(serialNumber, readCode(value), awsTime(user)));
  const trouble = refused.length > 0 ? l10n.t("AWS did not accept these codes: one was mistyped, or they were not two in a row. Once more, with two new ones.") : undefined;
  const first = await context.ui.input({
    title,
    prompt: [trouble, l10n.t("First code: the six digits that {0} shows now.", deviceName)].filter((text) => text !== undefined).join(" "),
    placeholder: "123456",
    // Whichever of the two was wrong, this one is too old by now to be the first of another pair.
    validate: (value) => whyNot(value) ?? (refused.some(([one]) => one === readCode(value)) ? l10n.t("AWS has just refused this one. Wait until {0} shows the next.", deviceName) : undefined),
  });
  const second = await context.ui.input({
    title,
    prompt: l10n.t("Second code: wait until {0} shows other digits, and type those.", deviceName),
    placeholder: "123456",
    validate: (value) => whyNot(value) ?? (readCode(value) === readCode(first) ? l10n.t("That is the first code again. Wait until it changes.") : undefined),
  });
  return [readCode(first), readCode(second)];
}

function noteCodes({ usedCodes }: CommandContext, user: UserAccount, serialNumber: string, codes: TwoCodes): void {
  for (const code of codes) usedCodes.add(serialNumber, code, awsTime(user));
}

function awsTime({ client }: UserAccount): number {
  return Date.now() + (client.clockSkewMs ?? 0);
}
