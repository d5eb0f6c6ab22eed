import type { CommandHandler } from "../context.js";

/** Goes back to the profile's own keys, in all windows. AWS itself knows no way to end a session. */
export const endMfaSession: CommandHandler = async ({ account }) => {
  const { session } = await account.open();
  if (session.mfa !== undefined) await account.useMfaSession(session, undefined);
};
