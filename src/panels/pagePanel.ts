import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { makePageHtml } from "./pageHtml.js";

/** A page of this extension in an editor's tab. */
export interface PageOptions<Message> {
  readonly extensionUri: vscode.Uri;
  /** The bundle's name in `dist/media`. */
  readonly page: string;
  readonly title: string;
  readonly onMessage: (message: Message) => Promise<void>;
  readonly onClosed: () => Promise<void>;
  /** Shows an error as a command would. */
  readonly report: (error: unknown) => void;
}

/** Opens a page. Nothing of it is retained when it is hidden, since its secrets must not outlive the look at them. */
export function openPagePanel<Message>({ extensionUri, page, title, onMessage, onClosed, report }: PageOptions<Message>): vscode.WebviewPanel {
  const media = vscode.Uri.joinPath(extensionUri, "dist", "media");
  const panel = vscode.window.createWebviewPanel(`mySecurityCredentials.${page}`, title, vscode.ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: false,
    retainContextWhenHidden: false,
    localResourceRoots: [media],
  });
  const asUri = (file: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  panel.webview.onDidReceiveMessage((message: Message) => void onMessage(message).catch(report));
  panel.onDidDispose(() => void onClosed().catch(report));
  panel.webview.html = makePageHtml({
    title,
    language: vscode.env.language,
    nonce: randomBytes(16).toString("base64"),
    script: asUri(`${page}.js`),
    style: asUri(`${page}.css`),
    source: panel.webview.cspSource,
  });
  return panel;
}

/**
 * To be called after a page was closed by its own button: the focus was on it, and would be nowhere now. Then no key does
 * anything, and a browser does not let the window use the clipboard.
 */
export async function focusEditors(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
}
