import type { Codes, FieldNote, FromSetUpPage, SetUpPhase, SetUpState, ToSetUpPage } from "../src/panels/mfaSetUpProtocol.js";
import { button, element } from "./page/elements.js";

/** VS Code gives each page this function, once. */
declare function acquireVsCodeApi(): { postMessage(message: FromSetUpPage): void };

const editor = acquireVsCodeApi();
const page = document.getElementById("page") ?? document.body;

const SVG = "http://www.w3.org/2000/svg";
/** What phones read without effort. */
const PICTURE_PIXELS = 220;
const CODE_LIFE_MS = 30_000;

/** Made once for each phase; a message only changes what it must, so that the focus stays where it is. */
let view: View | undefined;

interface View {
  readonly phase: SetUpPhase;
  readonly draw: (state: SetUpState, before: SetUpState | undefined) => void;
  readonly showKey: (key: string | undefined) => void;
  state: SetUpState;
}

/** The same in all phases: a live region that is there before its text is. */
const status = element("ul", { className: "lines" });
status.setAttribute("aria-live", "polite");
const content = element("div", {});
/** What can be done after what the live region says. */
const footer = element("div", {});

window.addEventListener("message", ({ data }: MessageEvent<ToSetUpPage>) => {
  if (data.type === "key") view?.showKey(data.key);
  else show(data.state);
});

// Hidden again as soon as nobody looks at it.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) editor.postMessage({ type: "hideKey" });
});

page.replaceChildren(content, status, footer);
editor.postMessage({ type: "ready" });

function show(state: SetUpState): void {
  const before = view?.state;
  // Assigning looks as entering does.
  const phase = state.phase === "assigning" ? "entering" : state.phase;
  if (view?.phase !== phase) {
    view = { phase, state, ...makeView(phase, state) };
    view.draw(state, undefined);
  } else {
    view.state = state;
    view.draw(state, before);
  }
  showStatus(state);
}

function makeView(phase: SetUpPhase, state: SetUpState): Pick<View, "draw" | "showKey"> {
  switch (phase) {
    case "assigned":
      return makeAssigned(state);
    case "entering":
    case "assigning":
      return makeEntering(state);
    default:
      return makeGone(state);
  }
}

function makeEntering(state: SetUpState): Pick<View, "draw" | "showKey"> {
  const { words } = state;
  const key = makeKey(state);
  const fields = [makeField(words.firstCode, "first"), makeField(words.secondCode, "second")] as const;
  const [first, second] = fields;
  const countdown = element("p", { className: "countdown" });
  // Its text changes each second: to be read on demand, not to be read out.
  countdown.setAttribute("role", "timer");
  const assign = button(words.assign, () => editor.postMessage({ type: "assign" }), "primary");
  const cancel = button(words.cancel, close);
  for (const { input } of fields) {
    input.addEventListener("input", () => editor.postMessage({ type: "codes", codes: [first.input.value, second.input.value] }));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") assign.click();
    });
  }
  const codes = element("div", { className: "codes" });
  codes.append(first.holder, second.holder);
  const actions = element("div", { className: "actions" });
  actions.append(assign, cancel);
  const scan = step(words.scan, ...(state.qr === undefined ? [] : [makePicture(state.qr, words.picture)]), key.holder);
  content.replaceChildren(...makeHeading(words.heading, state), scan, step(words.codes, codes, countdown), actions);
  footer.replaceChildren();
  const tick = startCountdown(countdown, words.nextCode);

  const draw = (next: SetUpState, before: SetUpState | undefined) => {
    if (before?.revision !== next.revision) fill(fields, next.codes);
    fields.forEach((field, index) => showNote(field, next.notes[index]));
    const isBusy = next.phase === "assigning";
    for (const { input } of fields) input.readOnly = isBusy;
    assign.disabled = !next.canAssign;
    tick(next.nextCodeIn);
    const wasBusy = before?.phase === "assigning";
    if (before === undefined || (before.revision !== next.revision && !isBusy) || (wasBusy && !isBusy)) focusNext(fields);
    // On to the second field as soon as the first code is right.
    else if (document.activeElement === first.input && before.notes[0].tone !== "right" && next.notes[0].tone === "right" && second.input.value === "") second.input.focus();
  };
  return { draw, showKey: key.show };
}

/** The key to be typed by hand: there only while it is shown. */
function makeKey({ words }: SetUpState): { holder: HTMLElement; show: (key: string | undefined) => void } {
  let isShown = false;
  const holder = element("div", { className: "byHand" });
  const toggle = button(words.showKey, () => editor.postMessage({ type: isShown ? "hideKey" : "showKey" }));
  const row = element("div", { className: "buttons" });
  row.append(element("span", { text: words.cannotScan }), toggle, button(words.copyKey, () => editor.postMessage({ type: "copyKey" })));
  const shown = element("div", { className: "key" });
  shown.setAttribute("aria-live", "polite");
  holder.append(row, shown);
  const show = (key: string | undefined) => {
    isShown = key !== undefined;
    toggle.textContent = isShown ? words.hideKey : words.showKey;
    shown.replaceChildren(...(key === undefined ? [] : [element("p", { className: "keyLabel", text: words.keyLabel }), element("code", { className: "value", text: key })]));
  };
  return { holder, show };
}

interface Field {
  readonly holder: HTMLElement;
  readonly input: HTMLInputElement;
  readonly note: HTMLElement;
}

function makeField(label: string, id: string): Field {
  const holder = element("div", { className: "code" });
  const name = element("label", { text: label });
  name.htmlFor = id;
  const input = element("input", {});
  input.id = id;
  input.type = "text";
  input.inputMode = "numeric";
  input.autocomplete = "one-time-code";
  input.spellcheck = false;
  input.placeholder = "••••••";
  input.setAttribute("aria-describedby", `${id}-note`);
  const note = element("p", { className: "note" });
  note.id = `${id}-note`;
  note.setAttribute("aria-live", "polite");
  holder.append(name, input, note);
  return { holder, input, note };
}

function showNote({ input, note }: Field, said: FieldNote | undefined): void {
  const { text, tone } = said ?? { text: "", tone: "plain" };
  if (note.textContent !== text) note.textContent = text;
  note.className = `note ${tone}`;
  if (tone === "wrong") input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function fill(fields: readonly Field[], codes: Codes): void {
  fields.forEach(({ input }, index) => (input.value = codes[index] ?? ""));
}

function focusNext(fields: readonly Field[]): void {
  const next = fields.find(({ input }) => input.value === "") ?? fields.at(-1);
  next?.input.focus();
}

/** @returns begins anew with the milliseconds until the next code */
function startCountdown(place: HTMLElement, text: string): (nextCodeIn: number) => void {
  let end = 0;
  const tick = () => {
    const left = (((end - performance.now()) % CODE_LIFE_MS) + CODE_LIFE_MS) % CODE_LIFE_MS;
    const said = text.replace("{0}", String(Math.max(1, Math.ceil(left / 1000))));
    if (place.textContent !== said) place.textContent = said;
  };
  const timer = setInterval(() => (place.isConnected ? tick() : clearInterval(timer)), 250);
  return (nextCodeIn) => {
    end = performance.now() + nextCodeIn;
    tick();
  };
}

/** Dark on white whatever the theme: apps do not read it the other way round. A whole number of pixels to a module. */
function makePicture({ size, path }: NonNullable<SetUpState["qr"]>, name: string): Element {
  const pixels = String(size * Math.ceil(PICTURE_PIXELS / size));
  const picture = drawn("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, width: pixels, height: pixels, role: "img", "aria-label": name, "shape-rendering": "crispEdges" });
  picture.append(drawn("rect", { width: String(size), height: String(size), fill: "#ffffff" }), drawn("path", { d: path, fill: "#000000" }));
  return picture;
}

function drawn(tag: string, attributes: Readonly<Record<string, string>>): Element {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function makeAssigned(state: SetUpState): Pick<View, "draw" | "showKey"> {
  const { words } = state;
  const record = offer(words.record, words.recordHint, () => editor.postMessage({ type: "record" }));
  const signIn = offer(words.signIn, words.signInHint, () => editor.postMessage({ type: "signIn" }));
  const done = button(words.done, close, "primary");
  const [heading, ...rest] = makeHeading(words.assignedHeading, state);
  content.replaceChildren(heading, ...rest);
  const actions = element("div", { className: "offers" });
  actions.append(record, signIn, done);
  footer.replaceChildren(actions);
  heading.tabIndex = -1;
  heading.focus();
  const draw = ({ offers }: SetUpState) => {
    const focused = [record, signIn].find((one) => one.contains(document.activeElement));
    record.hidden = !offers.record;
    signIn.hidden = !offers.signIn;
    if (focused?.hidden === true) done.focus();
  };
  return { draw, showKey: () => undefined };
}

function makeGone(state: SetUpState): Pick<View, "draw" | "showKey"> {
  const { words } = state;
  const again = button(words.startAgain, () => editor.postMessage({ type: "startAgain" }), "primary");
  const actions = element("div", { className: "actions" });
  actions.append(again, button(words.close, close));
  content.replaceChildren(...makeHeading(words.heading, state));
  footer.replaceChildren(actions);
  again.focus();
  return { draw: () => undefined, showKey: () => undefined };
}

function makeHeading(text: string, { words }: SetUpState): readonly [HTMLElement, ...HTMLElement[]] {
  return [element("h1", { text }), element("p", { className: "whose", text: [words.device, words.whose].join(" · ") })];
}

function step(title: string, ...parts: readonly Element[]): HTMLElement {
  const made = element("section", { className: "step" });
  made.append(element("h2", { text: title }), ...parts);
  return made;
}

function offer(label: string, hint: string, press: () => void): HTMLElement {
  const made = element("div", { className: "offer" });
  made.append(button(label, press), element("span", { className: "hint", text: hint }));
  return made;
}

/** Touches only the lines that changed: the others are not read out again. */
function showStatus({ status: lines }: SetUpState): void {
  while (status.children.length > lines.length) status.lastElementChild?.remove();
  lines.forEach(({ text, tone }, index) => {
    const item = status.children.item(index) ?? status.appendChild(element("li", {}));
    item.className = tone;
    if (item.textContent !== text) item.textContent = text;
  });
}

function close(): void {
  editor.postMessage({ type: "close" });
}
