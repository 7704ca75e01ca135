import { h } from "./dom";
import type { Port } from "./port";
import { word } from "./words";

/** A mention that is being written: an @ or # at the start of a word, up to the cursor. */
const unfinished = /(?:^|\s)([@#](?:"[^"]*|[^\s"]*))$/;

export interface Candidate {
  readonly text: string;
  readonly detail: string;
}

/** What a mention in a text field may become, as a list above it: arrow keys choose, Enter or Tab takes, Escape closes. */
export class Completion {
  readonly element = h("ul", { class: "completion", role: "listbox", id: "completion", hidden: true });
  readonly #input: HTMLTextAreaElement;
  readonly #port: Port;
  #prefix = "";
  #candidates: readonly Candidate[] = [];
  #active = 0;

  constructor(input: HTMLTextAreaElement, port: Port) {
    this.#input = input;
    this.#port = port;
    this.element.setAttribute("aria-label", word("mentions"));
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-controls", "completion");
    this.#close();
    input.addEventListener("input", () => this.#ask());
    input.addEventListener("blur", () => this.#close());
  }

  /** Takes what the host found, if it is still what is being written. */
  show(prefix: string, candidates: readonly Candidate[]): void {
    if (prefix !== this.#prefix || prefix === "") return;
    this.#candidates = candidates;
    this.#active = 0;
    this.#draw();
  }

  /** True if the key was for the list. */
  take(event: KeyboardEvent): boolean {
    if (this.element.hidden) return false;
    const count = this.#candidates.length;
    if (event.key === "ArrowDown") this.#active = (this.#active + 1) % count;
    else if (event.key === "ArrowUp") this.#active = (this.#active + count - 1) % count;
    else if (event.key === "Escape") this.#candidates = [];
    else if (event.key === "Enter" || event.key === "Tab") {
      this.#choose(this.#active);
      return true;
    } else return false;
    this.#draw();
    return true;
  }

  #ask(): void {
    const before = this.#input.value.slice(0, this.#input.selectionStart);
    this.#prefix = unfinished.exec(before)?.[1] ?? "";
    if (this.#prefix === "") this.#close();
    else this.#port.send({ kind: "complete", prefix: this.#prefix });
  }

  #choose(index: number): void {
    const candidate = this.#candidates[index];
    if (!candidate) return;
    const end = this.#input.selectionStart;
    this.#input.setRangeText(`${candidate.text} `, end - this.#prefix.length, end, "end");
    this.#close();
    this.#port.send({ kind: "draft", text: this.#input.value });
  }

  #draw(): void {
    if (this.#candidates.length === 0) {
      this.#close();
      return;
    }
    this.element.replaceChildren(
      ...this.#candidates.map(({ text, detail }, index) =>
        h(
          "li",
          {
            role: "option",
            id: `completion-${String(index)}`,
            "aria-selected": String(index === this.#active),
            // Before the field loses the keyboard.
            onmousedown: (event: MouseEvent) => {
              event.preventDefault();
              this.#choose(index);
            },
          },
          h("span", {}, text),
          detail !== text.slice(1) && h("span", { class: "muted" }, detail),
        ),
      ),
    );
    this.element.hidden = false;
    this.element.children[this.#active]?.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", `completion-${String(this.#active)}`);
  }

  #close(): void {
    this.#candidates = [];
    this.element.hidden = true;
    this.#input.removeAttribute("aria-activedescendant");
  }
}
