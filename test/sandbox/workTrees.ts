import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { TestAccount } from "./openTestAccount";
import { run, type Ended } from "./gitCommand";

/** Real work trees in the account's temporary folder, whose Git reaches the sandbox by CodeCommit's host names. */
export interface WorkTrees {
  /** As a user runs it in a terminal. */
  readonly git: (args: readonly string[], cwd: string) => Promise<Ended>;
  /** Its output, once it has ended well. */
  readonly done: (ended: Ended) => string;
  /** A new one that is open in the window, with a remote `origin`. */
  readonly repository: (name: string, url: string) => Promise<string>;
  /** All of Git's configuration, with its files. */
  readonly config: (folder: string) => Promise<string>;
}

export function useWorkTrees(account: () => TestAccount): WorkTrees {
  beforeEach(async () => account().git.reachSandbox({ endpoint: account().sandbox.ready.endpoint, caFile: (await account().sandbox.control.git()).caFile }));
  const git = (args: readonly string[], cwd: string) => run("git", args, { cwd, env: { ...account().git.env, GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "" } });
  const done = ({ code, stderr, stdout }: Ended) => {
    assert.equal(code, 0, stderr);
    return stdout;
  };
  return {
    git,
    done,
    repository: async (name, url) => {
      const folder = account().in("work trees", name);
      mkdirSync(folder, { recursive: true });
      done(await git(["init", "--quiet"], folder));
      done(await git(["remote", "add", "origin", url], folder));
      account().git.open = [...account().git.open, folder];
      return folder;
    },
    config: async (folder) => done(await git(["config", "--list", "--show-origin", "-z"], folder)),
  };
}
