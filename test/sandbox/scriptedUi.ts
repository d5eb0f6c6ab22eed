import assert from "node:assert/strict";
import type { Button, Choice, Ui } from "../../src/commands/context";
import { CancelledError } from "../../src/errors";
import { Secret } from "../../src/secret";

/** What the user is expected to be asked next, and does. */
export type Step =
  | { readonly kind: "pick"; readonly question: RegExp; readonly label: string | ((labels: readonly string[]) => string | undefined) }
  | { readonly kind: "pickMany"; readonly question: RegExp; readonly labels: readonly string[] | undefined }
  | { readonly kind: "input"; readonly question: RegExp; readonly text: string | ((question: string) => string); readonly refused: readonly { text: string; why: RegExp }[] }
  | { readonly kind: "confirm"; readonly question: RegExp; readonly button: string }
  | { readonly kind: "password"; readonly question: RegExp; readonly text: string; readonly refused: readonly { text: string; why: RegExp }[] }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "open"; readonly path: string }
  | { readonly kind: "review"; readonly question: RegExp }
  | { readonly kind: "ask"; readonly question: RegExp; readonly button: string | undefined }
  | { readonly kind: "dismiss"; readonly question: RegExp };

/** Picks a row of the list whose title or placeholder matches, by its label or from all labels. */
export const pick = (question: RegExp, label: Extract<Step, { kind: "pick" }>["label"]): Step => ({ kind: "pick", question, label });
/** Picks these rows of a list of many; `undefined`: takes what is picked at first. */
export const pickMany = (question: RegExp, labels?: readonly string[]): Step => ({ kind: "pickMany", question, labels });
/** Types a text, or one that the question asks for; before that those of `refused`, each of which must be refused for the given reason. */
export const input = (question: RegExp, text: Extract<Step, { kind: "input" }>["text"], refused: readonly { text: string; why: RegExp }[] = []): Step => ({ kind: "input", question, text, refused });
/** Presses a button of a modal question whose message or detail matches. */
export const confirm = (question: RegExp, button: string): Step => ({ kind: "confirm", question, button });
/** Types a password, or has one generated; before that those of `refused`. */
export const password = (question: RegExp, text: string, refused: readonly { text: string; why: RegExp }[] = []): Step => ({ kind: "password", question, text, refused });
/** Has a password generated and takes it. */
export const generated = (question: RegExp): Step => ({ kind: "password", question, text: "generate", refused: [] });
/** Types the password that was handed in last once more. */
export const again = (question: RegExp): Step => ({ kind: "password", question, text: "again", refused: [] });
/** Chooses the file to read. */
export const openFile = (path: string): Step => ({ kind: "open", path });
/** Chooses the file to save to. */
export const saveTo = (path: string): Step => ({ kind: "file", path });
/** Looks at what a file will be and agrees. */
export const review = (question: RegExp): Step => ({ kind: "review", question });
/** Presses a button of a question beside the work; `undefined`: closes it. */
export const ask = (question: RegExp, button: string | undefined): Step => ({ kind: "ask", question, button });
/** Presses Escape, whatever kind of question it is. */
export const dismiss = (question: RegExp): Step => ({ kind: "dismiss", question });

/**
 * A user who follows a script: answers each question by its text, fails the test when another question comes, and at
 * {@link finish} when one of the script never came. Keeps every text that was shown.
 */
export class ScriptedUi implements Ui {
  #steps: readonly Step[] = [];
  /** A command may swallow what the fake throws; the test must not. */
  readonly #faults: Error[] = [];
  /** Every text shown, whatever its place. */
  readonly texts: string[] = [];
  readonly notices: string[] = [];
  /** What the last notice offered. */
  action: { title: string; run: () => void | Promise<void> } | undefined;
  readonly urls: string[] = [];
  readonly files: string[] = [];
  readonly copied: string[] = [];
  readonly terminals: Parameters<Ui["openTerminal"]>[0][] = [];
  /** The changes of files that were to be agreed to. */
  readonly reviewed: Parameters<Ui["reviewChange"]>[0][] = [];
  /** What was run in a terminal, and how it ends. */
  readonly runs: Parameters<Ui["runInTerminal"]>[0][] = [];
  inTerminal: Ui["runInTerminal"] = () => Promise.resolve(0);
  readonly clones: string[] = [];
  /** Ends the work that can be ended. */
  readonly cancelling = new AbortController();
  /** Every password that was handed in. */
  readonly passwords: Secret[] = [];
  /** The last modal question's detail. */
  detail = "";
  /** And its buttons, the default first. */
  buttons: readonly string[] = [];
  /** The last list's rows. */
  rows: readonly Choice<unknown>[] = [];
  /** What the last input box held at first. */
  prefilled: string | undefined;
  /** How many questions were answered. */
  asked = 0;
  /** What happens between the user's last answer and the work that follows it. */
  beforeWork: () => Promise<unknown> = () => Promise.resolve();

  expect(...steps: readonly Step[]): void {
    this.#steps = steps;
  }

  /** @throws AssertionError if the script and what was asked differ */
  finish(): void {
    const [fault] = this.#faults;
    if (fault !== undefined) throw fault;
    assert.deepEqual(this.#steps, [], "these questions never came");
  }

  pick<Value>(choices: readonly Choice<Value>[], { title, placeholder }: { title: string; placeholder: string }): Promise<Value> {
    const question = `${title} | ${placeholder}`;
    this.#show(question, ...choices.flatMap(({ label, description, detail }) => [label, description ?? "", detail ?? ""]));
    this.rows = choices;
    return this.#answer(() => {
      const step = this.#next("pick", question);
      const labels = choices.map(({ label }) => label);
      const wanted = typeof step.label === "string" ? step.label : step.label(labels);
      const chosen = choices.find(({ label }) => label === wanted);
      if (chosen === undefined) throw this.#fail(`“${question}” has no row “${String(wanted)}”, only: ${labels.join(", ")}`);
      return chosen.value;
    });
  }

  pickMany<Value>(choices: readonly Choice<Value>[], { title, placeholder, picked }: Parameters<Ui["pickMany"]>[1] & { picked: (value: Value) => boolean }): Promise<readonly Value[]> {
    const question = `${title} | ${placeholder}`;
    this.#show(question, ...choices.flatMap(({ label, description, detail }) => [label, description ?? "", detail ?? ""]));
    this.rows = choices;
    return this.#answer(() => {
      const { labels } = this.#next("pickMany", question);
      return choices.filter(({ label, value }) => (labels === undefined ? picked(value) : labels.includes(label))).map(({ value }) => value);
    });
  }

  input({ title, prompt, value, placeholder, validate }: Parameters<Ui["input"]>[0]): Promise<string> {
    const question = `${title} | ${prompt}`;
    this.#show(question, value ?? "", placeholder ?? "");
    this.prefilled = value;
    return this.#answer(() => {
      const step = this.#next("input", question);
      for (const { text, why } of step.refused) {
        const reason = validate?.(text);
        this.#show(reason ?? "");
        if (reason === undefined || !why.test(reason)) throw this.#fail(`“${question}” takes “${text}”: ${reason ?? "no reason"}`);
      }
      const text = typeof step.text === "string" ? step.text : step.text(question);
      const reason = validate?.(text);
      if (reason !== undefined) throw this.#fail(`“${question}” does not take “${text}”: ${reason}`);
      return text;
    });
  }

  confirm<Value>(message: string, detail: string, buttons: readonly Button<Value>[]): Promise<Value> {
    this.#show(message, detail, ...buttons.map(({ title }) => title));
    this.detail = detail;
    this.buttons = buttons.map(({ title }) => title);
    return this.#answer(() => {
      const step = this.#next("confirm", `${message} | ${detail}`);
      const pressed = buttons.find(({ title }) => title === step.button);
      if (pressed === undefined) throw this.#fail(`“${message}” has no button “${step.button}”, only: ${buttons.map(({ title }) => title).join(", ")}`);
      return pressed.value;
    });
  }

  password({ title, prompt, value, note, generate }: Parameters<Ui["password"]>[0]): Promise<Secret> {
    const question = `${title} | ${prompt}`;
    this.#show(question);
    this.prefilled = value?.reveal();
    return this.#answer(() => {
      const step = this.#next("password", question);
      for (const { text, why } of step.refused) {
        const said = note(text);
        this.#show(said?.text ?? "");
        if (said === undefined || said.isAccepted || !why.test(said.text)) throw this.#fail(`“${question}” takes “${text}”: ${said?.text ?? "no reason"}`);
      }
      const typed = step.text === "generate" ? generate?.() : step.text === "again" ? this.passwords.at(-1) : new Secret(step.text);
      if (typed === undefined) throw this.#fail(`“${question}” generates nothing`);
      const said = note(typed.reveal());
      this.#show(said?.text ?? "");
      if (said?.isAccepted === false) throw this.#fail(`“${question}” does not take what was typed: ${said.text}`);
      this.passwords.push(typed);
      return typed;
    });
  }

  pickFileToOpen({ title, folder }: { title: string; folder: string }): Promise<string> {
    this.#show(title, folder);
    return this.#answer(() => this.#next("open", title).path);
  }

  reviewChange(change: Parameters<Ui["reviewChange"]>[0]): Promise<void> {
    this.#show(change.path, change.before, change.after, change.question, change.detail, change.button);
    this.reviewed.push(change);
    return this.#answer(() => void this.#next("review", `${change.question} | ${change.detail}`));
  }

  runInTerminal(run: Parameters<Ui["runInTerminal"]>[0]): Promise<number | undefined> {
    this.runs.push(run);
    return this.inTerminal(run);
  }

  cloneRepository(url: string): Promise<void> {
    this.#show(url);
    this.clones.push(url);
    return Promise.resolve();
  }

  openTerminal(terminal: Parameters<Ui["openTerminal"]>[0]): void {
    this.terminals.push(terminal);
  }

  pickFileToSave({ title, folder, fileName }: { title: string; folder: string; fileName: string }): Promise<string> {
    this.#show(title, folder, fileName);
    return this.#answer(() => this.#next("file", `${title} | ${fileName}`).path);
  }

  notify(message: string, _level?: string, action?: { title: string; run: () => void | Promise<void> }): void {
    this.#show(message);
    this.notices.push(message);
    this.action = action;
  }

  ask<Value>(message: string, buttons: readonly Button<Value>[]): Promise<Value | undefined> {
    this.#show(message, ...buttons.map(({ title }) => title));
    return this.#answer(() => {
      const { button } = this.#next("ask", message);
      const pressed = buttons.find(({ title }) => title === button);
      if (button !== undefined && pressed === undefined) throw this.#fail(`“${message}” has no button “${button}”, only: ${buttons.map(({ title }) => title).join(", ")}`);
      return pressed?.value;
    });
  }

  async withProgress<Answer>(title: string, work: () => Promise<Answer>): Promise<Answer> {
    this.#show(title);
    await this.beforeWork();
    return work();
  }

  async withCancel<Answer>(title: string, work: (signal: AbortSignal, report: (step: string) => void) => Promise<Answer>): Promise<Answer> {
    this.#show(title);
    await this.beforeWork();
    return work(this.cancelling.signal, (step) => this.#show(step));
  }

  async withSteps<Answer>(title: string, work: (report: (step: string) => void) => Promise<Answer>): Promise<Answer> {
    this.#show(title);
    await this.beforeWork();
    return work((step) => this.#show(step));
  }

  openUrl(url: string): Promise<void> {
    this.#show(url);
    this.urls.push(url);
    return Promise.resolve();
  }

  openFile(path: string, line: number): Promise<void> {
    this.files.push(`${path}:${line}`);
    return Promise.resolve();
  }

  copy(text: string): Promise<void> {
    this.copied.push(text);
    return Promise.resolve();
  }

  #answer<Value>(find: () => Value): Promise<Value> {
    return new Promise((resolve) => resolve(find()));
  }

  #next<Kind extends Step["kind"]>(kind: Kind, question: string): Extract<Step, { kind: Kind }> {
    const [step, ...rest] = this.#steps;
    if (step === undefined) throw this.#fail(`Unexpected question: ${question}`);
    if (step.kind !== "file" && step.kind !== "open" && !step.question.test(question)) throw this.#fail(`Expected ${String(step.question)}, but was asked: ${question}`);
    if (step.kind !== kind && step.kind !== "dismiss") throw this.#fail(`Expected a ${step.kind}, but was asked (${kind}): ${question}`);
    this.#steps = rest;
    this.asked++;
    if (step.kind === "dismiss") throw new CancelledError();
    return step as Extract<Step, { kind: Kind }>;
  }

  #fail(message: string): Error {
    const fault = new assert.AssertionError({ message });
    this.#faults.push(fault);
    return fault;
  }

  #show(...texts: readonly string[]): void {
    this.texts.push(...texts.filter((text) => text !== ""));
  }
}
