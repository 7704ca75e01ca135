import type { TurnView } from "../src/protocol/panelContract";
import { chipElement } from "./chips";
import { button, h, icon, iconButton, redraw } from "./dom";
import type { Media } from "./media";
import type { Port } from "./port";
import { StreamedMarkdown } from "./streamedMarkdown";
import { word } from "./words";

export interface TurnContext {
  readonly port: Port;
  readonly media: Media;
  /** Gives the keyboard to the input, when what had it is gone. */
  readonly focusInput: () => void;
}

/** One question and its answer on the page. The answer's text is only ever added to while it comes. */
export class TurnElement {
  readonly element: HTMLElement;
  readonly #context: TurnContext;
  readonly #index: number;
  readonly #question = h("div", { class: "question" });
  readonly #answer = h("div", { class: "answer-text" });
  readonly #phase = h("div", { class: "phase" });
  readonly #notes = h("div", { class: "answer-notes" });
  readonly #stream: StreamedMarkdown;
  #turn: TurnView;
  #questionDrawn = "";
  #notesDrawn = "";

  constructor(turn: TurnView, index: number, context: TurnContext) {
    this.#context = context;
    this.#index = index;
    this.#turn = turn;
    this.#stream = new StreamedMarkdown(this.#answer, (pre, code) => this.#codeFrame(pre, code));
    const answer = h("div", { class: "answer", role: "group", "aria-label": word("answer") });
    answer.append(this.#answer, this.#phase, this.#notes);
    this.element = h("article", { class: "turn" }, this.#question, answer);
    this.show(turn, false);
  }

  show(turn: TurnView, isLast: boolean): void {
    this.#turn = turn;
    this.#showQuestion();
    this.#showAnswer();
    this.#showNotes(isLast);
  }

  /** Adds what has come of the answer. */
  append(text: string, phase: string): void {
    const { answer } = this.#turn;
    this.#turn = { ...this.#turn, answer: { ...answer, text: answer.text + text, phase } };
    this.#showAnswer();
  }

  #showQuestion(): void {
    const { question, chips } = this.#turn;
    const drawn = JSON.stringify([question, chips]);
    if (drawn === this.#questionDrawn) return;
    this.#questionDrawn = drawn;
    const { media, port } = this.#context;
    const save = (key: string): void => port.send({ kind: "saveSound", key });
    const text = h("div", { class: "question-text", dir: "auto" }, question);
    const head = h("div", { class: "question-head" }, text);
    const list = h(
      "div",
      { class: "chips", role: "list" },
      ...chips.map((chip) => chipElement(chip, media, { save })),
    );
    const edit = iconButton("edit", word("editQuestion"), () => this.#edit(), { class: "quiet" });
    this.#question.setAttribute("role", "group");
    this.#question.setAttribute("aria-label", word("question"));
    const parts = [...(question === "" ? [] : [head]), ...(chips.length > 0 ? [list] : []), edit];
    redraw(this.#question, parts, () => edit.focus());
  }

  #edit(): void {
    const input = h("textarea", { class: "edit-question", rows: 3, "aria-label": word("editQuestion") });
    if (!(input instanceof HTMLTextAreaElement)) return;
    input.value = this.#turn.editable;
    const close = (): void => {
      this.#questionDrawn = "";
      this.#showQuestion();
    };
    const send = (): void => {
      const text = input.value.trim();
      if (text === "") return;
      close();
      this.#context.port.send({ kind: "editAndResend", turn: this.#index, text });
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const buttons = h(
      "div",
      { class: "row" },
      button(word("save"), send),
      button(word("cancel"), close, { appearance: "secondary" }),
    );
    this.#question.replaceChildren(input, buttons);
    input.focus();
  }

  #showAnswer(): void {
    const { text, state, phase } = this.#turn.answer;
    this.#stream.update(text, { isFinal: state !== "pending" });
    this.#phase.textContent = phase;
    this.#phase.hidden = phase === "";
  }

  #showNotes(isLast: boolean): void {
    const { warnings, error, next, footnote, canContinue, state, text } = this.#turn.answer;
    const drawn = JSON.stringify([warnings, error, next, footnote, canContinue, state, isLast]);
    if (drawn === this.#notesDrawn) return;
    this.#notesDrawn = drawn;
    const { port } = this.#context;
    const line = (kind: "warning" | "error", content: string): HTMLElement =>
      h(
        "div",
        { class: kind, ...(kind === "error" && { role: "alert" }) },
        icon(kind),
        h("span", {}, content),
      );
    const parts = warnings.map((warning) => line("warning", warning));
    if (error !== "") parts.push(line("error", error));
    // A number stays with its unit.
    const numbered = footnote.replaceAll(/(\d) /g, "$1\u00a0");
    if (footnote !== "") parts.push(h("div", { class: "footnote" }, numbered));
    const actions: HTMLElement[] = [];
    if (isLast && state === "failed") {
      actions.push(button(word("tryAgain"), () => port.send({ kind: "regenerate" })));
    }
    if (isLast && next !== undefined) {
      const act = (): void => port.send({ kind: "nextStep", turn: this.#index });
      actions.push(button(next, act, { appearance: "secondary" }));
    }
    if (isLast && canContinue) {
      const go = (): void => port.send({ kind: "continueAnswer" });
      actions.push(button(word("continueAnswer"), go, { appearance: "secondary" }));
    }
    if (state !== "pending" && text !== "") {
      const copy = (): void => port.send({ kind: "copyText", text: this.#turn.answer.text });
      actions.push(iconButton("copy", word("copyAnswer"), copy, { class: "quiet" }));
    }
    if (isLast && state === "done") {
      const again = (): void => port.send({ kind: "regenerate" });
      actions.push(iconButton("refresh", word("regenerate"), again, { class: "quiet" }));
    }
    if (actions.length > 0) parts.push(h("div", { class: "row answer-actions" }, ...actions));
    redraw(this.#notes, parts, () => this.#context.focusInput());
  }

  #codeFrame(pre: HTMLElement, code: () => string): HTMLElement {
    const { port } = this.#context;
    const bar = h(
      "div",
      { class: "code-bar" },
      iconButton("copy", word("copy"), () => port.send({ kind: "copyText", text: code() })),
      iconButton("insert", word("insert"), () => port.send({ kind: "insertCode", code: code() })),
      this.#turn.canReview &&
        iconButton("diff", word("review"), () =>
          port.send({ kind: "reviewCode", code: code(), turn: this.#index }),
        ),
    );
    return h("div", { class: "code" }, bar, pre);
  }
}
