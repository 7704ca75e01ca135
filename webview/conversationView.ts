import type { PanelState } from "../src/protocol/panelContract";
import { button, h } from "./dom";
import { TurnElement, type TurnContext } from "./turnElement";
import { word } from "./words";

export interface ConversationContext extends TurnContext {
  /** Stands there while there is no question. */
  readonly empty: HTMLElement;
}

/** How near to the end counts as being there, in pixels. */
const nearEndPx = 40;

/** The questions and answers of the open conversation; follows the text only while the reader is at its end. */
export class ConversationView {
  readonly element: HTMLElement;
  readonly #context: ConversationContext;
  readonly #turns = h("div", { class: "turns" });
  readonly #latest: HTMLElement;
  readonly #scroller: HTMLElement;
  #elements: TurnElement[] = [];
  #conversationId: string | undefined;
  #isFollowing = true;

  constructor(context: ConversationContext) {
    this.#context = context;
    this.#scroller = h(
      "div",
      { class: "scroller", tabindex: 0, onscroll: () => this.#noticeScroll() },
      this.#turns,
      context.empty,
    );
    this.#latest = button(word("latest"), () => this.#toEnd(), { class: "latest", hidden: true });
    this.element = h("div", { class: "conversation" }, this.#scroller, this.#latest);
    this.#turns.addEventListener("click", (event) => this.#followLink(event));
  }

  show(conversation: PanelState["conversation"]): void {
    const isOther = conversation?.id !== this.#conversationId;
    if (isOther) {
      this.#elements = [];
      this.#turns.replaceChildren();
      this.#isFollowing = true;
    }
    this.#conversationId = conversation?.id;
    const { reading } = this.#context.port.memory.kept;
    const top = isOther && reading?.conversationId === conversation?.id ? reading?.top : undefined;
    const turns = conversation?.turns ?? [];
    if (turns.length < this.#elements.length) {
      for (const { element } of this.#elements.splice(turns.length)) element.remove();
    }
    if (turns.length > this.#elements.length) this.#isFollowing = true;
    for (const [index, turn] of turns.entries()) {
      const known = this.#elements[index];
      const element = known ?? new TurnElement(turn, index, this.#context);
      element.show(turn, index === turns.length - 1);
      if (known) continue;
      this.#elements.push(element);
      this.#turns.append(element.element);
    }
    this.#context.empty.hidden = turns.length > 0;
    if (top !== undefined) {
      this.#isFollowing = false;
      this.#scroller.scrollTop = top;
    }
    this.#follow();
  }

  append(conversationId: string, text: string, phase: string): void {
    if (conversationId !== this.#conversationId) return;
    this.#elements.at(-1)?.append(text, phase);
    this.#follow();
  }

  #noticeScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight <= nearEndPx;
    this.#latest.hidden = this.#isFollowing;
    const id = this.#conversationId;
    const isReading = !this.#isFollowing && id !== undefined;
    this.#context.port.memory.keep({
      reading: isReading ? { conversationId: id, top: scrollTop } : undefined,
    });
  }

  #follow(): void {
    if (this.#isFollowing) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else this.#latest.hidden = false;
  }

  #toEnd(): void {
    this.#isFollowing = true;
    this.#latest.hidden = true;
    this.#follow();
    this.#scroller.focus();
  }

  // The host decides where a link may lead.
  #followLink(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link) return;
    event.preventDefault();
    this.#context.port.send({ kind: "openLink", href: link.getAttribute("href") ?? "" });
  }
}
