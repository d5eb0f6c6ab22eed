import * as vscode from "vscode";
import type { CallEvent } from "../iam/transport.js";

/**
 * The extension's log, in English. Only what is on this list gets in: the operation, its request id and error code, how
 * often and how long, and the name of a command. No parameter, answer, path or message ever does.
 */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel("My Security Credentials", { log: true });

  call({ operation, attempt, milliseconds, requestId, errorCode }: CallEvent): void {
    const request = requestId === undefined ? "" : ` request ${requestId}`;
    const retry = attempt === 1 ? "" : ` attempt ${attempt}`;
    if (errorCode === undefined) this.#channel.info(`${operation} ok ${milliseconds} ms${retry}${request}`);
    else this.#channel.warn(`${operation} ${errorCode} ${milliseconds} ms${retry}${request}`);
  }

  commandFailed(commandId: string, code: string): void {
    this.#channel.error(`${commandId} ${code}`);
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
