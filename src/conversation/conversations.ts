import { randomUUID } from "node:crypto";
import type { Engine } from "../engine/engine";
import type { Answer, Conversation, Question, Turn } from "../protocol/conversation";
import { answerQuestion, type AnswerLimits } from "./answerQuestion";

/** A question whose surroundings are still being looked up. */
export interface QuestionDraft {
  /** Shown at once, without context. */
  readonly question: Question;
  /** Looks up the rest; must end when the signal is aborted. */
  readonly complete: (signal: AbortSignal) => Promise<Question>;
}

export interface ConversationsOptions {
  readonly engine: Engine;
  readonly limits: () => AnswerLimits;
  /** Told about errors that are bugs, not expected failures. */
  readonly onBug: (error: unknown) => void;
}

/** All conversations of this window and the answers being written; views draw from it and know nothing of each other. */
export class Conversations {
  readonly #options: ConversationsOptions;
  readonly #all = new Map<string, Conversation>();
  readonly #running = new Map<string, AbortController>();
  readonly #listeners = new Set<(conversation: Conversation) => void>();
  readonly #removalListeners = new Set<(id: string) => void>();

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  get isAnswering(): boolean {
    return this.#running.size > 0;
  }

  onDidChange(listener: (conversation: Conversation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called with the id of a conversation that was deleted for good. */
  onDidRemove(listener: (id: string) => void): () => void {
    this.#removalListeners.add(listener);
    return () => this.#removalListeners.delete(listener);
  }

  get(id: string): Conversation | undefined {
    return this.#all.get(id);
  }

  list(): readonly Conversation[] {
    return [...this.#all.values()];
  }

  isAnsweringIn(id: string): boolean {
    return this.#running.has(id);
  }

  /** Opens an empty conversation and returns its id. */
  open(): string {
    const id = randomUUID();
    this.#all.set(id, { id, title: "", changedAt: Date.now(), turns: [] });
    return id;
  }

  /** Takes in a conversation from the history; one that is here already stays as it is. */
  restore(conversation: Conversation): void {
    if (!this.#all.has(conversation.id)) this.#all.set(conversation.id, conversation);
  }

  rename(id: string, title: string): void {
    const conversation = this.#all.get(id);
    if (conversation) this.#put({ ...conversation, title });
  }

  /** Puts a question; resolves when its answer has settled. */
  async ask(id: string, draft: QuestionDraft): Promise<void> {
    const conversation = this.#all.get(id);
    if (!conversation || this.#running.has(id)) return;
    const turn: Turn = { question: draft.question, answer: pendingAnswer("") };
    const title = conversation.turns.length > 0 ? conversation.title : firstLine(draft.question.instruction);
    this.#put({ ...conversation, title, turns: [...conversation.turns, turn] });
    await this.#run(id, draft, undefined);
  }

  /** Asks the last question once more; the earlier answer is replaced. */
  async regenerate(id: string): Promise<void> {
    const question = this.#lastTurn(id)?.question;
    if (!question || this.#running.has(id)) return;
    this.#putAnswer(id, pendingAnswer(""));
    await this.#run(id, { question, complete: () => Promise.resolve(question) }, undefined);
  }

  /** Asks an earlier question in other words; it and all that followed are replaced. */
  async editAndResend(id: string, turnIndex: number, instruction: string): Promise<void> {
    const conversation = this.#all.get(id);
    const turn = conversation?.turns[turnIndex];
    if (!conversation || !turn || this.#running.has(id)) return;
    const question = { ...turn.question, instruction };
    const title = turnIndex === 0 ? firstLine(instruction) : conversation.title;
    this.#put({ ...conversation, title, turns: conversation.turns.slice(0, turnIndex) });
    await this.ask(id, { question, complete: () => Promise.resolve(question) });
  }

  /** Goes on with an answer that reached its limit or was stopped. */
  async continueAnswer(id: string): Promise<void> {
    const turn = this.#lastTurn(id);
    if (!turn || this.#running.has(id)) return;
    const { question, answer } = turn;
    this.#putAnswer(id, { ...pendingAnswer(answer.text), ...heardIn(answer) });
    await this.#run(id, { question, complete: () => Promise.resolve(question) }, answer.text);
  }

  /** Stops the answer being written, if there is one; what there is of it stays. */
  stop(id: string): void {
    this.#running.get(id)?.abort();
  }

  stopAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Ends a view's hold: an answer being written stops, and a conversation without a question goes. */
  close(id: string): void {
    this.stop(id);
    if (this.#all.get(id)?.turns.length === 0) this.#all.delete(id);
  }

  /** Deletes a conversation for good. */
  remove(id: string): void {
    this.stop(id);
    this.#all.delete(id);
    for (const listener of [...this.#removalListeners]) listener(id);
  }

  async #run(id: string, draft: QuestionDraft, answerSoFar: string | undefined): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    // A stop is drawn at once; the engine may need one more batch to notice.
    controller.signal.addEventListener("abort", () => {
      this.#settleStopped(id, controller);
    });
    try {
      await this.#stream(id, draft, { controller, answerSoFar });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#options.onBug(error);
      const reason = { kind: "bug", detail: String(error) } as const;
      this.#putAnswer(id, { ...settledParts(this.#lastTurn(id)?.answer), kind: "failed", reason });
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
      this.#announce(id);
    }
  }

  async #stream(
    id: string,
    draft: QuestionDraft,
    {
      controller,
      answerSoFar,
    }: { readonly controller: AbortController; readonly answerSoFar: string | undefined },
  ): Promise<void> {
    const { engine, limits } = this.#options;
    const { signal } = controller;
    const question = await draft.complete(signal);
    signal.throwIfAborted();
    const earlier = this.#all.get(id)?.turns.slice(0, -1) ?? [];
    const job = {
      earlier,
      question,
      limits: limits(),
      ...(answerSoFar !== undefined && { answerSoFar, ...heardIn(this.#lastTurn(id)?.answer) }),
    };
    for await (const step of answerQuestion(engine, job, signal)) {
      if (this.#running.get(id) !== controller) return;
      if (step.kind === "answer") this.#putAnswer(id, step.answer);
      else this.#putTurn(id, (turn) => ({ ...turn, question: step.question }));
    }
  }

  #settleStopped(id: string, controller: AbortController): void {
    if (this.#running.get(id) !== controller) return;
    this.#running.delete(id);
    const answer = this.#lastTurn(id)?.answer;
    if (answer?.kind !== "pending") return;
    this.#putAnswer(id, { ...settledParts(answer), kind: "done", stopReason: "cancelled" });
  }

  #lastTurn(id: string): Turn | undefined {
    return this.#all.get(id)?.turns.at(-1);
  }

  #putAnswer(id: string, answer: Answer): void {
    this.#putTurn(id, (turn) => ({ ...turn, answer }));
    // A question that was spoken names the conversation once all of it was heard.
    const conversation = this.#all.get(id);
    const isHeard = answer.kind !== "pending" || answer.text !== "";
    if (conversation?.title === "" && isHeard && answer.heard) this.rename(id, firstLine(answer.heard));
  }

  #putTurn(id: string, change: (turn: Turn) => Turn): void {
    const conversation = this.#all.get(id);
    const last = conversation?.turns.at(-1);
    if (!conversation || !last) return;
    this.#put({ ...conversation, turns: [...conversation.turns.slice(0, -1), change(last)] });
  }

  #put(conversation: Conversation): void {
    this.#all.set(conversation.id, { ...conversation, changedAt: Date.now() });
    this.#announce(conversation.id);
  }

  #announce(id: string): void {
    const conversation = this.#all.get(id);
    if (!conversation) return;
    for (const listener of [...this.#listeners]) listener(conversation);
  }
}

function pendingAnswer(text: string): Answer {
  return { kind: "pending", text, leftOut: [], progress: { kind: "gathering" } };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1).join("");
}

function settledParts(answer: Answer | undefined): Pick<Answer, "heard" | "text" | "leftOut"> {
  return { ...heardIn(answer), text: answer?.text ?? "", leftOut: answer?.leftOut ?? [] };
}

function heardIn(answer: Answer | undefined): Pick<Answer, "heard"> {
  return answer?.heard === undefined ? {} : { heard: answer.heard };
}
