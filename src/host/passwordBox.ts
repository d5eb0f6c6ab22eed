import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Ui } from "../commands/context.js";
import { CancelledError } from "../errors.js";
import { Secret } from "../secret.js";
import { copySecret } from "./clipboard.js";

type Question = Parameters<Ui["password"]>[0];

/** Asks for a password; see {@link Ui.password}. */
export const askPassword: Ui["password"] = async (question) => {
  const box = new PasswordBox(question);
  try {
    return await box.ask();
  } finally {
    box.dispose();
  }
};

/** A masked input box that can show, generate and copy what is in it. */
class PasswordBox {
  readonly #box = vscode.window.createInputBox();
  readonly #question: Question;
  readonly #show: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("eye"), tooltip: l10n.t("Show the password") };
  readonly #hide: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("eye-closed"), tooltip: l10n.t("Hide the password") };
  readonly #generate: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("wand"), tooltip: l10n.t("Generate a strong password") };
  readonly #copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("copy"), tooltip: l10n.t("Copy the password; the clipboard is cleared after a while") };

  constructor(question: Question) {
    this.#question = question;
    const { title, prompt, value } = question;
    Object.assign(this.#box, { title, prompt, ignoreFocusOut: true, value: value?.reveal() ?? "" });
    this.#setVisible(false);
  }

  /** @throws CancelledError if the box is dismissed */
  ask(): Promise<Secret> {
    const { note } = this.#question;
    return new Promise<Secret>((resolve, reject) => {
      this.#box.onDidChangeValue(() => this.#say(this.#note(this.#box.value === "")));
      this.#box.onDidTriggerButton((button) => this.#press(button));
      this.#box.onDidAccept(() => {
        const said = note(this.#box.value);
        if (said?.isAccepted === false) this.#say(said.missing ?? said.text, vscode.InputBoxValidationSeverity.Error);
        else resolve(new Secret(this.#box.value));
      });
      this.#box.onDidHide(() => reject(new CancelledError()));
      this.#say(this.#note(true));
      this.#box.show();
    });
  }

  dispose(): void {
    this.#box.dispose();
  }

  /**
   * What is said of the value as it is. VS Code shows the prompt only where there is no other message, so that one with a
   * prompt has to hold it.
   */
  #note(withPrompt: boolean): string | undefined {
    const { prompt, note, generate } = this.#question;
    // An empty box has nothing to be judged, but rules to be read where a new password is asked for.
    if (this.#box.value === "" && generate === undefined) return undefined;
    const text = note(this.#box.value)?.text;
    return withPrompt && text !== undefined ? `${prompt} ${text}` : text;
  }

  /** While somebody types, what is missing is no error yet. */
  #say(message: string | undefined, severity = vscode.InputBoxValidationSeverity.Info): void {
    this.#box.validationMessage = message === undefined ? undefined : { message, severity };
  }

  #press(button: vscode.QuickInputButton): void {
    if (button === this.#show || button === this.#hide) {
      this.#setVisible(button === this.#show);
    } else if (button === this.#generate) {
      this.#box.value = this.#question.generate?.().reveal() ?? "";
      // Someone who has not seen it cannot keep it.
      this.#setVisible(true);
      this.#say([l10n.t("Generated: copy it to where you keep your passwords before you go on."), this.#note(false)].filter(Boolean).join(" "));
    } else {
      copySecret(new Secret(this.#box.value), l10n.t("Password")).then(
        (sentence) => this.#say(sentence),
        () => this.#say(l10n.t("The password could not be copied."), vscode.InputBoxValidationSeverity.Error),
      );
    }
  }

  #setVisible(isVisible: boolean): void {
    this.#box.password = !isVisible;
    const generate = this.#question.generate === undefined ? [] : [this.#generate];
    this.#box.buttons = isVisible ? [...generate, this.#copy, this.#hide] : [...generate, this.#show];
  }
}
