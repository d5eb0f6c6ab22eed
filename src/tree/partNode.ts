import * as l10n from "@vscode/l10n";
import { isUserError } from "../errors.js";
import { isAwsError, type AwsError } from "../iam/errors.js";
import type { Part, PartName } from "../iam/snapshot.js";
import { COMMANDS, type CommandId } from "../contributions.js";
import { escapeMarkdown, type Node } from "./node.js";

/** How one part looks in each of its states. */
export interface PartLook<Value> {
  readonly name: PartName;
  /** As in ids and `viewItem`s: `accessKeys`. */
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  /** For the states `ok`, and `failed` with a last known value. */
  readonly show: (value: Value) => Pick<Node, "description" | "tone" | "children" | "tooltip" | "spoken">;
  /** Folded at first: of little interest to most. */
  readonly folded?: boolean;
  /** What one gains by having one, and the way to it; the row shown where there is none. */
  readonly empty: { readonly text: string; readonly command: CommandId; readonly title: string };
}

/** A part of the snapshot as a row: loading, with its things, empty, denied or failed. */
export function makePartNode<Value>(part: Part<readonly Value[]>, look: PartLook<readonly Value[]>): Node {
  const { id, label, icon, name } = look;
  const base = { id, label, icon, kind: id, parts: [name], expanded: look.folded !== true };
  switch (part.state) {
    case "loading":
      // With a row inside from the start: VS Code does not unfold a row that came without any.
      return { ...base, icon: "loading~spin", description: l10n.t("loading…"), kind: `${id}.loading`, children: [makeLoadingNode(id)] };
    case "denied":
      return { ...base, ...describeDenial(part.error, id) };
    case "failed": {
      const shown = part.previous === undefined ? {} : look.show(part.previous);
      return { ...base, ...shown, ...describeFailure(part.error, id, [name], shown.children ?? []) };
    }
    case "absent":
    case "ok": {
      const values = part.state === "ok" ? part.value : [];
      const shown = { ...base, ...look.show(values) };
      return values.length > 0 ? shown : { ...shown, children: [makeEmptyNode(look)] };
    }
  }
}

export function makeLoadingNode(id: string): Node {
  return { id: `${id}/loading`, label: l10n.t("Loading…"), icon: "blank", tone: "quiet", kind: "note" };
}

function makeEmptyNode<Value>({ id, empty }: PartLook<Value>): Node {
  return {
    id: `${id}/empty`,
    label: empty.text,
    icon: "add",
    tone: "quiet",
    kind: "empty",
    tooltip: `${escapeMarkdown(empty.text)}\n\n${escapeMarkdown(empty.title)}`,
    spoken: `${empty.text} ${empty.title}`,
    command: { id: empty.command, title: empty.title },
  };
}

/** The looks of a refusal: which permission is missing, and the request for it at hand; or that MFA may be what is missing. */
export function describeDenial(error: AwsError, id: string): Partial<Node> {
  const action = error.denial?.action ?? "";
  const base = { icon: "lock", tone: "quiet", denial: error.denial } as const;
  const tooltip = (way: string) => `${escapeMarkdown(error.message)}\n\n${way}`;
  if (error.denial?.mayWantMfa === true) {
    return {
      ...base,
      description: l10n.t("needs MFA, or is forbidden: {0}", action),
      tooltip: tooltip(l10n.t("Sign in with MFA to see it.")),
      kind: `${id}.needsMfa`,
      command: signIn(),
    };
  }
  return {
    ...base,
    description: error.denial?.explicit === true ? l10n.t("forbidden: {0}", action) : l10n.t("not allowed to list: {0}", action),
    tooltip: tooltip(l10n.t("Copy a request for your administrator from this row's menu.")),
    kind: `${id}.denied`,
  };
}

/** To IAM, a session that was opened without MFA is an unknown token: said as what it is, not as a fault in every part. */
export function isWithoutMfa(error: Error): boolean {
  return isAwsError(error) && error.code === "SessionWithoutMfa";
}

function signIn(): NonNullable<Node["command"]> {
  return { id: COMMANDS.signInWithMfa, title: l10n.t("Sign in with MFA") };
}

/** The looks of a fault: why, the way to try again, and below it what was known before. */
export function describeFailure(error: Error, id: string, parts: readonly PartName[], children: readonly Node[]): Partial<Node> {
  if (isWithoutMfa(error)) return { icon: "lock", tone: "quiet", description: l10n.t("needs MFA"), tooltip: escapeMarkdown(error.message), kind: `${id}.needsMfa`, command: signIn() };
  const hint = isUserError(error) ? error.hint : undefined;
  const row: Node = {
    id: `${id}/failure`,
    label: error.message,
    icon: "error",
    tone: "error",
    kind: "failure",
    tooltip: escapeMarkdown([error.message, hint].filter(Boolean).join(" ")),
    command: { id: COMMANDS.retryPart, title: l10n.t("Try again"), argument: { parts } },
  };
  return {
    tone: "error",
    description: children.length > 0 ? l10n.t("could not be refreshed") : l10n.t("could not be loaded"),
    kind: `${id}.failed`,
    children: [row, ...children],
  };
}
