import * as vscode from "vscode";
import type { SearchContext } from "../commands/context.js";

/** What the editor knows of a search in the window's folders. */
export const workspaceSearch: SearchContext = {
  get appRoot() {
    return vscode.env.appRoot;
  },
  excludes(folder) {
    const globs = vscode.workspace.getConfiguration("files", vscode.Uri.file(folder)).get<Readonly<Record<string, unknown>>>("exclude", {});
    // `{ when: … }` hides what is made from another file that is there: that one holds the key too, and this one is read as well.
    return Object.keys(globs).filter((glob) => globs[glob] === true);
  },
};
