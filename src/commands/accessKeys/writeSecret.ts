import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { isUserError } from "../../errors.js";
import { renderConsoleCsv, renderImportCsv } from "../../files/accessKeyCsv.js";
import { writePrivateFile } from "../../files/privateFile.js";
import { isAwsError } from "../../iam/errors.js";
import type { Session } from "../../iam/session.js";
import type { OneTimeAccessKey, ReportProgress } from "../../panels/oneTimeAccessKey.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { saveAccessKey } from "../../profiles/saveAccessKey.js";
import type { CommandContext, UserAccount } from "../context.js";

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

/** Writes the key to a profile, then shows that the profile works. */
export async function writeToProfile(context: CommandContext, { session }: UserAccount, key: OneTimeAccessKey, profileName: string, report: ReportProgress): Promise<void> {
  const paths = context.account.paths();
  const where = shortenHome(paths.credentials);
  // The view shows who signs; after this that may be the new key.
  const redraw = () => (profileName === session.profileName ? context.account.refresh() : Promise.resolve());
  try {
    const saved = await saveAccessKey(paths, profileName, {
      accessKeyId: key.accessKeyId,
      secretAccessKey: key.secret,
      region: session.region,
      ...(session.endpoint === undefined ? {} : { endpointUrl: session.endpoint }),
    });
    report.kept(l10n.t("Saved to profile “{0}” in {1} · checking that it works…", profileName, where), () => saved.undo().then(redraw));
  } catch (error) {
    report.problem(explain(error));
    return;
  }
  const problem = await verifyProfile(context, profileName, key.accessKeyId);
  const verdict = problem ?? l10n.t("✓ verified: AWS accepts it");
  report.kept(l10n.t("Saved to profile “{0}” in {1} · {2}", profileName, where, verdict));
  // Only now: a key that AWS does not know yet would show an error.
  await redraw();
}

export async function writeCsv(key: OneTimeAccessKey, { path, form }: CsvTarget, report: ReportProgress): Promise<void> {
  const pair = { accessKeyId: key.accessKeyId, secretAccessKey: key.secret };
  try {
    const text = form === "console" ? renderConsoleCsv(pair) : renderImportCsv({ ...pair, userName: key.owner.userName });
    // What an overwritten file held is gone, as the save dialog said: only a new file can be taken back.
    const isNew = !existsSync(path);
    await writePrivateFile(path, text.reveal());
    report.kept(l10n.t("Downloaded to {0}, readable by you only", shortenHome(path)), isNew ? () => rm(path, { force: true }) : undefined);
  } catch (error) {
    report.problem(explain(error));
  }
}

/** Calls AWS with the saved profile until it works. @returns a sentence if it does not */
async function verifyProfile({ openSession }: CommandContext, profileName: string, accessKeyId: string): Promise<string | undefined> {
  let session: Session | undefined;
  try {
    session = await openSession(profileName);
    const signer = await session.signer();
    if (signer.accessKeyId !== accessKeyId) return l10n.t("but the profile signs in another way, not with this key");
    await callUntilKnown(session);
    return undefined;
  } catch (error) {
    return l10n.t("not verified: {0}", explain(error));
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

function explain(error: unknown): string {
  if (!isUserError(error)) throw error;
  return [error.message, error.hint].filter(Boolean).join(" ");
}
