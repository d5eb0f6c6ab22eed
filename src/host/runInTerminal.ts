import * as vscode from "vscode";
import type { Ui } from "../commands/context.js";

/** Runs a program in a terminal in which the user answers its questions: what is typed there never passes through this extension. */
export const runInTerminal: Ui["runInTerminal"] = ({ name, program, args, environment = {} }) => {
  const terminal = vscode.window.createTerminal({ name, shellPath: program, shellArgs: [...args], env: environment, isTransient: true });
  terminal.show();
  return new Promise((resolve) => {
    const listener = vscode.window.onDidCloseTerminal((closed) => {
      if (closed !== terminal) return;
      listener.dispose();
      resolve(closed.exitStatus?.code);
    });
  });
};
