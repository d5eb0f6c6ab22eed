import type { FromPage, PageState, StatusLine, ToPage } from "../src/panels/oneTimeProtocol.js";
import { button, element } from "./page/elements.js";

/** VS Code gives each page this function, once. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();
const page = document.getElementById("page") ?? document.body;

/** Made once; a message only changes what it must, so that the focus stays where it is. */
let view: View | undefined;
let isShown = false;

interface View {
  readonly secret: HTMLElement;
  readonly toggle: HTMLButtonElement;
  readonly lines: HTMLElement;
  /** The lines that are there, by their ids. */
  readonly shown: Map<string, HTMLElement>;
  state: PageState;
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case "state":
      view ??= makeView(data.state);
      view.state = data.state;
      showLines(view);
      return;
    case "secret":
      if (view !== undefined) showSecret(view, data.secret);
  }
});

// Hidden again as soon as nobody looks at it.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && isShown) editor.postMessage({ type: "hide" });
});

editor.postMessage({ type: "ready" });

function makeView(state: PageState): View {
  const { words } = state;
  const heading = element("h1", { text: words.heading });
  const whose = element("p", { className: "whose", text: words.whose });
  const secret = element("code", { className: "value" });
  const toggle = button(words.show, () => editor.postMessage({ type: isShown ? "hide" : "show" }));
  const copySecret = button(words.copySecret, () => editor.postMessage({ type: "copySecret" }));
  const fields = element("dl", { className: "fields" });
  fields.append(
    field(words.nameLabel, element("code", { className: "value", text: state.name }), [button(words.copyName, () => editor.postMessage({ type: "copyName" }))]),
    field(words.secretLabel, secret, [toggle, copySecret]),
  );
  const warning = element("p", { className: "warning", text: words.onlyTime });
  const use = words.use === undefined ? [] : [button(words.use, () => editor.postMessage({ type: "use" }), "primary")];
  const download = button(words.download, () => editor.postMessage({ type: "download" }));
  const done = button(words.done, () => editor.postMessage({ type: "done" }), "end");
  const actions = element("div", { className: "actions" });
  actions.append(...use, download, done);
  const lines = element("ul", { className: "lines" });
  lines.setAttribute("aria-live", "polite");
  page.replaceChildren(heading, whose, fields, warning, actions, lines);
  const made: View = { secret, toggle, lines, shown: new Map(), state };
  showSecret(made, undefined);
  (use[0] ?? copySecret).focus();
  return made;
}

function field(label: string, value: HTMLElement, buttons: readonly HTMLButtonElement[]): HTMLElement {
  const row = element("div", { className: "field" });
  const holder = element("dd", {});
  const group = element("span", { className: "buttons" });
  group.append(...buttons);
  holder.append(value, group);
  row.append(element("dt", { text: label }), holder);
  return row;
}

function showSecret({ secret, toggle, state: { words, secretLength } }: View, value: string | undefined): void {
  isShown = value !== undefined;
  secret.textContent = value ?? "•".repeat(secretLength);
  // Dots that are to be read as one thing: text itself may have no other name.
  if (isShown) for (const name of ["role", "aria-label"]) secret.removeAttribute(name);
  else for (const [name, said] of [["role", "img"], ["aria-label", words.hidden]] as const) secret.setAttribute(name, said);
  toggle.textContent = isShown ? words.hide : words.show;
}

/** Touches only the lines that changed: the others keep the focus, and are not read out again. */
function showLines({ lines, shown, state }: View): void {
  for (const [id, item] of shown) {
    if (state.lines.some((line) => line.id === id)) continue;
    item.remove();
    shown.delete(id);
  }
  for (const line of state.lines) {
    const known = shown.get(line.id);
    const item = known ?? element("li", {});
    if (known === undefined) {
      shown.set(line.id, item);
      lines.append(item);
    }
    fillLine(item, line, state);
  }
}

function fillLine(item: HTMLElement, { id, text, tone, canUndo }: StatusLine, { words }: PageState): void {
  const [said = element("span", {})] = item.getElementsByTagName("span");
  item.className = tone;
  if (said.textContent !== text) said.textContent = text;
  if (said.parentElement === null) item.prepend(said);
  const [undo] = item.getElementsByTagName("button");
  if (!canUndo) undo?.remove();
  else if (undo === undefined) item.append(button(words.undo, () => editor.postMessage({ type: "undo", line: id }), "link"));
}
