import * as vscode from "vscode";
import { CONTEXT_KEYS } from "../contributions.js";
import { valueOf } from "../iam/snapshot.js";
import type { Node } from "../tree/node.js";
import { makeFailedTree, makeTree } from "../tree/nodes.js";
import { CredentialsTree } from "../tree/provider.js";
import type { AccountState, CurrentAccount } from "./account.js";
import type { Memory } from "../commands/context.js";
import { ContextKey } from "./contextKeys.js";

/** Ties the tree view to the account: draws what is known, and keeps the context keys true. */
export function showAccount(account: CurrentAccount, memory: Memory, viewId: string): vscode.Disposable {
  const hasProfile = new ContextKey(CONTEXT_KEYS.hasProfile);
  const noProfile = new ContextKey(CONTEXT_KEYS.noProfile);
  const isUser = new ContextKey(CONTEXT_KEYS.isUser);
  const hasMfaSession = new ContextKey(CONTEXT_KEYS.hasMfaSession);
  const tree = new CredentialsTree(async () => {
    const state = await account.openState();
    hasProfile.set(state.kind !== "none");
    noProfile.set(state.kind === "none");
    isUser.set(state.kind === "open" && valueOf(state.loader.snapshot.caller)?.kind === "user");
    hasMfaSession.set(state.kind === "open" && state.session.mfa !== undefined);
    return makeRows(state, memory);
  });
  const view = vscode.window.createTreeView(viewId, { treeDataProvider: tree, showCollapseAll: false });
  return vscode.Disposable.from(tree, view, account.onDidChange(() => tree.update()));
}

function makeRows(state: AccountState, memory: Memory): readonly Node[] {
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
        passwordChangedAt: caller && memory.passwordChangedAt(caller.arn),
      };
      return makeTree(loader.snapshot, view, { now: new Date(), locale: vscode.env.language });
    }
  }
}
