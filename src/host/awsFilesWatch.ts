import path from "node:path";
import * as vscode from "vscode";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";

/** Editors save in several steps, and the AWS CLI writes one file after the other. */
const SETTLE_MS = 200;

/** Tells when somebody has written the AWS files. VS Code's own watcher, since it works on every platform and remote. */
export function watchAwsFiles({ config, credentials }: AwsFilePaths, onChange: () => void): vscode.Disposable {
  let settling: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE_MS);
  };
  const watchers = [config, credentials].map((file) => {
    const folder = vscode.Uri.file(path.resolve(path.dirname(file)));
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, path.basename(file)));
    return vscode.Disposable.from(watcher, watcher.onDidChange(tell), watcher.onDidCreate(tell), watcher.onDidDelete(tell));
  });
  return vscode.Disposable.from(...watchers, { dispose: () => clearTimeout(settling) });
}
