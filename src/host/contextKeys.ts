import * as vscode from "vscode";

/** A `when` clause's key, set only when its value changes: each set goes to every part of the window. */
export class ContextKey {
  readonly #name: string;
  #value: boolean | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  set(value: boolean): void {
    if (value === this.#value) return;
    this.#value = value;
    void vscode.commands.executeCommand("setContext", this.#name, value);
  }
}
