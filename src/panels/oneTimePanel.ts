import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isCancelledError } from "../errors.js";
import type { OneTimeAccessKey } from "./oneTimeAccessKey.js";
import type { FromPage, PageState, PageWords, ToPage } from "./oneTimeProtocol.js";
import { openPagePanel } from "./pagePanel.js";

/** What the panel needs of the rest. */
export interface OneTimePanelOptions {
  readonly extensionUri: vscode.Uri;
  /** Shows an error as a command would. */
  readonly report: (error: unknown) => void;
  /** Nothing is held for this key any more. */
  readonly onEnded: () => void;
  /** The key was given up: the view is out of date. */
  readonly onKeyDeleted: () => void;
}

/**
 * Shows a new access key, once. The page gets the secret only while it is to be seen, and nothing of it is retained
 * when the page is hidden. Closing before the secret is safe asks first what to do with it.
 */
export class OneTimePanel implements vscode.Disposable {
  readonly #key: OneTimeAccessKey;
  readonly #options: OneTimePanelOptions;
  /** `undefined` while the question after closing is open, and at the end. */
  #panel: vscode.WebviewPanel | undefined;
  #isEnding = false;

  constructor(key: OneTimeAccessKey, options: OneTimePanelOptions) {
    this.#key = key;
    this.#options = options;
    key.listen(() => this.#postState());
    this.#panel = this.#open();
  }

  dispose(): void {
    this.#isEnding = true;
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const { extensionUri, report } = this.#options;
    return openPagePanel<FromPage>({
      extensionUri,
      page: "oneTimeSecret",
      title: l10n.t("Access key created"),
      onMessage: (message) => this.#handle(message),
      onClosed: () => this.#onClosed(),
      report,
    });
  }

  async #handle(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        this.#postState();
        return;
      case "show":
        this.#post({ type: "secret", secret: this.#key.secret.reveal() });
        return;
      case "hide":
        this.#post({ type: "secret", secret: undefined });
        return;
      case "copyId":
        return this.#key.copyId();
      case "copySecret":
        return this.#key.copySecret();
      case "save":
        return this.#key.saveToProfile();
      case "download":
        return this.#key.download();
      case "undo":
        return this.#key.undo(message.line);
      case "done":
        this.#panel?.dispose();
    }
  }

  /** A tab cannot be kept from closing, so the question comes after; the secret is still here until it is answered. */
  async #onClosed(): Promise<void> {
    this.#panel = undefined;
    if (this.#isEnding) return;
    if (this.#key.isSafe) return this.#end();
    const show = l10n.t("Show it again");
    const remove = l10n.t("Delete the new key");
    const discard = l10n.t("Discard the secret");
    const picked = await vscode.window.showWarningMessage(
      l10n.t("The secret of {0} was not saved.", this.#key.accessKeyId),
      { modal: true, detail: l10n.t("You did not copy, download or save it. Nobody can show it again later, not even AWS. If you discard it, the key stays, of no use, and counts towards your limit.") },
      show,
      remove,
      discard,
    );
    if (picked === discard) return this.#end();
    if (picked === remove) return this.#deleteKey();
    // Dismissing the question must not cost the secret.
    this.#panel = this.#open();
  }

  #end(): Promise<void> {
    this.#options.onEnded();
    return this.#key.forget();
  }

  async #deleteKey(): Promise<void> {
    try {
      await this.#key.deleteKey();
      this.#options.onEnded();
      this.#options.onKeyDeleted();
    } catch (error) {
      this.#panel = this.#open();
      if (!isCancelledError(error)) throw error;
    }
  }

  #postState(): void {
    // A check with AWS can end after the page was closed, when there is nothing to draw on.
    if (this.#panel === undefined) return;
    const state: PageState = {
      words: this.#words(),
      id: this.#key.accessKeyId,
      secretLength: this.#key.secret.reveal().length,
      lines: this.#key.lines,
      isSafe: this.#key.isSafe,
    };
    this.#post({ type: "state", state });
  }

  #post(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }

  #words(): PageWords {
    const { profileName, userName, accountId } = this.#key.owner;
    return {
      heading: l10n.t("Access key created"),
      whose: [profileName, userName, accountId].filter((word) => word !== undefined).join(" · "),
      idLabel: l10n.t("Access key ID"),
      secretLabel: l10n.t("Secret access key"),
      onlyTime: l10n.t("This is the only time the secret can be seen. AWS does not show it again."),
      show: l10n.t("Show"),
      hide: l10n.t("Hide"),
      copyId: l10n.t("Copy access key ID"),
      copySecret: l10n.t("Copy secret access key"),
      save: l10n.t("Save to a profile…"),
      download: l10n.t("Download .csv…"),
      undo: l10n.t("Undo"),
      done: l10n.t("Done"),
      hidden: l10n.t("hidden"),
    };
  }
}
