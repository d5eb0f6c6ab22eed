import { readRequest, writeAnswer } from "./credentialProtocol.js";
import { readConfig } from "./gitConfig.js";
import type { Git } from "./gitProgram.js";
import { orderHelpers, type ConfiguredHelper } from "./helperOrder.js";
import { Secret } from "../secret.js";

/**
 * Git's own store of passwords: whatever credential helpers the user has set up, told and asked by `git credential`. A
 * password goes in and out by standard input and output only: arguments can be read by every process of the computer.
 */

/** A user name and password for Git. */
export interface GitPassword {
  readonly userName: string;
  readonly password: Secret;
}

/** A host, and a folder from which Git reads its configuration. */
export interface GitPlace {
  readonly host: string;
  readonly cwd: string;
}

/** What became of a password that Git was to keep for a host. */
export type HandOver =
  /** A helper gives it back. */
  | { readonly kind: "kept"; readonly helpers: readonly ConfiguredHelper[] }
  /** No helper is set up: Git would ask. */
  | { readonly kind: "noHelper" }
  /** A helper answers with somebody else's credentials, so that these would not be asked for. Nothing was handed over. */
  | { readonly kind: "answersOtherwise"; readonly as: string | undefined; readonly helper: ConfiguredHelper }
  /** No helper gives it back. */
  | { readonly kind: "notKept"; readonly helpers: readonly ConfiguredHelper[] };

/**
 * A path as repositories have it. Where `useHttpPath` is set, helpers are asked for a path, and those that sign each address
 * answer with one only; without it, Git leaves the path away.
 */
const SOME_PATH = "v1/repos/repository";

/** A keychain may ask the user first whether Git may write to it. */
const PATIENCE_MS = 10 * 60_000;

/** Hands a password to Git's helpers for a host, and proves by asking Git that it comes back. */
export async function handOver(git: Git, place: GitPlace, password: GitPassword): Promise<HandOver> {
  const { helpers } = orderHelpers(await readConfig(git, place.cwd), { protocol: "https", host: place.host, path: SOME_PATH });
  const [first] = helpers;
  if (first === undefined) return { kind: "noHelper" };
  const before = await askGit(git, place, password.userName);
  if (before !== undefined && before.userName !== password.userName) return { kind: "answersOtherwise", as: readPublicName(before.userName), helper: first };
  // An older password first, since some helpers keep both.
  if (before !== undefined) await reject(git, place, password.userName);
  await git(["credential", "approve"], { cwd: place.cwd, input: describe(place.host, password.userName, ["password", password.password.reveal()]), timeLimitMs: PATIENCE_MS });
  const after = await askGit(git, place, password.userName);
  if (after?.userName === password.userName && after.password.reveal() === password.password.reveal()) return { kind: "kept", helpers };
  await reject(git, place, password.userName);
  return { kind: "notKept", helpers };
}

/** Takes what the helpers have of a user for a host out again. @returns whether it is out */
export async function takeBack(git: Git, place: GitPlace, userName: string): Promise<boolean> {
  await reject(git, place, userName);
  return (await askGit(git, place, userName))?.userName !== userName;
}

/** What Git signs in with to a host as this user; `undefined`: it would ask. A helper may answer as another user. */
export async function askGit(git: Git, { host, cwd }: GitPlace, userName: string): Promise<GitPassword | undefined> {
  const { code, stdout } = await git(["credential", "fill"], { cwd, input: describe(host, userName, ["path", SOME_PATH]) });
  if (code !== 0) return undefined;
  const { values } = readRequest(stdout.reveal());
  return { userName: values.get("username") ?? "", password: new Secret(values.get("password") ?? "") };
}

/** Helpers that keep passwords, the better ones first; `cache` forgets them. */
const KEEPING_HELPERS = ["osxkeychain", "manager", "wincred", "libsecret", "store"];

/** Which helpers that keep passwords this Git can run. */
export async function listKeepingHelpers(git: Git): Promise<readonly string[]> {
  const { stdout } = await git(["--list-cmds=main,others"]);
  const commands = new Set(stdout.reveal().split("\n"));
  return KEEPING_HELPERS.filter((name) => commands.has(`credential-${name}`));
}

/** Whether a helper is one of Git's own, by its name: `store --file x`, `/usr/lib/git-core/git-credential-store`. */
export function isHelper({ helper }: ConfiguredHelper, name: "cache" | "store"): boolean {
  return new RegExp(`^(?:\\S*[/\\\\]git-credential-)?${name}(?:\\.exe)?(?:\\s|$)`).test(helper);
}

/**
 * The part of a user name that may be shown: an access key's id without the session token that follows its `%`, or the name of
 * Git credentials. `undefined` for any other: there are services that take a token for a user name.
 */
function readPublicName(userName: string): string | undefined {
  return /^(A[A-Z0-9]{15,31})(?:%|$)/.exec(userName)?.[1] ?? /^[\w+=,.@-]{1,70}-at-\d{12}$/.exec(userName)?.[0];
}

async function reject(git: Git, { host, cwd }: GitPlace, userName: string): Promise<void> {
  await git(["credential", "reject"], { cwd, input: describe(host, userName), timeLimitMs: PATIENCE_MS });
}

function describe(host: string, userName: string, ...rest: readonly (readonly [string, string])[]): Secret {
  return new Secret(`${writeAnswer([["protocol", "https"], ["host", host], ["username", userName], ...rest])}\n`);
}
