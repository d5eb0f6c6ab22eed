import * as vscode from "vscode";
import { CONTEXT_KEYS } from "../contributions.js";
import { valueOf } from "../iam/snapshot.js";
import type { Node } from "../tree/node.js";
import { makeFailedTree, makeTree } from "../tree/nodes.js";
import type { CredentialsTree } from "../tree/provider.js";
import type { AccountState, CurrentAccount } from "./account.js";
import type { Memory } from "../commands/context.js";
import type { RepositoryState } from "../git/repositoryState.js";
import type { RepositoryView } from "../tree/repositoryNodes.js";
import { countOldKeys, type OldKeys } from "../words/oldKeys.js";
import { ContextKey } from "./contextKeys.js";
import { LocalSshKeys } from "./localSshKeys.js";
import type { ShownOldKeys } from "./oldKeys.js";
import type { Rotations } from "./rotations.js";
import { settings } from "./settings.js";
import type { WorkspaceGit } from "./workspaceGit.js";

/** What the view shows beside the account's snapshot. */
export interface Beside {
  readonly git: WorkspaceGit;
  readonly memory: Memory;
  readonly rotations: Rotations;
  readonly oldKeys: ShownOldKeys;
}

/** The view, which is there before what it shows. */
export interface View {
  readonly tree: CredentialsTree;
  readonly view: vscode.TreeView<Node>;
}

/** What the view gets of the account. */
interface ShownAccount {
  /** As of now. */
  readonly rows: () => Promise<readonly Node[]>;
  readonly subscriptions: readonly { dispose(): unknown }[];
}

/** Ties the tree view to the account: draws what is known, and keeps the context keys true. */
export function showAccount(account: CurrentAccount, beside: Beside, { tree, view }: View): ShownAccount {
  const hasProfile = new ContextKey(CONTEXT_KEYS.hasProfile);
  const noProfile = new ContextKey(CONTEXT_KEYS.noProfile);
  const isUser = new ContextKey(CONTEXT_KEYS.isUser);
  const hasMfaSession = new ContextKey(CONTEXT_KEYS.hasMfaSession);
  const sshKeys = new LocalSshKeys();
  const rows = async () => {
    const state = await account.openState();
    hasProfile.set(state.kind !== "none");
    noProfile.set(state.kind === "none");
    isUser.set(state.kind === "open" && valueOf(state.loader.snapshot.caller)?.kind === "user");
    hasMfaSession.set(state.kind === "open" && state.session.mfa !== undefined);
    return makeRows(state, beside, sshKeys);
  };
  const { git, oldKeys } = beside;
  const update = () => {
    tree.update();
    showBadge(view, oldKeys.find());
  };
  return { rows, subscriptions: [sshKeys, sshKeys.onDidRead(() => tree.update()), oldKeys.onDidChange(update), git.onDidRead(() => tree.update())] };
}

/** How many old keys there are, on the icon in the activity bar. */
function showBadge(view: vscode.TreeView<Node>, old: OldKeys): void {
  const value = old.keys.length;
  const badge = value === 0 ? undefined : { value, tooltip: countOldKeys(old) };
  // Only what is new: the activity bar is drawn again each time it is set.
  if (view.badge?.tooltip !== badge?.tooltip) view.badge = badge;
}

function makeRows(state: AccountState, { git, memory, rotations }: Beside, sshKeys: LocalSshKeys): readonly Node[] {
  switch (state.kind) {
    case "none":
      return [];
    case "failed":
      return makeFailedTree(state.error);
    case "open": {
      const { session, signer, loader } = state;
      const caller = valueOf(loader.snapshot.caller);
      const view = {
        profileName: session.profileName,
        endpoint: session.endpoint,
        accessKeyId: signer?.accessKeyId,
        temporary: signer?.temporary,
        expiresAt: signer?.expiresAt,
        hasMfa: signer?.hasMfa ?? false,
        repositories: git.repositories.map((repository) => viewRepository(repository, git, memory)),
        passwordChangedAt: caller && memory.passwordChangedAt(caller.arn),
        sshKeysHere: sshKeys.keysFor(valueOf(loader.snapshot.sshPublicKeys)),
        gitHostsOf: (credentialId: string) => memory.gitCredentialHosts(credentialId),
        maximumKeyAgeDays: settings.maximumKeyAgeDays,
        rotations: rotations.list(),
      };
      return makeTree(loader.snapshot, view, { now: new Date(), locale: vscode.env.language });
    }
  }
}

function viewRepository({ folder, remotes }: RepositoryState, git: WorkspaceGit, memory: Memory): RepositoryView {
  const view = remotes.map((state) => {
    const { remote, signIn } = state;
    const last = remote.host === undefined ? undefined : memory.lastGitSignIn(remote.host);
    const isOfProfile = "profileName" in signIn && last?.profileName === signIn.profileName;
    return { ...state, lastSignInAt: isOfProfile ? last.at : undefined, problem: git.problemOf({ folder, name: remote.name }) };
  });
  return { folder, remotes: view };
}
