import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { MfaSession } from "../../iam/mfaSession.js";
import type { Session } from "../../iam/session.js";
import type { Secret } from "../../secret.js";
import type { CommandContext, OpenAccount } from "../context.js";
import { ensureMfa } from "./openMfaSession.js";

/** The session with MFA in use; without one, the user is asked for a code first. @throws CancelledError, UserError */
export async function requireMfaSession(context: CommandContext, account: OpenAccount): Promise<MfaSession> {
  await ensureMfa(context, account);
  const { mfa } = account.session;
  if (mfa === undefined) throw new UserError(l10n.t("The keys of this profile are temporary already: there is no other session to hand on."), { hint: l10n.t("Use the profile itself.") });
  return mfa;
}

/**
 * What gives a program the session: a profile that is named beside the keys would win over them in some tools, so it is
 * taken out.
 */
export function makeEnvironment({ environment }: Session, { accessKeyId, secretAccessKey, sessionToken, expiresAt }: MfaSession): Readonly<Record<string, Secret | string | undefined>> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_CREDENTIAL_EXPIRATION: expiresAt.toISOString(),
    // A profile's region and endpoints count only with the profile.
    ...environment,
    AWS_PROFILE: undefined,
    AWS_DEFAULT_PROFILE: undefined,
  };
}
