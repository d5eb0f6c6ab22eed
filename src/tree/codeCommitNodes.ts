import * as l10n from "@vscode/l10n";
import type { Snapshot } from "../iam/snapshot.js";
import type { Moment } from "../words/time.js";
import type { SessionView } from "./identityNodes.js";
import type { Node } from "./node.js";
import { makeRepositoryNodes } from "./repositoryNodes.js";
import { makeGitCredentialsNode } from "./serviceCredentialNodes.js";
import { makeSshPublicKeysNode } from "./sshKeyNodes.js";

/** CodeCommit: its two kinds of credential, and the repositories of the window. */
export function makeCodeCommitNode(snapshot: Snapshot, { repositories, sshKeysHere, gitHostsOf }: Pick<SessionView, "repositories" | "sshKeysHere" | "gitHostsOf">, moment: Moment): Node {
  const children = [makeGitCredentialsNode(snapshot, gitHostsOf, moment), makeSshPublicKeysNode(snapshot, sshKeysHere, moment), ...makeRepositoryNodes(repositories, moment)];
  return { id: "codeCommit", label: l10n.t("CodeCommit"), icon: "repo", kind: "codeCommit", children, expanded: true };
}
