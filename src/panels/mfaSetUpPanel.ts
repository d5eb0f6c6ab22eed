import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { MfaSetUp } from "./mfaSetUp.js";
import type { FromSetUpPage, SetUpState, SetUpWords, ToSetUpPage } from "./mfaSetUpProtocol.js";
import { focusEditors, openPagePanel } from "./pagePanel.js";

/** What the panel needs of the rest. */
export interface MfaSetUpPanelOptions {
  readonly extensionUri: vscode.Uri;
  /** Shows an error as a command would. */
  readonly report: (error: unknown) => void;
  /** Nothing is held for this set-up any more. */
  readonly onEnded: () => void;
}

/**
 * Shows the set-up of an authenticator app. Nothing of the page is retained when it is hidden; closing it, by whatever
 * way, ends the set-up, and with it the device unless that is assigned.
 */
export class MfaSetUpPanel implements vscode.Disposable {
  readonly #setUp: MfaSetUp;
  readonly #options: MfaSetUpPanelOptions;
  /** `undefined` while the set-up is being ended, and at the end. */
  #panel: vscode.WebviewPanel | undefined;
  #isEnding = false;

  constructor(setUp: MfaSetUp, options: MfaSetUpPanelOptions) {
    this.#setUp = setUp;
    this.#options = options;
    setUp.listen(() => this.#postState());
    this.#panel = this.#open();
  }

  /** The window is going away. */
  dispose(): void {
    this.#isEnding = true;
    void this.#setUp.abandon();
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const { extensionUri, report } = this.#options;
    return openPagePanel<FromSetUpPage>({
      extensionUri,
      page: "mfaSetUp",
      title: l10n.t("Add an authenticator app"),
      onMessage: (message) => this.#handle(message),
      onClosed: () => this.#onClosed(),
      report,
    });
  }

  async #handle(message: FromSetUpPage): Promise<void> {
    switch (message.type) {
      case "ready":
        this.#postState();
        return;
      case "codes":
        this.#setUp.enter(message.codes);
        return;
      case "assign":
        return this.#setUp.assign();
      case "showKey":
        this.#post({ type: "key", key: this.#setUp.key?.reveal() });
        return;
      case "hideKey":
        this.#post({ type: "key", key: undefined });
        return;
      case "copyKey":
        return this.#setUp.copyKey();
      case "record":
        return this.#setUp.record();
      case "signIn":
        return this.#setUp.signIn();
      case "startAgain": {
        const again = this.#setUp.startAgain();
        this.#panel?.dispose();
        return again;
      }
      case "close":
        this.#panel?.dispose();
        await focusEditors();
    }
  }

  /** A tab cannot be kept from closing: where the device cannot be deleted, the page comes back if the user wants it. */
  async #onClosed(): Promise<void> {
    this.#panel = undefined;
    if (this.#isEnding) return;
    let ending: "ended" | "goOn" = "ended";
    try {
      ending = await this.#setUp.end();
    } finally {
      if (ending === "ended") this.#options.onEnded();
    }
    if (ending === "goOn" && !this.#isDisposed()) this.#panel = this.#open();
  }

  /** It can be while the user is asked. */
  #isDisposed(): boolean {
    return this.#isEnding;
  }

  #postState(): void {
    // AWS can answer after the page was closed, when there is nothing to draw on.
    if (this.#panel === undefined) return;
    const { phase, qr, pair, canAssign, nextCodeIn, status, offers } = this.#setUp;
    const { codes, revision, notes } = pair;
    const state: SetUpState = { words: this.#words(), phase, qr, codes, revision, notes, canAssign, nextCodeIn, status, offers };
    this.#post({ type: "state", state });
  }

  #post(message: ToSetUpPage): void {
    void this.#panel?.webview.postMessage(message);
  }

  #words(): SetUpWords {
    const { deviceName, owner } = this.#setUp;
    const { profileName, userName, accountId } = owner;
    return {
      heading: l10n.t("Add an authenticator app"),
      whose: [profileName, userName, accountId].filter((word) => word !== undefined).join(" · "),
      device: l10n.t("Device {0}", deviceName),
      scan: l10n.t("Scan with your authenticator app"),
      picture: l10n.t("QR code to scan with your authenticator app"),
      cannotScan: l10n.t("Can't scan?"),
      showKey: l10n.t("Show the key"),
      hideKey: l10n.t("Hide the key"),
      keyLabel: l10n.t("The key to type into your app instead; it is as good as the codes, so keep it to yourself"),
      copyKey: l10n.t("Copy the key"),
      codes: l10n.t("Type two codes in a row"),
      firstCode: l10n.t("First code"),
      secondCode: l10n.t("Second code"),
      nextCode: l10n.t("Next code in {0} s", "{0}"),
      assign: l10n.t("Assign device"),
      cancel: l10n.t("Cancel: removes the unfinished device"),
      close: l10n.t("Close"),
      startAgain: l10n.t("Start again"),
      assignedHeading: l10n.t("Device assigned"),
      record: l10n.t("Use it for profile {0}…", profileName ?? ""),
      recordHint: l10n.t("Writes mfa_serial into the profile: sessions with MFA are then opened with this device, without asking which."),
      signIn: l10n.t("Sign in with MFA now"),
      signInHint: l10n.t("Wait for the next code: AWS takes each code only once, and has just used these two."),
      done: l10n.t("Done"),
    };
  }
}
