import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { Change, ChangeJournal } from "../../files/changeJournal.js";
import { findFileToWrite } from "../../files/fileToWrite.js";
import { originOf, type CodeCommitUrl } from "../../git/codeCommitUrl.js";
import { blockNameOf, findGlobalConfig, inspectFile, repositoryConfigOf, ROOT, writeSection, type CredentialSection } from "../../git/credentialConfig.js";
import { readConfig } from "../../git/gitConfig.js";
import type { Git } from "../../git/gitProgram.js";
import { helperCommand } from "../../git/launcher.js";
import type { GitSignIn } from "../../git/repositoryState.js";
import { findWorkTree, judgeSignIn } from "../../git/workspaceRepositories.js";
import { locateAwsFiles, type AwsFilePaths } from "../../profiles/awsFilePaths.js";
import type { CommandContext } from "../context.js";
import { undoChange } from "./undo.js";

/** For whom Git is set up: one repository, whatever its work tree, or all on a host. */
export type Scope = "repository" | "host";

/** Which profile is to sign Git in, where, and how. */
export interface SignInPlan {
  readonly git: Git;
  /** The credential helper's script. */
  readonly launcher: string;
  /** The root of the repository's work tree; `undefined`: there is none yet. */
  readonly folder: string | undefined;
  readonly remoteName: string | undefined;
  /** Addresses by HTTPS; a remote may push to other hosts than it fetches from. */
  readonly targets: readonly [CodeCommitUrl, ...CodeCommitUrl[]];
  readonly profileName: string;
  /** The AWS files that hold the profile: those of the time when it was asked for, whatever account is shown by the end. */
  readonly awsFiles: AwsFilePaths;
  readonly scope: Scope;
  /** Git waits for a session with MFA, and is not tried without. */
  readonly needsMfa: boolean;
}

/** What a plan will write: the same file for all sections. */
export interface PlannedSections {
  readonly file: string;
  readonly sections: readonly CredentialSection[];
}

/** @throws UserError if the folder is in no repository, or a device stands for the file */
export async function planSections(context: CommandContext, plan: SignInPlan): Promise<PlannedSections> {
  const command = helperCommand(plan.launcher, plan.profileName, { needsMfa: plan.needsMfa, ...unusualFiles(context, plan.awsFiles) });
  const origins = new Set(plan.targets.map(originOf).filter((origin) => origin !== undefined));
  const file = await findFile(context, plan);
  await findFileToWrite(file);
  return { file, sections: [...origins].map((origin) => ({ origin, command })) };
}

/**
 * Writes the sections, each in the journal before.
 * @throws UserError; then those that were new are taken out again
 */
export async function writeSections(context: CommandContext, plan: SignInPlan, { file, sections }: PlannedSections): Promise<readonly Change[]> {
  const { git } = context;
  const changes: Change[] = [];
  const fresh: Change[] = [];
  try {
    for (const section of sections) {
      const { change, isNew } = await writeOne(git.changes, plan, file, section);
      changes.push(change);
      if (isNew) fresh.push(change);
    }
  } catch (error) {
    // What cannot be taken out for now stays in the journal; why it all came to nothing is what the user is to read.
    for (const change of fresh) await undoChange(context, change).catch(() => undefined);
    throw error;
  }
  return changes;
}

async function writeOne(journal: ChangeJournal, plan: SignInPlan, file: string, section: CredentialSection): Promise<{ readonly change: Change; readonly isNew: boolean }> {
  const name = blockNameOf(section.origin);
  const before = await inspectFile(file);
  const earlier = journal.list().find((change) => change.kind === "gitBlock" && change.place === file && change.name === name);
  const what = plan.scope === "host" ? l10n.t("Git signs in to {0} as profile {1}", name, plan.profileName) : l10n.t("Git signs in to {0} as profile {1}, in this repository", name, plan.profileName);
  const change = await journal.add({ kind: "gitBlock", what, place: file, name, before: { isNew: String(before.isNew), isOpenEnded: String(before.isOpenEnded) } });
  try {
    await writeSection(file, section);
  } catch (error) {
    if (earlier === undefined) journal.remove(change.id);
    else await journal.restore(earlier).catch(() => undefined);
    throw error;
  }
  return { change, isNew: earlier === undefined };
}

/** How Git signs in to each target now, by its own account of its configuration. */
export async function readBack({ git, folder, launcher }: Pick<SignInPlan, "git" | "folder" | "launcher">, targets: readonly CodeCommitUrl[]): Promise<readonly GitSignIn[]> {
  const cwd = folder ?? ROOT;
  const [entries, tree] = await Promise.all([readConfig(git, cwd), findWorkTree(git, cwd)]);
  return targets.map((target) => judgeSignIn(entries, target, launcher, tree));
}

async function findFile({ environment }: CommandContext, { git, folder, scope }: SignInPlan): Promise<string> {
  if (scope === "host") return findGlobalConfig(git, environment, folder ?? ROOT);
  const file = folder === undefined ? undefined : await repositoryConfigOf(git, folder);
  if (file === undefined) throw new UserError(l10n.t("There is no Git repository in {0}.", folder ?? l10n.t("this window")), { hint: l10n.t("Set up Git for the whole host.") });
  return file;
}

/** Git runs in places that may not have the variables of this window: files that these name are named to the helper. */
function unusualFiles({ homeDirectory }: CommandContext, { config, credentials }: AwsFilePaths): Partial<AwsFilePaths> {
  const usual = locateAwsFiles({}, homeDirectory);
  return { ...(config === usual.config ? {} : { config }), ...(credentials === usual.credentials ? {} : { credentials }) };
}
