import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { askCode, explainRefusedCode } from "./askCode.js";
import { openMfaSession } from "./openMfaSession.js";

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
      problem = explainRefusedCode();
    }
  }
}

async function askRoleCode(context: CommandContext, serialNumber: string, problem: string | undefined): Promise<string> {
  const prompt = [problem, l10n.t("The six digits that {0} shows:", serialNumber)].filter(Boolean).join(" ");
  const code = await askCode(context, { serialNumber, prompt, now: Date.now });
  // Whether AWS accepts it or not, it is used up.
  context.usedCodes.add(serialNumber, code, Date.now());
  return code;
}
