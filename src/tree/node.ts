import type { PartName } from "../iam/snapshot.js";
import type { CommandId } from "../contributions.js";
import type { Denial } from "../iam/denial.js";
import type { CredentialStatus } from "../iam/model.js";

/** A row of the tree, without VS Code: tree/provider.ts is the only place that makes a TreeItem of one. */
export interface Node {
  /** Stable as long as the thing it shows lives: VS Code keeps selection and expansion by it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  /** Markdown. Names and texts from outside go through {@link escapeMarkdown}. */
  readonly tooltip?: string | undefined;
  /** A codicon's name. */
  readonly icon: string;
  /** Said in words too, always: never by colour alone. */
  readonly tone?: "warning" | "error" | "quiet" | undefined;
  /** What may be done to it: the `viewItem` of package.json's menus. */
  readonly kind: string;
  /** What a screen reader says in place of label and description; needed where those are terse. */
  readonly spoken?: string | undefined;
  readonly children?: readonly Node[] | undefined;
  readonly expanded?: boolean | undefined;
  readonly command?: { readonly id: CommandId; readonly title: string; readonly argument?: unknown } | undefined;
  /** For menu commands, which get the node as their argument. */
  readonly accessKeyId?: string | undefined;
  /** Of an MFA device. */
  readonly serialNumber?: string | undefined;
  /** Of Git credentials, API keys and their like. */
  readonly serviceCredentialId?: string | undefined;
  readonly sshPublicKeyId?: string | undefined;
  /** A remote of a repository in the window. */
  readonly gitRemote?: { readonly folder: string; readonly name: string } | undefined;
  readonly parts?: readonly PartName[] | undefined;
  /** Why it is refused, for the request to the administrator. */
  readonly denial?: Denial | undefined;
}

/** Text from AWS or the user, made safe for a Markdown tooltip. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, "\\$&");
}

/** A row for one thing: its name, and its state in words. */
export function makeThing(id: string, label: string, words: readonly (string | undefined)[], rest: Pick<Node, "icon" | "kind" | "tooltip" | "tone" | "serialNumber" | "serviceCredentialId" | "sshPublicKeyId" | "gitRemote" | "command">): Node {
  const description = words.filter((word) => word !== undefined).join(" · ");
  return { id, label, description, spoken: `${label}, ${description}`, ...rest };
}

/** The looks of a credential that works, or does not: said in words too. */
export function toneOf(status: CredentialStatus, icon: string): Pick<Node, "icon" | "tone"> {
  return status === "Active" ? { icon } : { icon: "circle-slash", tone: "quiet" };
}
