import * as l10n from "@vscode/l10n";
import { describeMfaUntil } from "../../words/mfa.js";
import type { CommandHandler } from "../context.js";
import { makeEnvironment, requireMfaSession } from "./environment.js";

/** A terminal whose programs sign with the session with MFA. */
export const openMfaTerminal: CommandHandler = async (context) => {
  const account = await context.account.open();
  const mfa = await requireMfaSession(context, account);
  const until = describeMfaUntil(mfa.expiresAt, { now: new Date(), locale: context.locale });
  context.ui.openTerminal({ name: `${account.session.profileName ?? l10n.t("environment")} · ${until}`, environment: makeEnvironment(account.session, mfa) });
};
