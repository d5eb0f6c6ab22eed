import * as l10n from "@vscode/l10n";
import { isAwsError } from "../../iam/errors.js";
import type { IamClient } from "../../iam/client.js";
import type { UserAccount } from "../context.js";

/** What AWS refuses a user who has no MFA. */
export type WithoutMfa =
  /** Nothing of what was asked. */
  | { readonly kind: "free" }
  /** In words: "access keys". */
  | { readonly kind: "lockedOut"; readonly lost: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

interface Read {
  readonly thing: string;
  readonly read: (client: IamClient) => Promise<unknown>;
}

/**
 * Finds out what a user without MFA is locked out of, by asking AWS for the user's own things without MFA: with the
 * profile's own keys, whatever session is in use. Only an explicit deny counts; what no policy allows is lost already.
 * Changes nothing, and asks all at once.
 */
export async function findLockOut({ session, caller }: UserAccount): Promise<WithoutMfa> {
  const { temporary } = await session.ownKeys();
  if (temporary) return { kind: "unknown", reason: l10n.t("the keys of this profile are temporary and may carry MFA") };
  const reads = listReads(caller.userName);
  const answers = await Promise.all(reads.map(async (read) => ({ ...read, answer: await tryRead(read, session.ownClient) })));
  const refused = answers.filter(({ answer }) => answer === "forbidden");
  const lost = session.mfa === undefined ? refused : await keepAllowedWithMfa(refused, session.client);
  if (lost.length > 0) return { kind: "lockedOut", lost: lost.map(({ thing }) => thing) };
  return answers.some(({ answer }) => answer === "unknown") ? { kind: "unknown", reason: l10n.t("AWS did not say") } : { kind: "free" };
}

function listReads(userName: string): readonly Read[] {
  return [
    { thing: l10n.t("access keys"), read: (client) => client.listAccessKeys(userName) },
    { thing: l10n.t("Git credentials and API keys"), read: (client) => client.listServiceSpecificCredentials(userName) },
    { thing: l10n.t("SSH public keys"), read: (client) => client.listSshPublicKeys(userName) },
    { thing: l10n.t("signing certificates"), read: (client) => client.listSigningCertificates(userName) },
    { thing: l10n.t("the console password"), read: (client) => client.getLoginProfile(userName) },
  ];
}

type Answer = "allowed" | "forbidden" | "notAllowed" | "unknown";

async function tryRead({ read }: Read, client: IamClient): Promise<Answer> {
  try {
    await read(client);
    return "allowed";
  } catch (error) {
    if (!isAwsError(error) || error.denial === undefined) return "unknown";
    return error.denial.explicit && !error.denial.quarantined ? "forbidden" : "notAllowed";
  }
}

/** What is refused with MFA too is refused for another reason. */
async function keepAllowedWithMfa<Some extends Read>(reads: readonly Some[], client: IamClient): Promise<readonly Some[]> {
  const answers = await Promise.all(reads.map((read) => tryRead(read, client)));
  return reads.filter((_read, index) => answers[index] === "allowed" || answers[index] === "unknown");
}
