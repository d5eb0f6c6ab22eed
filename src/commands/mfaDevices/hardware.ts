import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { isAwsError, type AwsError } from "../../iam/errors.js";
import type { Choice, CommandContext, CommandHandler, UserAccount } from "../context.js";
import { signInWithMfa } from "../mfaSession/signIn.js";
import { sendTwoCodes } from "./askCodes.js";
import { recordMfaSerial } from "./recordSerial.js";

/** IAM's own pattern for serial numbers (IAM API, EnableMFADevice). */
const SERIAL_NUMBER = /^[\w+=/:,.@-]{9,256}$/;

/**
 * Adds a hardware token by the number on its back and two codes in a row, then offers to put it to use.
 * @throws CancelledError, UserError
 */
export async function addHardwareToken(context: CommandContext, user: UserAccount): Promise<void> {
  const title = l10n.t("Add a hardware token");
  const typed = await context.ui.input({
    title,
    prompt: l10n.t("The serial number from the back of the token"),
    placeholder: "GAHT12345678",
    validate: (value) => whyNotASerialNumber(tidy(value)),
  });
  const serialNumber = tidy(typed);
  context.markStale("mfaDevices");
  try {
    await sendTwoCodes(context, user, { title, serialNumber, deviceName: l10n.t("the token"), progress: l10n.t("Adding the token {0}…", serialNumber) }, (codes) =>
      enable(user, serialNumber, codes),
    );
  } catch (error) {
    throw isAwsError(error) ? explain(error, serialNumber) : error;
  }
  // Seen in the view before the last question, which may wait.
  await context.account.refresh(["mfaDevices"]);
  await offerUse(context, user, serialNumber);
}

async function offerUse(context: CommandContext, { session }: UserAccount, serialNumber: string): Promise<void> {
  const { profileName } = session;
  const record = { label: l10n.t("Use it for profile {0}", profileName ?? ""), icon: "save", detail: l10n.t("Writes it into the profile as mfa_serial; you see the lines first."), value: recordMfaSerial };
  const choices: readonly Choice<CommandHandler>[] = [
    ...(profileName === undefined ? [] : [record]),
    { label: l10n.t("Sign in with MFA now"), icon: "unlock", detail: l10n.t("With the next code that the token shows."), value: signInWithMfa },
    { label: l10n.t("Done"), icon: "check", value: () => Promise.resolve() },
  ];
  const next = await context.ui.pick(choices, { title: l10n.t("The token {0} is yours now", serialNumber), placeholder: l10n.t("What next?") });
  await next(context, { serialNumber });
}

/** Some tokens have their number printed in groups. */
function tidy(text: string): string {
  return text.replace(/\s/g, "");
}

/** @returns a sentence for what cannot be the number of a token */
export function whyNotASerialNumber(value: string): string | undefined {
  if (value.startsWith("arn:")) return l10n.t("This is an ARN, the name of something in AWS. The token's own number stands on its back, such as GAHT12345678.");
  return SERIAL_NUMBER.test(value) ? undefined : l10n.t("A serial number has 9 characters or more, such as GAHT12345678.");
}

/** The list tells whether it was done where AWS's answer was lost. */
async function enable({ client, caller }: UserAccount, serialNumber: string, codes: readonly [string, string]): Promise<void> {
  try {
    await client.enableMfaDevice(caller.userName, serialNumber, codes);
  } catch (error) {
    if (!isAwsError(error) || !error.outcomeUnknown) throw error;
    const devices = await client.listMfaDevices(caller.userName).catch(() => undefined);
    if (devices?.some((device) => device.serialNumber === serialNumber) !== true) throw error;
  }
}

function explain(error: AwsError, serialNumber: string): UserError {
  const details = { cause: error, ...(error.code === undefined ? {} : { code: error.code }) };
  switch (error.code) {
    case "NoSuchEntity":
      return new UserError(l10n.t("AWS knows no token with the serial number {0}.", serialNumber), {
        hint: l10n.t("Compare it with the back of the token. AWS takes only tokens that were bought for IAM, through the links in its documentation; those for GovCloud and China are others than those for the rest of AWS."),
        ...details,
      });
    case "EntityAlreadyExists":
      return new UserError(l10n.t("The token {0} is in use already, by you or by somebody else.", serialNumber), { hint: l10n.t("Remove it there first."), ...details });
    case "LimitExceeded":
      return new UserError(l10n.t("You have as many MFA devices as AWS allows, usually 8."), { hint: l10n.t("Remove one that you do not need, then add the token."), ...details });
    case "EntityTemporarilyUnmodifiable":
      return new UserError(l10n.t("AWS does not let your user be changed just now: it was changed a moment ago."), { hint: l10n.t("Try again in a few minutes, with new codes."), ...details });
    default:
      if (!error.outcomeUnknown) return error;
      return new UserError(l10n.t("Whether the token {0} was added is not known: {1}", serialNumber, error.message), { hint: l10n.t("Refresh the view. If the token is not in it, add it again, with new codes."), ...details });
  }
}
