import path from "node:path";
import * as l10n from "@vscode/l10n";
import { isCancelledError, isUserError, UserError } from "../../errors.js";
import type { AccessKey, KeyCall } from "../../iam/model.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { joinFound, MOST_LINES, type Found, type FolderSearch, type FoundLine } from "../../scan/foundLine.js";
import { makeGitSearch } from "../../scan/gitGrep.js";
import { listAwsFiles, listGitConfigFiles, listShellFiles, searchEnvironment, searchFiles, type Machine } from "../../scan/machineFiles.js";
import { maskSecrets } from "../../scan/maskSecrets.js";
import { makeRipgrepSearch } from "../../scan/ripgrep.js";
import { findSearchProgram } from "../../scan/searchProgram.js";
import { describeLastUse } from "../../words/credentials.js";
import type { Moment } from "../../words/time.js";
import type { Choice, CommandContext, CommandHandler, UserAccount } from "../context.js";
import { requireUser } from "../requireUser.js";
import { askKeyUse, type FreshUse } from "./keyUse.js";
import { describeCall, describeCallFully, findLastCalls, nameCall } from "./lastCalls.js";
import { currentMoment, pickAccessKey } from "./pickAccessKey.js";

/** Where the key is used: a line of a file, a variable that VS Code was started with, or a call that AWS has seen. */
type Place = { readonly kind: "line"; readonly found: FoundLine } | { readonly kind: "variable"; readonly name: string } | { readonly kind: "call"; readonly call: KeyCall };

/** A kind of place, with what was found there. */
interface Group {
  readonly title: string;
  readonly icon: string;
  readonly places: readonly Place[];
}

/** All that was looked at. */
interface Search {
  readonly groups: readonly Group[];
  readonly folders: readonly string[];
  /** Files and folders that could not be read. */
  readonly unread: readonly string[];
  readonly isCut: boolean;
  /** Why the window's folders were not searched. */
  readonly refusal: UserError | undefined;
}

/** What is shown of a line, around the key's id. In characters. */
const LONGEST_EXCERPT = 160;

/**
 * Finds the files that hold the id of an access key, on this computer and in the folders that are open, and opens the one
 * that the user picks. Nothing leaves the computer but the questions to AWS when the key was last used, and for what.
 */
export const findKeyUses: CommandHandler = async (context, argument) => {
  const user = await requireUser(context);
  const key = await pickAccessKey(context, user, argument, l10n.t("Where is this access key used?"));
  const [search, use, calls] = await context.ui.withCancel(l10n.t("Searching for {0}", key.id), (signal, report) =>
    Promise.all([searchAll(context, user, key, signal, report), askKeyUse(context, user, key), findLastCalls(user, key.id, signal)]),
  );
  const moment = currentMoment(context);
  const lastCalls = { title: l10n.t("Last calls (AWS CloudTrail)"), icon: "history", places: calls.map((call): Place => ({ kind: "call", call })) };
  const choices = [...search.groups, lastCalls].flatMap((group) => group.places.map((place) => describePlace(group, place, { accessKeyId: key.id, folders: search.folders, moment })));
  if (choices.length === 0) {
    context.ui.notify(sayNothingFound(key, use, search), search.unread.length > 0 || search.refusal !== undefined ? "warning" : "information");
    return;
  }
  const title = l10n.t("{0}: {1}", key.id, use.use === undefined ? use.sentence : describeLastUse(use.use, currentMoment(context)));
  const place = await context.ui.pick(choices, { title, placeholder: summarize(choices.length, search) });
  if (place.kind === "line") return context.ui.openFile(place.found.file, place.found.line);
  if (place.kind === "call") {
    context.ui.notify(describeCallFully(place.call, moment));
    return;
  }
  context.ui.notify(l10n.t("VS Code was started with the variable {0}, which holds the key {1}. Whatever it starts gets it too. Take it out where it is set, then start VS Code again.", place.name, key.id));
};

async function searchAll(context: CommandContext, { paths }: UserAccount, { id }: AccessKey, signal: AbortSignal, report: (step: string) => void): Promise<Search> {
  const machine: Machine = { homeDirectory: context.homeDirectory, environment: context.environment, platform: process.platform };
  const folders = context.git.folders();
  report(l10n.t("this computer"));
  const git = await context.git.program().catch(() => undefined);
  const awsFiles = listAwsFiles(paths, machine);
  // A file of two kinds, as one of the AWS files in a folder that is open, is listed once.
  const otherFiles = async (files: readonly string[]) => searchFiles(files.filter((file) => !awsFiles.includes(file)), id);
  const [aws, shell, gitConfig] = await Promise.all([searchFiles(awsFiles, id), otherFiles(listShellFiles(machine)), listGitConfigFiles(git, folders, machine).then(otherFiles)]);
  const variables = searchEnvironment(context.environment, id);
  const { found, refusal } = await searchFolders(context, folders, id, signal, report);
  const listed = new Set([aws, shell, gitConfig].flatMap(({ lines }) => lines.map(({ file }) => file)));
  const inFolders = found.lines.filter(({ file }) => !listed.has(file));
  const groups = [
    { title: l10n.t("AWS files"), icon: "key", places: aws.lines.map(lineOf) },
    { title: l10n.t("Environment of VS Code"), icon: "vm", places: variables.map((name): Place => ({ kind: "variable", name })) },
    { title: l10n.t("Shell"), icon: "terminal", places: shell.lines.map(lineOf) },
    { title: l10n.t("Git configuration"), icon: "source-control", places: gitConfig.lines.map(lineOf) },
    { title: l10n.t("This workspace"), icon: "file", places: inFolders.map(lineOf) },
  ];
  return { groups, folders, refusal, isCut: found.isCut, unread: [aws, shell, gitConfig, found].flatMap(({ unread }) => unread) };
}

/** Each folder by the editor's own search program, else by Git. One that fails hides nothing of the others. */
async function searchFolders(context: CommandContext, folders: readonly string[], id: string, signal: AbortSignal, report: (step: string) => void): Promise<{ readonly found: Found; readonly refusal: UserError | undefined }> {
  const parts: Found[] = [];
  let refusal: UserError | undefined;
  try {
    const search = folders.length === 0 ? undefined : await chooseSearch(context);
    for (const folder of folders) {
      report(path.basename(folder));
      const options = { accessKeyIds: [id], excludes: context.search.excludes(folder), signal };
      parts.push((await search?.(folder, options).catch((error: unknown) => unreadFolder(folder, error))) ?? joinFound([]));
    }
  } catch (error) {
    if (!isUserError(error)) throw error;
    refusal = error;
  }
  return { found: joinFound(parts), refusal };
}

async function chooseSearch({ search, git }: CommandContext): Promise<FolderSearch> {
  const program = await findSearchProgram(search.appRoot, process.platform, process.arch);
  if (program !== undefined) return makeRipgrepSearch(program);
  return git.program().then(makeGitSearch, () => {
    throw new UserError(l10n.t("The folders of this workspace were not searched: this editor comes without its search program, and there is no Git."), { hint: l10n.t("Install Git.") });
  });
}

function unreadFolder(folder: string, error: unknown): Found {
  if (isCancelledError(error)) throw error;
  return { lines: [], unread: [folder], isCut: false };
}

function lineOf(found: FoundLine): Place {
  return { kind: "line", found };
}

interface Showing {
  readonly accessKeyId: string;
  readonly folders: readonly string[];
  readonly moment: Moment;
}

function describePlace({ title, icon }: Group, place: Place, { accessKeyId, folders, moment }: Showing): Choice<Place> {
  if (place.kind === "call") return { label: nameCall(place.call), icon, description: describeCall(place.call, moment), detail: title, value: place };
  if (place.kind === "variable") return { label: place.name, icon, description: accessKeyId, detail: title, value: place };
  const { file, line, text } = place.found;
  const shown = text === "" ? l10n.t("a very long line") : excerpt(maskSecrets(text, [accessKeyId]), accessKeyId);
  return { label: `${shortenPath(file, folders)}:${line}`, icon, description: shown, detail: title, value: place };
}

/** As the editor names it: by the folder that is open, with that folder's name if there are several. */
function shortenPath(file: string, folders: readonly string[]): string {
  const folder = folders.find((candidate) => file.startsWith(candidate + path.sep));
  if (folder === undefined) return shortenHome(file);
  return path.relative(folders.length > 1 ? path.dirname(folder) : folder, file);
}

function excerpt(text: string, accessKeyId: string): string {
  const whole = text.trim();
  if (whole.length <= LONGEST_EXCERPT) return whole;
  const begin = Math.max(0, Math.min(whole.indexOf(accessKeyId) - (LONGEST_EXCERPT - accessKeyId.length) / 2, whole.length - LONGEST_EXCERPT));
  const end = begin + LONGEST_EXCERPT;
  return `${begin > 0 ? "…" : ""}${whole.slice(begin, end)}${end < whole.length ? "…" : ""}`;
}

function summarize(count: number, search: Search): string {
  const places = search.isCut ? l10n.t("The first {0} places", MOST_LINES) : count === 1 ? l10n.t("1 place") : l10n.t("{0} places", count);
  return [places, ...sayUnread(search), l10n.t("Pick one to open it.")].join(" · ");
}

function sayNothingFound(key: AccessKey, use: FreshUse, search: Search): string {
  const machine = l10n.t("the AWS files, the environment of VS Code, the start-up files of shells and Git’s configuration");
  const names = search.folders.map((folder) => path.basename(folder)).join(", ");
  const where = search.folders.length === 0 || search.refusal !== undefined ? machine : l10n.t("{0}, and in {1} (of what Git ignores, only .env, .envrc, .tfvars and compose files)", machine, names);
  return [l10n.t("The key {0} was not found in {1}.", key.id, where), use.sentence, ...sayUnread(search)].join(" ");
}

function sayUnread({ unread, refusal }: Search): readonly string[] {
  const [first, ...more] = unread.map((file) => shortenHome(file));
  const faults = first === undefined ? [] : [more.length === 0 ? l10n.t("Could not be read: {0}.", first) : l10n.t("Could not be read: {0} and {1} more.", first, more.length)];
  return refusal === undefined ? faults : [...faults, [refusal.message, refusal.hint].filter(Boolean).join(" ")];
}
