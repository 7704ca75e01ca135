type Child = Node | string | undefined | false;

/** Properties and attributes of an element; functions listen to the event of their name. */
type Props = Readonly<Record<string, string | number | boolean | ((event: never) => void) | undefined>>;

/** Makes an element: `h("button", {class: "x", onclick: run}, "Text")`. Attributes that are false or undefined are left out. */
export function h(tag: string, props: Props = {}, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/**
 * Draws the content of an element anew. Whoever had the keyboard in it keeps it: by the successor of the same name, or
 * else `instead`.
 */
export function redraw(parent: HTMLElement, children: readonly Node[], instead: () => void): void {
  const active = document.activeElement;
  const name = active && parent.contains(active) ? nameOf(active) : undefined;
  parent.replaceChildren(...children);
  if (name === undefined) return;
  const successor = [...parent.querySelectorAll<HTMLElement>("button, vscode-button")].find(
    (one) => nameOf(one) === name,
  );
  if (successor) successor.focus();
  else instead();
}

function nameOf(element: Element): string {
  return element.getAttribute("aria-label") ?? element.textContent;
}

/** A codicon by its name; its meaning must be told in words beside it. */
export function icon(name: string): HTMLElement {
  return h("span", { class: `codicon codicon-${name}`, "aria-hidden": "true" });
}

/** Changes which codicon an element shows: one of `icon`, or what has one in it. */
export function showIcon(element: Element, name: string): void {
  const shown = element.querySelector(".codicon") ?? element;
  shown.className = `codicon codicon-${name}`;
}

/** A picture button of the toolkit with a name for the tooltip and the screen reader. */
export function iconButton(name: string, label: string, onclick: () => void, props: Props = {}): HTMLElement {
  return h(
    "vscode-button",
    { appearance: "icon", title: label, "aria-label": label, onclick, ...props },
    icon(name),
  );
}

/** A button with words. */
export function button(label: string, onclick: () => void, props: Props = {}): HTMLElement {
  return h("vscode-button", { onclick, ...props }, label);
}
