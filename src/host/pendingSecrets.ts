import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { PendingSecrets } from "../commands/context.js";
import { COMMANDS } from "../contributions.js";

/** A key whose secret nobody has taken yet. */
interface PendingKey {
  readonly accessKeyId: string;
  readonly profileName: string | undefined;
}

const STATE_KEY = "pendingSecrets";

/** Kept per workspace, since a folder is open in one window only: ids and profile names, no secrets. */
export class WorkspacePendingSecrets implements PendingSecrets {
  readonly #state: vscode.Memento;
  /** Those of this very window are on its screen and no news; those of an earlier one are told of once a window. */
  readonly #knownIds = new Set<string>();

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  async add(accessKeyId: string, profileName: string | undefined): Promise<void> {
    this.#knownIds.add(accessKeyId);
    await this.#state.update(STATE_KEY, [...this.#read(), { accessKeyId, profileName }]);
  }

  async remove(accessKeyId: string): Promise<void> {
    await this.#state.update(STATE_KEY, this.#read().filter((key) => key.accessKeyId !== accessKeyId));
  }

  /**
   * Says which keys of a profile an earlier window left without a secret, and offers to delete them. A key is forgotten
   * only when the user has answered: nothing is lost in silence.
   */
  async tellOfLost(profileName: string | undefined): Promise<void> {
    const lost = this.#read().filter((key) => !this.#knownIds.has(key.accessKeyId) && key.profileName === profileName);
    for (const { accessKeyId } of lost) this.#knownIds.add(accessKeyId);
    await Promise.all(lost.map(({ accessKeyId }) => this.#tell(accessKeyId)));
  }

  async #tell(accessKeyId: string): Promise<void> {
    const remove = l10n.t("Delete key…");
    const picked = await vscode.window.showWarningMessage(l10n.t("The window closed before anybody saved the secret of {0}. Nobody has it, so the key is of no use.", accessKeyId), remove);
    if (picked === remove) await vscode.commands.executeCommand(COMMANDS.deleteAccessKey, { accessKeyId });
    await this.remove(accessKeyId);
  }

  #read(): readonly PendingKey[] {
    return this.#state.get<readonly PendingKey[]>(STATE_KEY, []);
  }
}
