import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { openMfaSession, readCode, whyNotACode, whyUsed } from "./openMfaSession.js";

export { ensureMfa } from "./openMfaSession.js";

/** Opens a session with MFA, also in place of one that is about to end. */
export const signInWithMfa: CommandHandler = async (context, argument) => {
  const account = await context.account.open();
  if (account.session.profileKind === "assumedRole") return signInToRole(context);
  const { serialNumber } = (argument ?? {}) as { serialNumber?: unknown };
  await openMfaSession(context, account, typeof serialNumber === "string" ? { serialNumber } : {});
};

/** A role with an `mfa_serial` asks for a code when it is assumed, which the SDK does; a wrong one is asked for again. */
async function signInToRole(context: CommandContext): Promise<void> {
  for (let problem: string | undefined; ; ) {
    try {
      await context.account.signInToRole((serialNumber) => askRoleCode(context, serialNumber, problem));
      return;
    } catch (error) {
      if (!isAwsError(error) || error.code !== "InvalidAuthenticationCode") throw error;
      problem = l10n.t("AWS did not accept this code: it was mistyped, is too old, or was used before.");
    }
  }
}

async function askRoleCode({ ui, usedCodes }: CommandContext, serialNumber: string, problem: string | undefined): Promise<string> {
  const now = Date.now();
  const text = await ui.input({
    title: l10n.t("Sign in with MFA"),
    prompt: [problem, l10n.t("The six digits that {0} shows:", serialNumber)].filter(Boolean).join(" "),
    placeholder: "123456",
    validate: (value) => whyNotACode(value) ?? whyUsed(usedCodes.secondsUntilNext(serialNumber, readCode(value), Date.now())),
  });
  const code = readCode(text);
  // Whether AWS accepts it or not, it is used up.
  usedCodes.add(serialNumber, code, now);
  return code;
}
