type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Creates an element. `true` sets an empty attribute, `false` and undefined set none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** Writes a text only where it differs, so that a periodic update leaves the page alone. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Creates a button that runs something. */
export function button(testId: string, text: string, run: () => unknown, className?: string): HTMLButtonElement {
  const made = h('button', { type: 'button', 'data-testid': testId, class: className }, text);
  made.addEventListener('click', () => void run());
  return made;
}
