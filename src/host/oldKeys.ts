import * as vscode from "vscode";
import { findOldKeys } from "../iam/rules.js";
import { valueOf } from "../iam/snapshot.js";
import type { OldKeys } from "../words/oldKeys.js";
import type { CurrentAccount } from "./account.js";
import type { Rotations } from "./rotations.js";
import { onDidChangeSetting, settings } from "./settings.js";

/** The old keys of the account that is shown: what the icon, the status bar and the reminders speak of. */
export class ShownOldKeys {
  readonly #account: CurrentAccount;
  readonly #rotations: Rotations;

  constructor(account: CurrentAccount, rotations: Rotations) {
    this.#account = account;
    this.#rotations = rotations;
  }

  /** As far as they are loaded, and without those that are being replaced already. */
  find(): OldKeys {
    const { state } = this.#account;
    const { maximumKeyAgeDays: maximumAgeDays } = settings;
    const keys = state?.kind === "open" ? (valueOf(state.loader.snapshot.accessKeys) ?? []) : [];
    const old = findOldKeys(keys, new Date(), maximumAgeDays);
    return { keys: old.filter(({ id }) => this.#rotations.find(id) === undefined), maximumAgeDays };
  }

  /** @param listener called whenever the account, a rotation or the limit of age has changed */
  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.Disposable.from(this.#account.onDidChange(listener), this.#rotations.onDidChange(listener), onDidChangeSetting("maximumKeyAgeDays", listener));
  }
}
