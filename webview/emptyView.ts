import type { ModelView, PanelAction, PanelState } from "../src/protocol/panelContract";
import { button, h, icon, showIcon } from "./dom";
import { word } from "./words";

export interface EmptyViewContext {
  readonly run: (action: PanelAction) => void;
  readonly attach: () => void;
  /** Does the one next step about the model. */
  readonly next: () => void;
  /** Gives the keyboard to the question. */
  readonly focusInput: () => void;
}

/** The icon of each state of the model; its words say the same. */
const modelIcons: Readonly<Record<ModelView["state"], string>> = {
  stopped: "circle-outline",
  starting: "loading",
  ready: "pass",
  failed: "warning",
};

/** What to try first, each of it real, and how the model is, with the one next step about it. */
export class EmptyView {
  readonly element: HTMLElement;
  readonly #context: EmptyViewContext;
  readonly #tries = h("div", { class: "tries" });
  readonly #icon = icon("");
  readonly #detail = h("span", {});
  readonly #next = h("div", {});
  readonly #hint = h("p", { class: "muted" });
  #drawnActions = "";
  #drawnNext = "";

  constructor(context: EmptyViewContext) {
    this.#context = context;
    const model = h("div", { class: "model-state" }, this.#icon, this.#detail);
    this.element = h(
      "div",
      { class: "empty" },
      h("h2", {}, word("emptyTitle")),
      this.#tries,
      model,
      this.#next,
      this.#hint,
    );
  }

  // Each part only when it changes: a button that is drawn anew loses the keyboard.
  show({ actions, hint, model }: PanelState): void {
    const drawn = JSON.stringify(actions);
    if (drawn !== this.#drawnActions) this.#tries.replaceChildren(...this.#triesFor(actions));
    this.#drawnActions = drawn;
    this.#hint.textContent = hint;
    showIcon(this.#icon, modelIcons[model.state]);
    this.#detail.textContent = model.detail;
    this.#showNext(model);
  }

  #showNext({ state, next: label }: ModelView): void {
    const drawn = JSON.stringify([state === "failed", label]);
    if (drawn === this.#drawnNext) return;
    this.#drawnNext = drawn;
    const hadFocus = this.#next.contains(document.activeElement);
    const { next, focusInput } = this.#context;
    // Nothing goes on before it is done; else it is an offer like the others.
    const appearance = state === "failed" ? "primary" : "secondary";
    this.#next.replaceChildren(...(label === undefined ? [] : [button(label, next, { appearance })]));
    if (hadFocus) focusInput(); // what was pressed is gone
  }

  #triesFor(actions: readonly PanelAction[]): HTMLElement[] {
    const { run, attach } = this.#context;
    return [
      tryButton("code", "emptyCode", () => run("explainSelection")),
      tryButton("file-media", "emptyPicture", attach),
      ...(actions.includes("voiceNote") ? [tryButton("mic", "emptyVoice", () => run("voiceNote"))] : []),
    ];
  }
}

function tryButton(name: string, label: string, onclick: () => void): HTMLElement {
  const element = button(word(label), onclick, { appearance: "secondary", class: "try" });
  const picture = icon(name);
  picture.slot = "start";
  element.prepend(picture);
  return element;
}
