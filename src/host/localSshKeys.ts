import os from "node:os";
import * as vscode from "vscode";
import { shortenHome } from "../profiles/awsFilePaths.js";
import { findLocalKeys, sshFolder } from "../ssh/localKeys.js";
import type { SshKeysHere } from "../tree/sshKeyNodes.js";

/** The SSH keys on this computer, for the list's "this machine: ~/.ssh/id_rsa". */
export class LocalSshKeys implements vscode.Disposable {
  readonly #readings = new vscode.EventEmitter<void>();
  readonly onDidRead = this.#readings.event;
  #keys: SshKeysHere = new Map();
  /** The list that they were read for. */
  #list: unknown;

  /** As of the last reading. @param list the list of keys as it was loaded: for a new one, `~/.ssh` is read again */
  keysFor(list: unknown): SshKeysHere {
    if (list !== undefined && list !== this.#list) {
      this.#list = list;
      void this.#read();
    }
    return this.#keys;
  }

  dispose(): void {
    this.#readings.dispose();
  }

  async #read(): Promise<void> {
    const found = await findLocalKeys(sshFolder(os.homedir()));
    const entries = found.flatMap(({ publicPath, privatePath, read }) => ("key" in read ? [[read.key.fingerprint, privatePath, publicPath] as const] : []));
    // A file with both halves says more than a copy of the public one.
    const byHalves = [...entries.filter(([, privatePath]) => privatePath === undefined), ...entries.filter(([, privatePath]) => privatePath !== undefined)];
    const keys = new Map(byHalves.map(([fingerprint, privatePath, publicPath]) => [fingerprint, shortenHome(privatePath ?? publicPath)]));
    const isNews = JSON.stringify([...keys]) !== JSON.stringify([...this.#keys]);
    this.#keys = keys;
    if (isNews) this.#readings.fire();
  }
}
