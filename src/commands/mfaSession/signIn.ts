import * as l10n from "@vscode/l10n";
import type { CommandHandler } from "../context.js";
import { openMfaSession, readCode, whyNotACode } from "./openMfaSession.js";

export { ensureMfa } from "./openMfaSession.js";

/** Opens a session with MFA, also in place of one that is about to end. */
export const signInWithMfa: CommandHandler = async (context, argument) => {
  const account = await context.account.open();
  if (account.session.profileKind === "assumedRole") return signInToRole(context);
  const { serialNumber } = (argument ?? {}) as { serialNumber?: unknown };
  await openMfaSession(context, account, typeof serialNumber === "string" ? { serialNumber } : {});
};

/** A role with an `mfa_serial` asks for a code when it is assumed, which the SDK does. */
function signInToRole({ account, ui }: Parameters<CommandHandler>[0]): Promise<void> {
  return account.signInToRole(async (serialNumber) => {
    const code = await ui.input({
      title: l10n.t("Sign in with MFA"),
      prompt: l10n.t("The six digits that {0} shows:", serialNumber),
      placeholder: "123456",
      validate: whyNotACode,
    });
    return readCode(code);
  });
}
