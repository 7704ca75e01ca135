import { h } from "./dom";

/** Says an answer to a screen reader as it comes: whole sentences, not tokens. */
export class Announcer {
  readonly element = h("div", { class: "visually-hidden", "aria-live": "polite", role: "log" });
  /** What a screen reader says of the model; only the latest counts. */
  readonly status = h("div", { class: "visually-hidden", role: "status" });
  /** What a screen reader says of the microphone: the model may have something to say at the same time. */
  readonly microphone = h("div", { class: "visually-hidden", role: "status" });
  /** All of the answer that came. */
  #answer = "";
  /** What has not been said yet. */
  #rest = "";

  /** An answer begins; `known` was heard before, if the answer goes on from it. */
  start(known = ""): void {
    this.#answer = known;
    this.#rest = "";
    this.element.replaceChildren();
  }

  /** Takes the answer as it is now, of which some may have come by `add`. */
  show(answer: string): void {
    if (!answer.startsWith(this.#answer)) this.start();
    this.add(answer.slice(this.#answer.length));
  }

  /** The answer grew by `text`. */
  add(text: string): void {
    this.#answer += text;
    this.say(text);
  }

  /** Says a text, each sentence once all of it is there. */
  say(text: string): void {
    this.#rest += text;
    const end = this.#rest.search(/[.!?:]\s[^]*$|\n\n/);
    if (end < 0) return;
    const last = Math.max(this.#rest.lastIndexOf(". "), this.#rest.lastIndexOf("\n"), end);
    this.#put(this.#rest.slice(0, last + 1));
    this.#rest = this.#rest.slice(last + 1);
  }

  /** The answer is complete: says the rest of it, and that. */
  finish(closing: string): void {
    this.#put(this.#rest);
    this.#rest = "";
    this.#put(closing);
  }

  #put(text: string): void {
    if (text.trim() !== "") this.element.append(h("p", {}, text.trim()));
    while (this.element.childElementCount > 8) this.element.firstElementChild?.remove();
  }
}
