import * as vscode from "vscode";
import type { Node } from "./node.js";

/** Many changes that come together are drawn once. */
const GATHER_MS = 15;
/** VS Code holds back what it is told within 200 ms of the last time, and draws it once more even if it has drawn it since. */
const PAUSE_MS = 250;

/**
 * Hands the nodes to VS Code: the only place that makes a TreeItem.
 *
 * Only what changed is drawn again, and no more often than VS Code keeps up: it forgets the rows it is about to draw, and a
 * menu's command then comes without the row it was opened on.
 */
export class CredentialsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #load: () => Promise<readonly Node[]>;
  readonly #changes = new vscode.EventEmitter<Node[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  #pending: NodeJS.Timeout | undefined;
  #toldAt = -PAUSE_MS;
  /** The rows at the top as VS Code has them, in their order. It knows a row by its object, so each keeps its own. */
  #top: readonly Node[] = [];

  /** @param load the rows as of now */
  constructor(load: () => Promise<readonly Node[]>) {
    this.#load = load;
  }

  /** Draws again what has changed. */
  update(): void {
    const wait = Math.max(GATHER_MS, this.#toldAt + PAUSE_MS - performance.now());
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      void this.#draw();
    }, wait);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return [...(node.children ?? [])];
    this.#top = (await this.#load()).map((row) => ({ ...row }));
    return [...this.#top];
  }

  async #draw(): Promise<void> {
    const rows = await this.#load();
    const known = this.#top;
    const isSameTop = rows.length > 0 && rows.length === known.length && rows.every((row, index) => row.id === known[index]?.id);
    if (!isSameTop) {
      this.#tell(undefined);
      return;
    }
    const changed = known.filter((row, index) => JSON.stringify(row) !== JSON.stringify(rows[index]));
    for (const row of changed) replaceContent(row, rows[known.indexOf(row)]);
    if (changed.length > 0) this.#tell(changed);
  }

  #tell(changed: Node[] | undefined): void {
    this.#toldAt = performance.now();
    this.#changes.fire(changed);
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

/** Makes a row what another is, without making it another. */
function replaceContent(row: Node, content: Node | undefined): void {
  for (const name of Object.keys(row)) Reflect.deleteProperty(row, name);
  Object.assign(row, content);
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
