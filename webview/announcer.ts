import { h } from "./dom";

/** Says an answer to a screen reader as it comes: whole sentences, not tokens. */
export class Announcer {
  readonly element = h("div", { class: "visually-hidden", "aria-live": "polite", role: "log" });
  /** What a screen reader says of the model; only the latest counts. */
  readonly status = h("div", { class: "visually-hidden", role: "status" });
  /** What a screen reader says of the microphone: the model may have something to say at the same time. */
  readonly microphone = h("div", { class: "visually-hidden", role: "status" });
  #said = 0;
  #text = "";

  /** A new answer begins. */
  start(): void {
    this.#said = 0;
    this.#text = "";
    this.element.replaceChildren();
  }

  append(text: string): void {
    this.#text += text;
    const fresh = this.#text.slice(this.#said);
    const end = fresh.search(/[.!?:]\s[^]*$|\n\n/);
    if (end < 0) return;
    const last = Math.max(fresh.lastIndexOf(". "), fresh.lastIndexOf("\n"), end);
    this.#say(fresh.slice(0, last + 1));
    this.#said += last + 1;
  }

  /** The answer is complete: says the rest of it, and that. */
  finish(closing: string): void {
    this.#say(this.#text.slice(this.#said));
    this.#said = this.#text.length;
    this.#say(closing);
  }

  #say(text: string): void {
    if (text.trim() !== "") this.element.append(h("p", {}, text.trim()));
    while (this.element.childElementCount > 8) this.element.firstElementChild?.remove();
  }
}
