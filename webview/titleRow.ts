import { h, icon } from "./dom";

/** What the entries of the menu look for. */
const context = JSON.stringify({ webviewSection: "title", preventDefaultContextMenuItems: true });

/** The title of the open conversation, which opens the workbench's menu of what can be done with it. */
export class TitleRow {
  readonly element = h("h1", { class: "visually-hidden" }, "Gloss");
  readonly #text = h("span", { class: "title-text", dir: "auto" });
  readonly #button = h(
    "button",
    {
      class: "title-button",
      type: "button",
      "aria-haspopup": "menu",
      "data-vscode-context": context,
      onclick: () => this.#openMenu(),
    },
    this.#text,
    icon("chevron-down"),
  );

  /** Shows a title, or none while nothing was asked. */
  show(title: string | undefined): void {
    const wasShown = this.element.contains(this.#button);
    this.#text.textContent = title ?? "";
    this.#button.title = title ?? "";
    if ((title !== undefined) === wasShown) return;
    this.element.className = title === undefined ? "visually-hidden" : "title-row";
    this.element.replaceChildren(title === undefined ? "Gloss" : this.#button);
  }

  #openMenu(): void {
    const { left, bottom } = this.#button.getBoundingClientRect();
    const place = { clientX: left, clientY: bottom };
    this.#button.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, ...place }));
  }
}
