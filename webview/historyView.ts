import type { HistoryItem } from "../src/protocol/panelContract";
import { h, iconButton, redraw } from "./dom";
import { Notices } from "./notices";
import type { Port } from "./port";
import { word } from "./words";

/** Earlier conversations in place of the open one: search, open, rename, export, delete. */
export class HistoryView {
  readonly element: HTMLElement;
  readonly notices = new Notices();
  readonly #port: Port;
  readonly #search: HTMLInputElement;
  readonly #list = h("ul", { class: "history-list" });

  constructor(port: Port, close: () => void) {
    this.#port = port;
    this.#search = h("input", {
      type: "search",
      placeholder: word("historySearch"),
      "aria-label": word("historySearch"),
      oninput: () => port.send({ kind: "listHistory", search: this.#search.value }),
    }) as HTMLInputElement;
    const title = h("h1", {}, word("historyTitle"));
    const head = h(
      "div",
      { class: "row history-head" },
      iconButton("arrow-left", word("back"), close),
      title,
    );
    this.element = h("main", { class: "history", hidden: true }, head, this.#search);
    this.element.append(this.notices.element, this.#list);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }

  show(items: readonly HistoryItem[]): void {
    const wasHidden = this.element.hidden;
    this.element.hidden = false;
    this.notices.clear();
    if (wasHidden) this.#search.value = ""; // it begins with all of them
    const none = h(
      "li",
      { class: "muted" },
      word(this.#search.value === "" ? "historyEmpty" : "historyNone"),
    );
    const rows = items.length === 0 ? [none] : items.map((item) => this.#row(item));
    redraw(this.#list, rows, () => this.#search.focus());
    if (wasHidden) this.#search.focus();
  }

  #row({ id, title, when, isOpen }: HistoryItem): HTMLElement {
    const port = this.#port;
    const open = h(
      "button",
      {
        class: "history-open",
        type: "button",
        ...(isOpen && { "aria-current": "true" }),
        onclick: () => port.send({ kind: "openConversation", id }),
      },
      h("span", { class: "history-title", dir: "auto" }, title),
      h("span", { class: "muted" }, when),
    );
    return h(
      "li",
      { class: "row" },
      open,
      iconButton("edit", `${word("rename")}: ${title}`, () => port.send({ kind: "renameConversation", id })),
      iconButton("export", `${word("export")}: ${title}`, () =>
        port.send({ kind: "exportConversation", id }),
      ),
      iconButton("trash", `${word("delete")}: ${title}`, () => port.send({ kind: "deleteConversation", id })),
    );
  }
}
