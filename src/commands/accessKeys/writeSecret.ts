import { setTimeout } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { renderConsoleCsv, renderImportCsv } from "../../files/accessKeyCsv.js";
import { isAwsError } from "../../iam/errors.js";
import type { Session } from "../../iam/session.js";
import type { OneTimeSecret, ReportProgress } from "../../panels/oneTimeSecret.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { saveAccessKey } from "../../profiles/saveAccessKey.js";
import type { CommandContext, UserAccount } from "../context.js";
import { explainFault } from "../explainFault.js";
import { keepInFile } from "../keepInFile.js";

/** As the console writes it, or as `aws configure import` reads it. */
export type CsvForm = "console" | "import";

/** A file to write, and in which of the two forms. */
export interface CsvTarget {
  readonly path: string;
  readonly form: CsvForm;
}

/** New keys are unknown to AWS for some 10 to 15 seconds; after a minute something else is wrong. */
const PROPAGATION_LIMIT_MS = 60_000;
const PROPAGATION_PAUSE_MS = 1_500;

/** Writes the key to a profile, then checks, without being waited for, that the profile works. */
export async function writeToProfile({ account }: CommandContext, user: UserAccount, key: OneTimeSecret, profileName: string, report: ReportProgress): Promise<void> {
  const { paths, session } = user;
  const where = shortenHome(paths.credentials);
  const isOwnProfile = profileName === session.profileName;
  // The view goes on with the key it had until AWS knows the new one; then it shows who signs now.
  const takeOver = () => (isOwnProfile ? account.reopen() : Promise.resolve());
  try {
    const saved = await saveAccessKey(paths, profileName, {
      accessKeyId: key.id,
      secretAccessKey: key.secret,
      placement: session.placement,
    });
    await account.adoptFiles(paths);
    report.kept(l10n.t("Saved to profile “{0}” in {1} · checking that it works…", profileName, where), async () => {
      await saved.undo();
      if (isOwnProfile) void account.reopen();
      else await account.adoptFiles(paths);
    });
  } catch (error) {
    report.problem(explainFault(error));
    return;
  }
  void verifyProfile(user, profileName, key.id).then(async (problem) => {
    if (problem === undefined) report.kept(l10n.t("Saved to profile “{0}” in {1} · ✓ verified: AWS accepts it", profileName, where));
    else report.kept(l10n.t("Saved to profile “{0}” in {1}, but not verified: {2}", profileName, where, problem));
    await takeOver();
  });
}

export async function writeCsv(key: OneTimeSecret, { path, form }: CsvTarget, report: ReportProgress): Promise<void> {
  const pair = { accessKeyId: key.id, secretAccessKey: key.secret };
  await keepInFile(path, () => (form === "console" ? renderConsoleCsv(pair) : renderImportCsv({ ...pair, userName: key.owner.userName })), report);
}

/** Calls AWS with the saved profile until it works. @returns a sentence if it does not */
async function verifyProfile({ openSession }: UserAccount, profileName: string, accessKeyId: string): Promise<string | undefined> {
  let session: Session | undefined;
  try {
    session = await openSession(profileName);
    const signer = await session.signer();
    if (signer.accessKeyId !== accessKeyId) return l10n.t("The profile signs in another way, not with this key.");
    await callUntilKnown(session);
    return undefined;
  } catch (error) {
    return explainFault(error);
  } finally {
    session?.dispose();
  }
}

async function callUntilKnown({ client }: Session): Promise<void> {
  const end = Date.now() + PROPAGATION_LIMIT_MS;
  for (;;) {
    try {
      await client.getCaller();
      return;
    } catch (error) {
      const isYoung = isAwsError(error) && error.code === "InvalidClientTokenId";
      if (!isYoung || Date.now() > end) throw error;
    }
    await setTimeout(PROPAGATION_PAUSE_MS);
  }
}
