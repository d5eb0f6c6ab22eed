import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isCancelledError } from "../errors.js";
import type { FromPage, PageState, PageWords, ToPage } from "./oneTimeProtocol.js";
import type { OneTimeSecret } from "./oneTimeSecret.js";
import { focusEditors, openPagePanel } from "./pagePanel.js";

/** What the panel needs of the rest. */
export interface OneTimePanelOptions {
  readonly extensionUri: vscode.Uri;
  /** Shows an error as a command would. */
  readonly report: (error: unknown) => void;
  /** Nothing is held for this credential any more. */
  readonly onEnded: () => void;
  /** The credential was given up: the view is out of date. */
  readonly onDeleted: () => void;
}

/**
 * Shows a new secret, once. The page gets the secret only while it is to be seen, and nothing of it is retained
 * when the page is hidden. Closing before the secret is safe asks first what to do with it.
 */
export class OneTimePanel implements vscode.Disposable {
  readonly #shown: OneTimeSecret;
  readonly #options: OneTimePanelOptions;
  /** `undefined` while the question after closing is open, and at the end. */
  #panel: vscode.WebviewPanel | undefined;
  #isEnding = false;

  constructor(shown: OneTimeSecret, options: OneTimePanelOptions) {
    this.#shown = shown;
    this.#options = options;
    shown.listen(() => this.#postState());
    this.#panel = this.#open();
  }

  /** What is shown has ended, or the window does: there is no question any more. */
  dispose(): void {
    this.#isEnding = true;
    this.#shown.drop();
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const { extensionUri, report } = this.#options;
    return openPagePanel<FromPage>({
      extensionUri,
      page: "oneTimeSecret",
      title: this.#shown.words.title,
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
        this.#post({ type: "secret", secret: this.#shown.secret.reveal() });
        return;
      case "hide":
        this.#post({ type: "secret", secret: undefined });
        return;
      case "copyName":
        return this.#shown.copyName();
      case "copySecret":
        return this.#shown.copySecret();
      case "use":
        return this.#shown.use();
      case "download":
        return this.#shown.download();
      case "undo":
        return this.#shown.undo(message.line);
      case "done":
        this.#panel?.dispose();
        // Else a question is asked, which has the focus.
        if (this.#shown.isSafe) await focusEditors();
    }
  }

  /** A tab cannot be kept from closing, so the question comes after; the secret is still here until it is answered. */
  async #onClosed(): Promise<void> {
    this.#panel = undefined;
    if (this.#isEnding) return;
    if (this.#shown.isSafe) return this.#end();
    const show = l10n.t("Show it again");
    const { question, detail, deleteIt, discard } = this.#shown.words.lost;
    const picked = await vscode.window.showWarningMessage(question, { modal: true, detail }, show, deleteIt, discard);
    await this.#answer(picked);
  }

  async #answer(picked: string | undefined): Promise<void> {
    // Another page of the same credential came while the question was open.
    if (this.#isEnding) return;
    const { deleteIt, discard } = this.#shown.words.lost;
    if (picked === discard) return this.#end();
    if (picked === deleteIt) return this.#deleteIt();
    // Dismissing the question must not cost the secret.
    this.#panel = this.#open();
  }

  #end(): Promise<void> {
    this.#options.onEnded();
    return this.#shown.forget();
  }

  async #deleteIt(): Promise<void> {
    try {
      await this.#shown.deleteIt();
      this.#options.onEnded();
      this.#options.onDeleted();
    } catch (error) {
      if (!this.#isEnding) this.#panel = this.#open();
      if (!isCancelledError(error)) throw error;
    }
  }

  #postState(): void {
    // A check with AWS can end after the page was closed, when there is nothing to draw on.
    if (this.#panel === undefined) return;
    const state: PageState = {
      words: this.#words(),
      name: this.#shown.name,
      secretLength: this.#shown.secret.reveal().length,
      lines: this.#shown.lines,
      isSafe: this.#shown.isSafe,
    };
    this.#post({ type: "state", state });
  }

  #post(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }

  #words(): PageWords {
    const { owner, words } = this.#shown;
    return {
      heading: words.title,
      whose: [owner.profileName, owner.userName, owner.accountId].filter((word) => word !== undefined).join(" · "),
      nameLabel: words.name,
      secretLabel: words.secret,
      onlyTime: words.onlyTime,
      show: l10n.t("Show"),
      hide: l10n.t("Hide"),
      copyName: words.copyName,
      copySecret: words.copySecret,
      use: words.use,
      download: l10n.t("Download .csv…"),
      undo: l10n.t("Undo"),
      done: l10n.t("Done"),
      hidden: l10n.t("hidden"),
    };
  }
}
