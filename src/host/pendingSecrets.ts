import type * as vscode from "vscode";
import type { PendingSecrets } from "../commands/context.js";

/** A key whose secret went away with its window before anybody had taken it. */
export interface PendingKey {
  readonly accessKeyId: string;
  readonly profileName: string | undefined;
}

const STATE_KEY = "pendingSecrets";

/** Kept per workspace: ids and profile names, no secrets. */
export class WorkspacePendingSecrets implements PendingSecrets {
  readonly #state: vscode.Memento;
  /** Those of this very window are on its screen and no news. */
  readonly #ownIds = new Set<string>();

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  async add(accessKeyId: string, profileName: string | undefined): Promise<void> {
    this.#ownIds.add(accessKeyId);
    await this.#state.update(STATE_KEY, [...this.#read(), { accessKeyId, profileName }]);
  }

  async remove(accessKeyId: string): Promise<void> {
    await this.#state.update(STATE_KEY, this.#read().filter((key) => key.accessKeyId !== accessKeyId));
  }

  /** The keys of an earlier window, each told of once. */
  async takeLost(): Promise<readonly PendingKey[]> {
    const all = this.#read();
    const lost = all.filter(({ accessKeyId }) => !this.#ownIds.has(accessKeyId));
    if (lost.length > 0) await this.#state.update(STATE_KEY, all.filter(({ accessKeyId }) => this.#ownIds.has(accessKeyId)));
    return lost;
  }

  #read(): readonly PendingKey[] {
    return this.#state.get<readonly PendingKey[]>(STATE_KEY, []);
  }
}
