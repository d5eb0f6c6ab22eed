/** A button that says what it does. @param className as in page.css */
export function button(label: string, press: () => void, className = ""): HTMLButtonElement {
  const made = element("button", { className, text: label });
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/** An element with text: never HTML from a string. */
export function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, { className, text }: { className?: string; text?: string }): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== undefined && className !== "") made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
