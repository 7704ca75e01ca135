import { randomUUID } from "node:crypto";
import type { Engine } from "../engine/engine";
import type { ChatRequest } from "../protocol/chat";
import type { Answer, ContextItem, Conversation, LeftOut, Question, Turn } from "../protocol/conversation";
import { answerQuestion, type AnswerLimits } from "./answerQuestion";

/** A question whose surroundings are still being looked up. */
export interface QuestionDraft {
  /** Shown at once, without context. */
  readonly question: Question;
  /** Looks up the rest; must end when the signal is aborted. */
  readonly complete: (signal: AbortSignal) => Promise<Question>;
}

/** What an answer starts from, where it does not start from nothing. */
interface Before {
  /** What there is of the answer that is gone on with. */
  readonly answerSoFar?: string;
  /** What had no room beside the question the first time, and is no longer part of it. */
  readonly leftOut?: readonly LeftOut[];
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
  /** How the last question is completed, as long as that has not been done. */
  readonly #incomplete = new Map<string, QuestionDraft["complete"]>();
  /** What was sent for the last question. */
  readonly #requests = new Map<string, ChatRequest>();
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

  /** What the model was sent for the last question, to the letter; undefined if nothing was sent in this window. */
  lastRequest(id: string): ChatRequest | undefined {
    return this.#requests.get(id);
  }

  /** Opens an empty conversation and returns its id. */
  open(): string {
    const id = randomUUID();
    this.#all.set(id, { id, title: "", changedAt: Date.now(), turns: [] });
    return id;
  }

  /** Takes in a conversation from the history, in the place of an older state; not while an answer is written in it. */
  restore(conversation: Conversation): void {
    if (this.#running.has(conversation.id)) return;
    this.#all.set(conversation.id, conversation);
    this.#incomplete.delete(conversation.id);
    this.#requests.delete(conversation.id);
    this.#announce(conversation.id); // views may show the older state
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
    this.#incomplete.set(id, draft.complete);
    await this.#run(id, {});
  }

  /** Asks the last question once more; the earlier answer is replaced. */
  async regenerate(id: string): Promise<void> {
    if (!this.#lastTurn(id) || this.#running.has(id)) return;
    const leftOut = this.#leftOutContext(id);
    this.#putAnswer(id, pendingAnswer(""));
    await this.#run(id, { leftOut });
  }

  /**
   * Asks an earlier question in other words; it and all that followed are replaced, also an answer being written.
   * `contextFor` tells what goes along with the new words, from the question as it was.
   */
  async editAndResend(
    id: string,
    turnIndex: number,
    {
      instruction,
      contextFor,
    }: {
      readonly instruction: string;
      readonly contextFor: (earlier: Question) => Promise<readonly ContextItem[]>;
    },
  ): Promise<void> {
    this.stop(id);
    const conversation = this.#all.get(id);
    const turn = conversation?.turns[turnIndex];
    if (!conversation || !turn) return;
    const isLast = turnIndex === conversation.turns.length - 1;
    const unchanged = (): Promise<Question> => Promise.resolve(turn.question);
    const completeEarlier = (isLast ? this.#incomplete.get(id) : undefined) ?? unchanged;
    const title = turnIndex === 0 ? firstLine(instruction) : conversation.title;
    this.#put({ ...conversation, title, turns: conversation.turns.slice(0, turnIndex) });
    await this.ask(id, {
      question: { ...turn.question, instruction },
      complete: async (signal) => {
        const earlier = await completeEarlier(signal);
        return { ...earlier, instruction, context: await contextFor(earlier) };
      },
    });
  }

  /** Goes on with an answer that reached its limit or was stopped. */
  async continueAnswer(id: string): Promise<void> {
    const answer = this.#lastTurn(id)?.answer;
    if (!answer || this.#running.has(id)) return;
    const leftOut = this.#leftOutContext(id);
    this.#putAnswer(id, { ...pendingAnswer(answer.text), ...heardIn(answer) });
    await this.#run(id, { answerSoFar: answer.text, leftOut });
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
    this.#incomplete.delete(id);
    this.#requests.delete(id);
    for (const listener of [...this.#removalListeners]) listener(id);
  }

  async #run(id: string, before: Before): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#requests.delete(id);
    // A stop is drawn at once; the engine may need one more batch to notice.
    controller.signal.addEventListener("abort", () => {
      this.#settleStopped(id, controller);
    });
    try {
      await this.#stream(id, before, controller);
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

  async #stream(id: string, before: Before, controller: AbortController): Promise<void> {
    const { engine, limits } = this.#options;
    const { signal } = controller;
    await this.#complete(id, signal);
    const turn = this.#lastTurn(id);
    if (!turn) return;
    const job = {
      earlier: this.#all.get(id)?.turns.slice(0, -1) ?? [],
      question: turn.question,
      limits: limits(),
      ...before,
      ...(before.answerSoFar !== undefined && heardIn(turn.answer)),
    };
    for await (const step of answerQuestion(engine, job, signal)) {
      if (this.#running.get(id) !== controller) return;
      if (step.kind === "answer") this.#putAnswer(id, step.answer);
      else {
        this.#requests.set(id, step.request);
        this.#putTurn(id, (turn) => ({ ...turn, question: step.question }));
      }
    }
  }

  // Kept as soon as it is whole: asked again after a failure, it must be the same question.
  async #complete(id: string, signal: AbortSignal): Promise<void> {
    const question = await this.#incomplete.get(id)?.(signal);
    signal.throwIfAborted();
    this.#incomplete.delete(id);
    if (question) this.#putTurn(id, (turn) => ({ ...turn, question }));
  }

  // Of the last question; which earlier turns find room is seen anew each time.
  #leftOutContext(id: string): readonly LeftOut[] {
    const turns = this.#all.get(id)?.turns ?? [];
    const earlier = new Set(turns.slice(0, -1).map(({ question }) => question.instruction));
    return (turns.at(-1)?.answer.leftOut ?? []).filter(({ label }) => !earlier.has(label));
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
    // Later than what it comes from, also within one millisecond: another window tells by it which one is newer.
    const changedAt = Math.max(Date.now(), conversation.changedAt + 1);
    this.#all.set(conversation.id, { ...conversation, changedAt });
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
