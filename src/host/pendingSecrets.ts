import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { PendingSecrets, Ui } from "../commands/context.js";
import { COMMANDS } from "../contributions.js";

/** Says which keys an earlier window left without a secret, and offers to delete them: nothing is lost in silence. */
export async function tellOfLostSecrets(pending: WorkspacePendingSecrets, profileName: string | undefined, ui: Pick<Ui, "notify">): Promise<void> {
  for (const accessKeyId of await pending.takeLost(profileName)) {
    ui.notify(l10n.t("The window closed before anybody saved the secret of {0}. Nobody has it, so the key is of no use.", accessKeyId), "warning", {
      title: l10n.t("Delete key…"),
      run: () => void vscode.commands.executeCommand(COMMANDS.deleteAccessKey, { accessKeyId }),
    });
  }
}

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

  /** The ids that a profile's earlier window left behind, each told of once. */
  async takeLost(profileName: string | undefined): Promise<readonly string[]> {
    const isLost = (key: PendingKey) => !this.#ownIds.has(key.accessKeyId) && key.profileName === profileName;
    const all = this.#read();
    const lost = all.filter(isLost);
    if (lost.length > 0) await this.#state.update(STATE_KEY, all.filter((key) => !isLost(key)));
    return lost.map(({ accessKeyId }) => accessKeyId);
  }

  #read(): readonly PendingKey[] {
    return this.#state.get<readonly PendingKey[]>(STATE_KEY, []);
  }
}
