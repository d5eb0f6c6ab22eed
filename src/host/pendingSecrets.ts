import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { PendingSecret, PendingSecrets } from "../commands/context.js";
import { COMMANDS, type CommandId } from "../contributions.js";

/** As it was written down; earlier versions knew of access keys only. */
type Stored = PendingSecret | { readonly accessKeyId: string; readonly profileName: string | undefined };

/** How the user is asked, and what they choose is done. */
export interface Asking {
  /** @returns the button that was pressed; `undefined`: none */
  ask(message: string, ...buttons: readonly string[]): PromiseLike<string | undefined>;
  run(command: CommandId, argument: unknown): PromiseLike<unknown>;
}

const STATE_KEY = "pendingSecrets";

/** Kept per workspace, since a folder is open in one window only: ids and names, no secrets. */
export class WorkspacePendingSecrets implements PendingSecrets {
  readonly #state: vscode.Memento;
  readonly #asking: Asking;
  /** Those of this very window: they are on its screen and no news. */
  readonly #ownIds = new Set<string>();
  /** Those of an earlier window, once this one has told of them. */
  readonly #toldIds = new Set<string>();

  constructor(state: vscode.Memento, asking: Asking) {
    this.#state = state;
    this.#asking = asking;
  }

  async add(secret: PendingSecret): Promise<void> {
    this.#ownIds.add(secret.id);
    const others = this.#read().filter(({ id }) => id !== secret.id);
    await this.#state.update(STATE_KEY, [...others, secret]);
  }

  async remove(id: string): Promise<void> {
    await this.#state.update(STATE_KEY, this.#read().filter((secret) => secret.id !== id));
  }

  /**
   * Says which credentials of a profile an earlier window left without anybody having their secret, and offers a way out. One
   * is forgotten only when the user has answered: nothing is lost in silence.
   */
  async tellOfLost(profileName: string | undefined): Promise<void> {
    const lost = this.#read().filter((secret) => !this.#ownIds.has(secret.id) && !this.#toldIds.has(secret.id) && secret.profileName === profileName);
    for (const { id } of lost) this.#toldIds.add(id);
    await Promise.all(lost.map((secret) => this.#tell(secret)));
  }

  async #tell(secret: PendingSecret): Promise<void> {
    const { message, ways } = describeWays(secret);
    const picked = await this.#asking.ask(message, ...ways.map(({ title }) => title));
    // Before anything is run: a reset shows another secret of the same credential, which has a reminder of its own; so does one
    // that came while the question was open.
    if (!this.#ownIds.has(secret.id)) await this.remove(secret.id);
    const way = ways.find(({ title }) => title === picked);
    if (way !== undefined) await this.#asking.run(way.command, way.argument);
  }

  #read(): readonly PendingSecret[] {
    return this.#state.get<readonly Stored[]>(STATE_KEY, []).map(readStored);
  }
}

function readStored(stored: Stored): PendingSecret {
  return "accessKeyId" in stored ? { kind: "accessKey", id: stored.accessKeyId, name: stored.accessKeyId, profileName: stored.profileName } : stored;
}

interface Way {
  readonly title: string;
  readonly command: CommandId;
  readonly argument: unknown;
}

/** An access key without its secret can only be deleted; any other credential can be given another secret. */
function describeWays({ kind, id, name }: PendingSecret): { readonly message: string; readonly ways: readonly Way[] } {
  if (kind === "accessKey") {
    return {
      message: l10n.t("The window closed before anybody saved the secret of {0}. Nobody has it, so the key is of no use.", name),
      ways: [{ title: l10n.t("Delete key…"), command: COMMANDS.deleteAccessKey, argument: { accessKeyId: id } }],
    };
  }
  const argument = { serviceCredentialId: id };
  return {
    message: l10n.t("The window closed before anybody saved the password of {0}. Nobody has it; a reset gives another.", name),
    ways: [
      { title: l10n.t("Reset password…"), command: COMMANDS.resetServiceCredential, argument },
      { title: l10n.t("Delete…"), command: COMMANDS.deleteServiceCredential, argument },
    ],
  };
}
