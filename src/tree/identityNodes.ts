import * as l10n from "@vscode/l10n";
import { COMMANDS, type CommandId } from "../contributions.js";
import { isUserError } from "../errors.js";
import type { Caller } from "../iam/model.js";
import { PART_NAMES, valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { escapeMarkdown, type Node } from "./node.js";
import { isWithoutMfa } from "./partNode.js";
import type { RepositoryView } from "./repositoryNodes.js";
import type { SshKeysHere } from "./sshKeyNodes.js";
import { describeMfaUntil } from "../words/mfa.js";
import { formatFully, type Moment } from "../words/time.js";
import type { Rotation } from "../rotation/rotation.js";

/** What is known of the session beside the snapshot. */
export interface SessionView {
  /** `undefined`: keys from the environment. */
  readonly profileName: string | undefined;
  /** An IAM endpoint that is not AWS's own. */
  readonly endpoint: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly temporary: boolean | undefined;
  readonly expiresAt: Date | undefined;
  /** A session with MFA that this extension opened signs the calls. */
  readonly hasMfa: boolean;
  /** When the password was changed here, as far as that is remembered. */
  readonly passwordChangedAt: Date | undefined;
  /** The repositories of the window that are in CodeCommit. */
  readonly repositories: readonly RepositoryView[];
  readonly sshKeysHere: SshKeysHere;
  /** The hosts to which Git on this computer signs in with a service-specific credential, as far as that is remembered. */
  readonly gitHostsOf: (credentialId: string) => readonly string[];
  /** From what age on an access key is worth replacing; `Infinity`: from none. */
  readonly maximumKeyAgeDays: number;
  /** The rotations of access keys that are under way. */
  readonly rotations: readonly Rotation[];
}

/** The first row: who am I here, and is this safe? */
export function makeIdentityNode(snapshot: Snapshot, session: SessionView, moment: Moment): Node {
  const base: Node = { id: "identity", label: l10n.t("Signing in…"), icon: "loading~spin", kind: "identity", parts: ["caller", "user", "accountAlias"] };
  const profile = describeProfile(session);
  const caller = valueOf(snapshot.caller);
  if (caller === undefined) {
    const { caller: part } = snapshot;
    return part.state === "loading" ? { ...base, description: profile } : { ...base, ...makeFailure("error" in part ? part.error : undefined, profile) };
  }
  const account = valueOf(snapshot.accountAlias) ?? caller.accountId;
  const label = l10n.t("{0} @ {1}", nameOf(caller), account);
  const failure = snapshot.caller.state === "failed" ? snapshot.caller.error : undefined;
  const words = failure === undefined ? [account === caller.accountId ? undefined : caller.accountId, profile, describeMfa(snapshot, session, moment)] : [failure.message, profile];
  const description = words.filter((word) => word !== undefined).join(" · ");
  return {
    ...base,
    label,
    description,
    icon: caller.kind === "root" ? "warning" : "account",
    tone: failure !== undefined ? "error" : caller.kind === "root" ? "warning" : undefined,
    kind: failure === undefined ? "identity" : "identity.failed",
    spoken: l10n.t("Signed in as {0}, {1}", label, description),
    tooltip: [...explainFailure(failure), describeFully(caller, snapshot, session, moment)].join("\n\n"),
  };
}

function explainFailure(failure: Error | undefined): readonly string[] {
  if (failure === undefined) return [];
  const hint = isUserError(failure) ? (failure.hint ?? "") : "";
  return [escapeMarkdown(`${failure.message} ${hint}`)];
}

/** The rows for callers that are no IAM user: what they are, and where their credentials live. */
export function makeForeignCallerNodes(caller: Caller): readonly Node[] {
  const rows = explainCaller(caller).map((text, index): Node => ({ id: `caller/${index}`, label: text, icon: "info", kind: "note", tooltip: escapeMarkdown(text) }));
  const switchProfile: Node = {
    id: "caller/switch",
    label: l10n.t("Switch to the profile of an IAM user"),
    icon: "arrow-swap",
    kind: "note",
    command: { id: COMMANDS.switchProfile, title: l10n.t("Switch profile") },
  };
  const openConsole: Node = {
    id: "caller/console",
    label: l10n.t("Open the AWS console's page"),
    icon: "link-external",
    kind: "note",
    command: { id: COMMANDS.openConsole, title: l10n.t("Open in the AWS console") },
  };
  return [...rows, switchProfile, openConsole];
}

function explainCaller(caller: Caller): readonly string[] {
  switch (caller.kind) {
    case "root":
      return [
        l10n.t("This is the root user, who may do anything in this account. Delete its access keys and work as an IAM user."),
        l10n.t("Its password, MFA devices and keys are managed in the AWS console only."),
      ];
    case "assumedRole":
      return [
        l10n.t("You work in the role {0} with temporary keys. A role has no password, keys or MFA devices of its own.", caller.roleName),
        caller.roleName.startsWith("AWSReservedSSO_")
          ? l10n.t("You signed in through IAM Identity Center; password and MFA are managed in its access portal.")
          : l10n.t("If you have an IAM user, its credentials are shown with that user's profile."),
      ];
    case "federated":
      return [l10n.t("You are signed in through another system with temporary keys; password and MFA are managed there.")];
    case "user":
      return [];
  }
}

function nameOf(caller: Caller): string {
  switch (caller.kind) {
    case "user":
      return caller.userName;
    case "root":
      return l10n.t("root user");
    case "assumedRole":
      return l10n.t("{0} in role {1}", caller.sessionName, caller.roleName);
    case "federated":
      return caller.name;
  }
}

function describeProfile(session: SessionView): string {
  return session.profileName === undefined ? l10n.t("keys from the environment") : l10n.t("profile {0}", session.profileName);
}

function describeMfa(snapshot: Snapshot, session: SessionView, moment: Moment): string | undefined {
  if (session.temporary === undefined) return undefined;
  const isWithout = PART_NAMES.map((name) => snapshot[name]).some((part: Part<unknown>) => part.state === "failed" && isWithoutMfa(part.error));
  if (isWithout) return l10n.t("no MFA in this session");
  if (session.hasMfa && session.expiresAt !== undefined) return describeMfaUntil(session.expiresAt, moment);
  return session.temporary ? l10n.t("temporary keys") : l10n.t("no MFA in this session");
}

function makeFailure(error: Error | undefined, profile: string): Partial<Node> {
  const message = error?.message ?? "";
  const hint = isUserError(error) ? (error.hint ?? "") : "";
  return {
    label: message,
    description: profile,
    icon: "error",
    tone: "error",
    kind: "identity.failed",
    // Whatever kept this from loading kept the rest too: trying again means all.
    parts: undefined,
    tooltip: explainFailure(error).join(),
    spoken: `${message} ${hint}`,
    command: readAction(error) ?? { id: COMMANDS.refresh, title: l10n.t("Try again") },
  };
}

/** The way out that the error itself knows, such as signing in. */
function readAction(error: Error | undefined): Node["command"] {
  const action = isUserError(error) ? error.action : undefined;
  return action && { id: action.command as CommandId, title: action.title };
}

function describeFully(caller: Caller, snapshot: Snapshot, session: SessionView, moment: Moment): string {
  const user = valueOf(snapshot.user);
  const lines = [`\`${caller.arn}\``, l10n.t("Account: {0}", caller.accountId), escapeMarkdown(describeProfile(session))];
  if (user?.createdAt !== undefined) lines.push(l10n.t("User created: {0}", formatFully(user.createdAt, moment)));
  if (session.endpoint !== undefined) lines.push(l10n.t("Endpoint: {0}", `\`${session.endpoint}\``));
  if (session.expiresAt !== undefined) lines.push(l10n.t("The keys end: {0}", session.expiresAt.toLocaleString(moment.locale)));
  if (session.hasMfa) lines.push(l10n.t("Calls are signed by a session with MFA, in all windows of this profile."));
  if (session.temporary === false) lines.push(l10n.t("Long-lived keys carry no MFA: where a policy asks for it, AWS refuses."));
  return lines.join("\n\n");
}
