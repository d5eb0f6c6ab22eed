import type { CodeCommitRemote } from "./remotes.js";

/** A Git repository that is open in the window and has at least one remote in CodeCommit. */
export interface RepositoryState {
  /** The root of its work tree. */
  readonly folder: string;
  readonly remotes: readonly RemoteState[];
}

/** A remote, and how Git signs in to it. */
export interface RemoteState {
  readonly remote: CodeCommitRemote;
  readonly signIn: GitSignIn;
}

/** How Git signs in, by its own configuration in the order in which it reads it. */
export type GitSignIn =
  /** This extension's credential helper is the only one that is asked. */
  | { readonly kind: "profile"; readonly profileName: string; readonly scope: "repository" | "host" }
  /** It is set up, but others get to know each password too, or are asked before. */
  | { readonly kind: "contested"; readonly profileName: string; readonly scope: "repository" | "host"; readonly others: readonly OtherHelper[] }
  /** By other helpers: the AWS CLI's, a keychain with Git credentials. */
  | { readonly kind: "others"; readonly others: readonly OtherHelper[] }
  /** Git would ask. */
  | { readonly kind: "nothing" }
  /** Over SSH: by the key that `ssh` offers. */
  | { readonly kind: "ssh" }
  /** `codecommit://`: by the program git-remote-codecommit. */
  | { readonly kind: "remoteHelper" };

/** A credential helper that is not this extension's. */
export interface OtherHelper {
  /** As it stands in the configuration: `osxkeychain`, `!aws codecommit credential-helper $@`. */
  readonly helper: string;
  /** The file that names it; `undefined`: the command line or the environment. */
  readonly file: string | undefined;
  /** Asked before this extension's, or told of its answers after it. */
  readonly isBefore: boolean;
}
