import { readCodeCommitUrl, type CodeCommitUrl } from "./codeCommitUrl.js";
import type { Git } from "./gitProgram.js";

/** A remote whose repository is in CodeCommit, by the first of its addresses that is. */
export interface CodeCommitRemote extends CodeCommitUrl {
  /** `origin`. */
  readonly name: string;
}

/** One address of a remote, as Git uses it, after `insteadOf` and `pushInsteadOf`. */
export interface RemoteAddress {
  readonly name: string;
  readonly direction: "fetch" | "push";
  readonly to: CodeCommitUrl;
}

/**
 * The remotes of a work tree that are in CodeCommit, each once: fetching counts before pushing. Never rejects: a folder that
 * is no repository has none.
 */
export async function readCodeCommitRemotes(git: Git, folder: string): Promise<readonly CodeCommitRemote[]> {
  const remotes = new Map<string, CodeCommitRemote>();
  for (const { name, to } of await readRemoteAddresses(git, folder)) {
    if (!remotes.has(name)) remotes.set(name, { name, ...to });
  }
  return [...remotes.values()];
}

/** Every address in CodeCommit that Git fetches from or pushes to; a remote may push to several. Never rejects. */
export async function readRemoteAddresses(git: Git, folder: string): Promise<readonly RemoteAddress[]> {
  const { code, stdout } = await git(["remote", "-v"], { cwd: folder }).catch(() => ({ code: 1, stdout: undefined }));
  if (code !== 0 || stdout === undefined) return [];
  return stdout.reveal().split("\n").flatMap(readLine);
}

/** `origin<tab>https://… (fetch)`; a partial clone adds its filter in brackets. */
function readLine(line: string): readonly RemoteAddress[] {
  const [, name, address, direction] = /^([^\t]+)\t(.+) \((fetch|push)\)(?: \[.*\])?\r?$/.exec(line) ?? [];
  const to = address === undefined ? undefined : readCodeCommitUrl(address);
  return name === undefined || to === undefined ? [] : [{ name, direction: direction === "push" ? "push" : "fetch", to }];
}
