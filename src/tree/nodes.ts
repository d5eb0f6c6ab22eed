import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import { isUserError } from "../errors.js";
import { PART_NAMES, valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { makeAccessKeysNode } from "./accessKeyNodes.js";
import { makeCodeCommitNode } from "./codeCommitNodes.js";
import { makeForeignCallerNodes, makeIdentityNode, type SessionView } from "./identityNodes.js";
import { escapeMarkdown, type Node } from "./node.js";
import { makeMfaNode } from "./mfaNodes.js";
import { makePasswordNode } from "./passwordNodes.js";
import { makeRepositoryNodes } from "./repositoryNodes.js";
import { makeOtherServicesNode } from "./serviceCredentialNodes.js";
import { makeSigningCertificatesNode } from "./signingCertificateNodes.js";
import type { Moment } from "../words/time.js";

/** The whole tree, from the snapshot. Pure: the same input gives the same rows. */
export function makeTree(snapshot: Snapshot, session: SessionView, moment: Moment): readonly Node[] {
  const identity = makeIdentityNode(snapshot, session, moment);
  const caller = valueOf(snapshot.caller);
  if (caller !== undefined && caller.kind !== "user") return [identity, ...makeForeignCallerNodes(caller), ...makeRepositoryNodes(session.repositories, moment)];
  if (caller === undefined && snapshot.caller.state === "failed" && !hasAnything(snapshot)) return [identity];
  const shown = snapshot.caller.state === "failed" ? quieten(snapshot) : snapshot;
  const rows = [
    identity,
    makePasswordNode(shown, session.passwordChangedAt, moment),
    makeAccessKeysNode(shown, session, moment),
    makeMfaNode(shown, moment),
    makeCodeCommitNode(shown, session, moment),
    makeOtherServicesNode(shown, moment),
    makeSigningCertificatesNode(shown, moment),
  ];
  return hasNoCodeDevice(shown) ? rows.map(leadToFirstDevice) : rows;
}

/** Whether the user is known to have no device that opens a session here. */
function hasNoCodeDevice({ mfaDevices }: Snapshot): boolean {
  return mfaDevices.state === "ok" && mfaDevices.value.every(({ kind }) => kind === "securityKey");
}

/** Where MFA is wanted, the first step of somebody without a device is to get one. */
function leadToFirstDevice(node: Node): Node {
  const children = node.children === undefined ? {} : { children: node.children.map(leadToFirstDevice) };
  if (!node.kind.endsWith(".needsMfa")) return { ...node, ...children };
  return {
    ...node,
    ...children,
    kind: node.kind.replace(/needsMfa$/, "needsDevice"),
    tooltip: [node.tooltip, l10n.t("You have no MFA device that gives codes: add one first.")].filter(Boolean).join("\n\n"),
    command: { id: COMMANDS.addMfaDevice, title: l10n.t("Add an MFA device") },
  };
}

/** What keeps even the caller's name away (no network, an ended session) is said once, at the top: elsewhere what was known stays. */
function quieten(snapshot: Snapshot): Snapshot {
  const quiet = <Value>(part: Part<Value>): Part<Value> => (part.state === "failed" && part.previous !== undefined ? { state: "ok", value: part.previous } : part);
  const parts = Object.fromEntries(PART_NAMES.map((name) => [name, quiet(snapshot[name] as Part<unknown>)]));
  return { ...snapshot, ...parts, lastUses: new Map([...snapshot.lastUses].map(([id, use]) => [id, quiet(use)])) };
}

/** If not even the caller's name was to be had, the reason is said once rather than in every part. */
function hasAnything(snapshot: Snapshot): boolean {
  return PART_NAMES.some((name) => ["ok", "absent", "denied"].includes(snapshot[name].state));
}

/** The rows when there is not even a session: the reason, and two ways on. */
export function makeFailedTree(error: Error): readonly Node[] {
  const hint = isUserError(error) ? error.hint : undefined;
  const rows: Node[] = [{ id: "session/failure", label: error.message, icon: "error", tone: "error", kind: "failure", tooltip: escapeMarkdown([error.message, hint].filter(Boolean).join(" ")) }];
  if (hint !== undefined) rows.push({ id: "session/hint", label: hint, icon: "lightbulb", kind: "note" });
  rows.push(
    { id: "session/switch", label: l10n.t("Switch profile"), icon: "arrow-swap", kind: "note", command: { id: COMMANDS.switchProfile, title: l10n.t("Switch profile") } },
    { id: "session/retry", label: l10n.t("Try again"), icon: "refresh", kind: "note", command: { id: COMMANDS.refresh, title: l10n.t("Try again") } },
  );
  return rows;
}
