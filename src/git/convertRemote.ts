import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { readCodeCommitUrl, writeCodeCommitUrl, type UrlForm } from "./codeCommitUrl.js";
import type { Ended, Git } from "./gitProgram.js";
import { readCodeCommitRemotes } from "./remotes.js";

/** A remote's addresses as they stand in the configuration, before `insteadOf`. */
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

/** One address and what it becomes. */
export interface Conversion {
  readonly isPush: boolean;
  /** Without user information. */
  readonly from: string;
  readonly to: string;
  /** The address holds a password, which is kept nowhere. */
  readonly losesPassword: boolean;
}

type Step = Pick<Conversion, "isPush" | "from" | "to">;

export async function readRawAddresses(git: Git, folder: string, name: string): Promise<RawAddresses> {
  const [url, pushUrl] = await Promise.all([`remote.${name}.url`, `remote.${name}.pushurl`].map(async (key) => {
    const { stdout } = await git(["config", "-z", "--get-all", key], { cwd: folder });
    return stdout.reveal().split("\0").slice(0, -1);
  }));
  return { url: url ?? [], pushUrl: pushUrl ?? [] };
}

/**
 * What would change. Addresses that are not in CodeCommit, or have that form already, stay. One that `insteadOf` turns into
 * CodeCommit's is taken as Git uses it.
 * @throws UserError if an address does not say its region, and the wish does not either
 */
export async function planConversion(git: Git, folder: string, name: string, wish: ConversionWish): Promise<readonly Conversion[]> {
  const { url, pushUrl } = await readRawAddresses(git, folder, name);
  const used = (await readCodeCommitRemotes(git, folder)).find((remote) => remote.name === name);
  const plan = (isPush: boolean) => (raw: string): Conversion[] => {
    // A short form of the user's own can be told only if it is the remote's one address.
    const from = readCodeCommitUrl(raw) ?? (!isPush && url.length === 1 ? used : undefined);
    if (from === undefined || from.form === wish.form) return [];
    const to = writeCodeCommitUrl(from, wish.form, wish);
    if (to === undefined) throw new UserError(l10n.t("The address of {0} does not say in which region it is.", from.repositoryName), { hint: l10n.t("Name a region in the profile, or write it into the address: codecommit::us-east-1://{0}", from.repositoryName) });
    return [{ isPush, from: readCodeCommitUrl(raw)?.url ?? raw, to, losesPassword: withoutPassword(raw) !== raw }];
  };
  return [...url.flatMap(plan(false)), ...pushUrl.flatMap(plan(true))];
}

/** For the journal: the addresses without passwords. */
export function recordAddresses({ url, pushUrl }: RawAddresses): Readonly<Record<string, string>> {
  return { url: JSON.stringify(url.map(withoutPassword)), pushUrl: JSON.stringify(pushUrl.map(withoutPassword)) };
}

/**
 * Carries a plan out. All or nothing: if a step fails, those before it are taken back.
 * @throws UserError; then the remote is as it was before
 */
export async function convertRemote(git: Git, folder: string, name: string, plan: readonly Step[]): Promise<void> {
  const done: Step[] = [];
  try {
    for (const step of plan) {
      await setUrl(git, folder, name, step);
      done.push(step);
    }
  } catch (error) {
    for (const { isPush, from, to } of done.reverse()) await setUrl(git, folder, name, { isPush, from: to, to: from }).catch(() => undefined);
    throw error;
  }
}

/**
 * Gives a remote its addresses back.
 * @param before {@link recordAddresses}
 * @returns false if it has others by now that are not in the same repository, which stay
 * @throws UserError if Git cannot write them
 */
export async function restoreRemote(git: Git, folder: string, name: string, before: Readonly<Record<string, string>>): Promise<boolean> {
  const now = await readRawAddresses(git, folder, name).catch(() => ({ url: [], pushUrl: [] }));
  const [url, pushUrl] = [readList(before["url"]), readList(before["pushUrl"])];
  const isSame = haveSameRepositories(now.url, url) && haveSameRepositories(now.pushUrl, pushUrl);
  if (!isSame || now.url.length === 0) return false;
  const steps = (isPush: boolean, current: readonly string[], wanted: readonly string[]) => current.map((from, index) => ({ isPush, from, to: wanted[index] ?? from })).filter(({ from, to }) => withoutPassword(from) !== to);
  await convertRemote(git, folder, name, [...steps(false, now.url, url), ...steps(true, now.pushUrl, pushUrl)]);
  return true;
}

async function setUrl(git: Git, folder: string, name: string, { isPush, from, to }: Step): Promise<void> {
  const ended = await git(["remote", "set-url", ...(isPush ? ["--push"] : []), name, to, patternOf(from)], { cwd: folder });
  if (ended.code !== 0) throw explain(ended, name);
}

/** A password in the address is not to be an argument: any user information matches. */
function patternOf(address: string): string {
  const [, protocol, rest] = /^(\w+:\/\/)(?:[^/@]*@)?(.*)$/s.exec(address) ?? [];
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return protocol === undefined || rest === undefined ? `^${literal(address)}$` : `^${literal(protocol)}([^/@]*@)?${literal(rest)}$`;
}

function explain({ stderr }: Ended, name: string): UserError {
  const isLocked = /could not lock config file/i.test(stderr.reveal());
  return new UserError(l10n.t("Git could not change the address of {0}, which is as it was before.", name), {
    hint: isLocked ? l10n.t("Another Git is just changing its configuration, or the file is read-only. Try again.") : l10n.t("Check with “git remote -v” that the remote is there, and that the repository’s configuration can be written."),
    code: isLocked ? "ConfigLocked" : "SetUrl",
  });
}

function haveSameRepositories(now: readonly string[], before: readonly string[]): boolean {
  // What is not in CodeCommit, or in a short form of the user's own, is only known by its place in the list.
  const nameOf = (address: string | undefined) => (address === undefined ? undefined : readCodeCommitUrl(address)?.repositoryName);
  return now.length === before.length && now.every((address, index) => withoutPassword(address) === before[index] || (nameOf(address) !== undefined && (nameOf(before[index]) ?? nameOf(address)) === nameOf(address)));
}

function withoutPassword(address: string): string {
  return address.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, "$1@");
}

function readList(text: string | undefined): readonly string[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}
