import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../errors.js";
import type { Change } from "../files/changeJournal.js";
import { asBytes, changeConfigFile } from "./changeConfigFile.js";
import { readCodeCommitUrl, writeCodeCommitUrl, type CodeCommitUrl, type UrlForm } from "./codeCommitUrl.js";
import { findConfigValues, writeConfigValue } from "./configValues.js";
import { repositoryConfigOf } from "./credentialConfig.js";
import type { Git } from "./gitProgram.js";
import { readCodeCommitRemotes } from "./remotes.js";

/** A remote's addresses as they stand in the configuration, before `insteadOf`; they may hold passwords. */
export interface RawAddresses {
  readonly url: readonly string[];
  /** Empty: Git pushes to where it fetches from. */
  readonly pushUrl: readonly string[];
}

/** What the other form needs that the address does not say. */
export interface ConversionWish {
  readonly form: UrlForm;
  readonly region?: string | undefined;
  readonly profileName?: string | undefined;
}

/** One address and what it becomes, to be shown. */
export interface Conversion {
  readonly isPush: boolean;
  /** Without a password. */
  readonly from: string;
  readonly to: string;
  /** The address holds a password, which is kept nowhere. */
  readonly losesPassword: boolean;
}

export interface ConversionPlan {
  readonly before: RawAddresses;
  readonly after: RawAddresses;
  /** Empty: there is nothing to convert. */
  readonly conversions: readonly Conversion[];
}

/**
 * What would change. Addresses that are not in CodeCommit, or have that form already, stay. One that `insteadOf` turns into
 * CodeCommit's is taken as Git uses it.
 * @throws UserError if an address does not say its region, and the wish does not either, or if it could not name the profile
 */
export async function planConversion(git: Git, folder: string, name: string, wish: ConversionWish): Promise<ConversionPlan> {
  const before = await readRawAddresses(git, folder, name);
  const used = (await readCodeCommitRemotes(git, folder)).find((remote) => remote.name === name);
  const conversions: Conversion[] = [];
  const convert = (isPush: boolean) => (raw: string): string => {
    // A short form of the user's own can be told only if it is the remote's one address.
    const from = readCodeCommitUrl(raw) ?? (!isPush && before.url.length === 1 ? used : undefined);
    if (from === undefined || from.form === wish.form) return raw;
    const to = writeInForm(from, wish);
    conversions.push({ isPush, from: readCodeCommitUrl(raw)?.url ?? withoutPassword(raw), to, losesPassword: withoutPassword(raw) !== raw });
    return to;
  };
  const after = { url: before.url.map(convert(false)), pushUrl: before.pushUrl.map(convert(true)) };
  return { before, after, conversions };
}

/** For the journal: the addresses without passwords. */
export function recordAddresses({ url, pushUrl }: RawAddresses): Readonly<Record<string, string>> {
  return { url: JSON.stringify(url.map(withoutPassword)), pushUrl: JSON.stringify(pushUrl.map(withoutPassword)) };
}

/**
 * Carries a plan out, all or nothing: the repository's own configuration is written once, and not through `git remote set-url`,
 * which would be given the addresses as arguments and finds none that `insteadOf` changes.
 * @throws UserError; then the remote is as it was before
 */
export async function convertRemote(git: Git, folder: string, name: string, { before, after }: Pick<ConversionPlan, "before" | "after">): Promise<void> {
  const file = await repositoryConfigOf(git, folder);
  if (file === undefined) throw new UserError(l10n.t("There is no Git repository in {0}.", folder), { hint: l10n.t("Refresh the view.") });
  try {
    await changeConfigFile(file, (text) => {
      const withUrls = replaceValues(text, name, "url", before.url, after.url);
      const withBoth = withUrls === undefined ? undefined : replaceValues(withUrls, name, "pushurl", before.pushUrl, after.pushUrl);
      if (withBoth === undefined) throw cannotChange(name, l10n.t("It was changed just now, or it is in another file that Git reads than this one: {0}", file), ELSEWHERE);
      return withBoth;
    });
  } catch (error) {
    if (!isUserError(error) || error.code === ELSEWHERE) throw error;
    throw cannotChange(name, error.code === "ReadOnly" ? l10n.t("Make this file writable, then try again: {0}", file) : error.hint, error.code);
  }
}

/**
 * Gives a remote the addresses back that it had before it was converted. Those that the conversion left, or that came since,
 * stay as they are.
 * @param change its addresses before and after, of {@link recordAddresses}
 * @returns false if one that was converted is not there any more, user information aside; then all stay
 * @throws UserError if they cannot be written; then the remote is as it was before
 */
export async function restoreRemote(git: Git, folder: string, name: string, change: Pick<Change, "before" | "after">): Promise<boolean> {
  const [first, last] = [readRecord(change.before), readRecord(change.after)];
  const now = await readRawAddresses(git, folder, name).catch(() => NONE);
  const url = putBack(now.url, first.url, last.url);
  const pushUrl = putBack(now.pushUrl, first.pushUrl, last.pushUrl);
  if (url === undefined || pushUrl === undefined || last.url.length + last.pushUrl.length === 0) return false;
  await convertRemote(git, folder, name, { before: now, after: { url, pushUrl } });
  return true;
}

async function readRawAddresses(git: Git, folder: string, name: string): Promise<RawAddresses> {
  const [url, pushUrl] = await Promise.all([`remote.${name}.url`, `remote.${name}.pushurl`].map(async (key) => {
    const { stdout } = await git(["config", "-z", "--get-all", key], { cwd: folder });
    return stdout.reveal().split("\0").slice(0, -1);
  }));
  return { url: url ?? [], pushUrl: pushUrl ?? [] };
}

/** @throws UserError */
function writeInForm(from: CodeCommitUrl, wish: ConversionWish): string {
  const to = writeCodeCommitUrl(from, wish.form, wish);
  if (to === undefined) throw new UserError(l10n.t("The address of {0} does not say in which region it is.", from.repositoryName), { hint: l10n.t("Name a region in the profile, or write it into the address: codecommit::us-east-1://{0}", from.repositoryName) });
  const read = readCodeCommitUrl(to);
  const profileName = wish.form === "codecommit" ? (wish.profileName ?? from.profileName) : undefined;
  // Git would not know such an address for the same repository, and neither would this extension.
  if (read?.repositoryName !== from.repositoryName || read.profileName !== profileName) {
    throw new UserError(l10n.t("An address of this form cannot name profile {0}.", profileName ?? ""), { hint: l10n.t("Choose a profile whose name has no / and no @, or another form of address.") });
  }
  return to;
}

/** @returns `undefined` if the text does not hold just the addresses that Git has told: they are in another file, or have changed */
function replaceValues(text: string, name: string, variable: string, before: readonly string[], after: readonly string[]): string | undefined {
  const found = findConfigValues(text, "remote", name, variable);
  if (found?.length !== before.length || found.some(({ value }, index) => value !== before[index])) return undefined;
  // From the end, so that the places of those before stay right.
  return found.reduceRight((rest, { value, start, end }, index) => {
    const to = after[index] ?? value;
    return to === value ? rest : rest.slice(0, start) + asBytes(writeConfigValue(to)) + rest.slice(end);
  }, text);
}

/** Each address that was converted must still be there, wherever in the list. */
function putBack(now: readonly string[], before: readonly string[], after: readonly string[]): readonly string[] | undefined {
  const addresses = [...now];
  for (const [index, to] of after.entries()) {
    const from = before[index] ?? to;
    if (from === to) continue;
    const at = addresses.findIndex((address) => withoutUser(address) === withoutUser(to));
    if (at === -1) return undefined;
    addresses[at] = from;
  }
  return addresses;
}

function cannotChange(name: string, hint: string | undefined, code: string | undefined): UserError {
  return new UserError(l10n.t("The address of {0} cannot be changed, and is as it was before.", name), { ...(hint === undefined ? {} : { hint }), ...(code === undefined ? {} : { code }) });
}

/** Up to the last `@` before the path: a password may hold one. `codecommit://` names a profile there, no user. */
function withoutPassword(address: string): string {
  return address.replace(/^(?!codecommit:)([\w+.-]+:\/\/[^/@:]*):[^/]*@/, "$1@");
}

function withoutUser(address: string): string {
  return address.replace(/^([\w+.-]+:\/\/)[^/]*@/, "$1");
}

const ELSEWHERE = "AddressElsewhere";
const NONE: RawAddresses = { url: [], pushUrl: [] };

function readRecord(record: Readonly<Record<string, string>> | undefined): RawAddresses {
  return { url: readList(record?.["url"]), pushUrl: readList(record?.["pushUrl"]) };
}

function readList(text: string | undefined): readonly string[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}
