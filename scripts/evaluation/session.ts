import { answerQuestion } from "../../src/conversation/answerQuestion";
import { completeRequest } from "../../src/conversation/completeRequest";
import type { Engine } from "../../src/engine/engine";
import type { ChatRequest, StopReason } from "../../src/protocol/chat";
import type { Question, Turn } from "../../src/protocol/conversation";
import type { Score } from "./score";

/** More than any answer of the set needs: what reaches it goes in circles. */
const maxTokens = 400;

export interface Reply {
  readonly text: string;
  readonly stopReason: StopReason;
}

/** Asks the product's way, greedily, and counts what must hold of every answer. */
export class Session {
  readonly score: Score;
  readonly #engine: Engine;
  readonly #signal: AbortSignal;

  constructor(engine: Engine, score: Score, signal: AbortSignal) {
    this.#engine = engine;
    this.score = score;
    this.#signal = signal;
  }

  /** The answer in a conversation. */
  async ask(question: Question, earlier: readonly Turn[] = []): Promise<Reply> {
    const job = { earlier, question, limits: { maxTokens, extraTokens: 0 }, sampling: "exact" as const };
    for await (const step of answerQuestion(this.#engine, job, this.#signal)) {
      if (step.kind !== "answer" || step.answer.kind === "pending") continue;
      if (step.answer.kind === "failed") throw new Error(JSON.stringify(step.answer.reason));
      return this.#counted(step.answer);
    }
    throw new Error("The question did not settle.");
  }

  /** The answer to a request of its own; one under a schema must be valid JSON. */
  async complete(request: ChatRequest): Promise<Reply> {
    const reply = this.#counted(await completeRequest(this.#engine, request, { signal: this.#signal }));
    if (request.jsonSchema) this.score.add("JSON under a schema is valid", jsonOf(reply.text) !== undefined);
    return reply;
  }

  #counted(reply: Reply): Reply {
    const isLoop = reply.stopReason === "looping" || reply.stopReason === "length" || repeats(reply.text);
    this.score.add("answers that go in circles", isLoop);
    return reply;
  }
}

/** The same eight words three times. */
function repeats(text: string): boolean {
  const words = text.split(/\s+/);
  const seen = new Map<string, number>();
  return words.some((_, at) => {
    const run = words.slice(at, at + 8);
    const count = (seen.get(run.join(" ")) ?? 0) + 1;
    seen.set(run.join(" "), count);
    return run.length === 8 && count >= 3;
  });
}

/** The value of an answer that should be JSON, or undefined. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
