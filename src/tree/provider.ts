import * as vscode from "vscode";
import type { Node } from "./node.js";

/** Hands the nodes to VS Code: the only place that makes a TreeItem. */
export class CredentialsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #load: () => Promise<readonly Node[]>;
  readonly #changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  #pending: NodeJS.Timeout | undefined;
  /** The rows that VS Code was last given, to compare. */
  #drawn: string | undefined;

  /** @param load the rows as of now */
  constructor(load: () => Promise<readonly Node[]>) {
    this.#load = load;
  }

  /**
   * Draws again; many changes at once are drawn once, and rows that stay as they are not at all: while VS Code draws, a
   * menu's command loses the row it was opened on.
   */
  update(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      void this.#drawIfChanged();
    }, 15);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return [...(node.children ?? [])];
    const rows = await this.#load();
    this.#drawn = JSON.stringify(rows);
    return [...rows];
  }

  async #drawIfChanged(): Promise<void> {
    if (JSON.stringify(await this.#load()) !== this.#drawn) this.#changes.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, stateOf(node));
    item.id = node.id;
    item.contextValue = node.kind;
    item.iconPath = new vscode.ThemeIcon(node.icon, colorOf(node));
    item.accessibilityInformation = { label: node.spoken ?? [node.label, node.description].filter(Boolean).join(", ") };
    if (node.description !== undefined) item.description = node.description;
    if (node.tooltip !== undefined) item.tooltip = new vscode.MarkdownString(node.tooltip);
    if (node.command !== undefined) {
      const { id, title, argument } = node.command;
      item.command = { command: id, title, ...(argument === undefined ? {} : { arguments: [argument] }) };
    }
    return item;
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#changes.dispose();
  }
}

function stateOf(node: Node): vscode.TreeItemCollapsibleState {
  if (node.children === undefined || node.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return node.expanded === true ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function colorOf(node: Node): vscode.ThemeColor | undefined {
  switch (node.tone) {
    case "warning":
      return new vscode.ThemeColor("list.warningForeground");
    case "error":
      return new vscode.ThemeColor("list.errorForeground");
    case "quiet":
      return new vscode.ThemeColor("disabledForeground");
    case undefined:
      return undefined;
  }
}
