import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isUserError, UserError } from "../../errors.js";
import type { IamClient } from "../../iam/client.js";
import type { Caller } from "../../iam/model.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import type { CommandContext, OpenAccount } from "../context.js";

/** The long-lived key that opens a session: GetSessionToken takes no other (STS API). */
export interface Opener {
  readonly client: IamClient;
  readonly accessKeyId: string;
  /** The `mfa_serial` of the profile that holds the key. */
  readonly mfaSerial: string | undefined;
  dispose(): void;
}

/** As many other profiles are asked whose they are. */
const CANDIDATES = 12;

/**
 * The profile's own key; for a profile that holds the keys of a session only, the key of another profile that is the same
 * user's: first the one after which the session's is named (`work` for `work-mfa`).
 * @throws UserError if there is none
 */
export async function findOpener({ ui }: CommandContext, { session, paths, openSession }: OpenAccount, { arn }: Caller): Promise<Opener> {
  const own = await session.ownKeys();
  if (!own.temporary) return { client: session.ownClient, accessKeyId: own.accessKeyId, mfaSerial: session.mfaSerial, dispose: () => undefined };
  const { profiles } = await readProfiles(paths);
  const isNamedAfter = (name: string) => session.profileName?.startsWith(`${name}-`) === true;
  const candidates = profiles.filter(({ kind, name }) => kind === "static" && name !== session.profileName);
  candidates.sort((one, other) => Number(isNamedAfter(other.name)) - Number(isNamedAfter(one.name)));
  return ui.withProgress(l10n.t("Looking for your own access key…"), async () => {
    for (const { name } of candidates.slice(0, CANDIDATES)) {
      const opener = await openCandidate(openSession, name, arn);
      if (opener !== undefined) return opener;
    }
    throw new UserError(l10n.t("The keys of this profile are temporary, and only a long-lived access key can open a session with MFA."), {
      hint: l10n.t("Switch to the profile that holds your own access key."),
      action: { title: l10n.t("Switch profile"), command: COMMANDS.switchProfile },
      code: "NoLongLivedKey",
    });
  });
}

/** A profile that does not work is simply not the one. */
async function openCandidate(openSession: OpenAccount["openSession"], name: string, arn: string): Promise<Opener | undefined> {
  const session = await openSession(name).catch(undefinedIfExplained);
  if (session === undefined) return undefined;
  try {
    const caller = await session.ownClient.getCaller();
    if (caller.arn === arn) {
      const { accessKeyId } = await session.ownKeys();
      return { client: session.ownClient, accessKeyId, mfaSerial: session.mfaSerial, dispose: () => session.dispose() };
    }
  } catch (error) {
    undefinedIfExplained(error);
  }
  session.dispose();
  return undefined;
}

function undefinedIfExplained(error: unknown): undefined {
  if (!isUserError(error)) throw error;
}
