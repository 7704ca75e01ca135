import type { DoneEvent, Engine, EngineEvent, ReadingEvent } from "../engine/engine";
import { isGarbled } from "./isGarbled";
import { isLooping } from "./isLooping";
import { withPictureTokens } from "./pictureProof";
import { askRequest } from "../prompt/ask";
import { fitQuestion, type Budget } from "../prompt/budget";
import { mendControlTokens } from "../prompt/controlTokens";
import { isSpoken, readSpokenAnswer } from "../prompt/voiceNote";
import type { ChatRequest, Sampling } from "../protocol/chat";
import type { Answer, LeftOut, Question, Turn } from "../protocol/conversation";
import { Failure } from "../protocol/failure";

export interface AnswerLimits {
  readonly maxTokens: number;
  /** Tokens of context around the selection, at most. */
  readonly extraTokens: number;
}

/** A step on the way to an answer: the fitted question once, then ever newer states of the answer. */
export type AnswerStep =
  | { readonly kind: "fitted"; readonly question: Question; readonly request: ChatRequest }
  | { readonly kind: "answer"; readonly answer: Answer };

export interface AnswerJob {
  readonly earlier: readonly Turn[];
  readonly question: Question;
  /** What there is of a cut-off answer that should be continued. */
  readonly answerSoFar?: string;
  /** What had no room beside the question when it was asked first, and is no longer part of it. */
  readonly leftOut?: readonly LeftOut[];
  /** What was heard before that answer was cut off. */
  readonly heard?: string;
  readonly limits: AnswerLimits;
  /** How tokens are chosen; the model card's way if absent. */
  readonly sampling?: Sampling;
  /** Code that the answer gives back, or "": it has room, and so have all earlier turns, or the question is too long. */
  readonly rewrites?: string;
}

/** Fits the question into the model's context and streams the answer; expected failures end as a failed answer. */
export async function* answerQuestion(
  engine: Engine,
  job: AnswerJob,
  signal: AbortSignal,
): AsyncGenerator<AnswerStep, void, undefined> {
  const draft = new AnswerDraft(job);
  try {
    const rewriteTokens = await tokensToRewrite(engine, job, signal);
    const fitted = await fit(engine, { job, rewriteTokens }, signal);
    if (fitted.kind === "tooLong") {
      const { promptTokens, contextTokens } = fitted;
      throw new Failure({ kind: "contextExceeded", promptTokens, contextTokens });
    }
    const request = askRequest(fitted.earlier, fitted.question, {
      maxTokens: Math.max(job.limits.maxTokens, rewriteTokens),
      sampling: job.sampling ?? "answer",
      ...(job.answerSoFar !== undefined && { answerSoFar: job.answerSoFar }),
    });
    draft.leftOut = [...fitted.leftOut, ...(job.leftOut ?? [])];
    const proven = async (answer: Answer): Promise<Answer> => {
      if (answer.kind !== "done" || !answer.usage || answer.stopReason === "cancelled") return answer;
      const parts = { usage: answer.usage, pictures: picturesOf(fitted), signal };
      return { ...answer, usage: await withPictureTokens(engine, request, parts) };
    };
    yield { kind: "fitted", question: fitted.question, request };
    for await (const event of engine.answer(request, signal)) {
      const answer = draft.after(event);
      // Of a spoken question, what was heard comes first, and may be what never ends.
      const written = answer.text === "" ? (answer.heard ?? "") : answer.text;
      const stopReason = answer.kind === "pending" ? runawayIn(written) : undefined;
      if (stopReason) {
        // Leaving the loop closes the connection, which stops the engine.
        yield { kind: "answer", answer: draft.done({ kind: "done", stopReason }) };
        return;
      }
      yield { kind: "answer", answer: await proven(answer) };
    }
  } catch (error) {
    if (signal.aborted)
      yield { kind: "answer", answer: draft.done({ kind: "done", stopReason: "cancelled" }) };
    else if (error instanceof Failure) yield { kind: "answer", answer: draft.failed(error) };
    else throw error;
  }
}

function picturesOf({
  earlier,
  question,
}: {
  readonly earlier: readonly Turn[];
  readonly question: Question;
}) {
  const all = [...earlier.map((turn) => turn.question), question].flatMap(({ attachments }) => attachments);
  return all.filter((attachment) => attachment.kind === "image");
}

/** What a model that never stops by itself is doing. */
function runawayIn(text: string): "looping" | "garbled" | undefined {
  if (isLooping(text)) return "looping";
  return isGarbled(text) ? "garbled" : undefined;
}

/** Tokens of an answer that gives code back with some lines more; 0 if it need not. */
async function tokensToRewrite(
  engine: Engine,
  { rewrites }: AnswerJob,
  signal: AbortSignal,
): Promise<number> {
  if (!rewrites) return 0;
  return Math.ceil(1.25 * (await engine.countTokens(rewrites, signal))) + 128;
}

async function fit(
  engine: Engine,
  { job, rewriteTokens }: { readonly job: AnswerJob; readonly rewriteTokens: number },
  signal: AbortSignal,
): ReturnType<typeof fitQuestion> {
  const { contextTokens } = await engine.describe(signal);
  // A small context must not be spent on room for an answer that is never that long.
  const usualTokens = Math.min(job.limits.maxTokens, Math.floor(contextTokens / 3));
  const answerTokens = Math.max(usualTokens, rewriteTokens);
  const needsEarlier = job.rewrites !== undefined;
  const budget: Budget = { contextTokens, answerTokens, extraTokens: job.limits.extraTokens, needsEarlier };
  return fitQuestion(job.earlier, job.question, {
    budget,
    countTokens: (text) => engine.countTokens(text, signal),
    ...(job.answerSoFar !== undefined && { answerSoFar: job.answerSoFar }),
  });
}

/** Gathers engine events into the one answer that views draw. */
class AnswerDraft {
  leftOut: readonly LeftOut[] = [];
  readonly #heardBefore: string | undefined;
  /** Whether what comes is JSON with what was heard in it; the rest of a cut-off answer is not. */
  readonly #tellsHeard: boolean;
  #raw: string;
  #pieces = 0;
  #firstPieceMs = 0;

  constructor({ question, answerSoFar, heard }: AnswerJob) {
    this.#raw = answerSoFar ?? "";
    this.#heardBefore = heard;
    this.#tellsHeard = isSpoken(question) && answerSoFar === undefined;
  }

  after(event: EngineEvent): Answer {
    switch (event.kind) {
      case "queued":
      case "loading":
        return { ...this.#pending(), progress: event };
      case "reading":
        return { ...this.#pending(), progress: readingProgress(event) };
      case "text":
        this.#raw += event.text;
        this.#firstPieceMs ||= Date.now();
        this.#pieces += 1;
        return { ...this.#pending(), progress: this.#answering() };
      case "toolCall": // never comes: a question offers no tools
        return this.#pending();
      case "done":
        return this.done(event);
    }
  }

  done({ kind, stopReason, usage, timings }: DoneEvent): Answer {
    const parts = this.#parts();
    return { kind, ...parts, stopReason, ...(usage && { usage }), ...(timings && { timings }) };
  }

  failed(failure: Failure): Answer {
    return { kind: "failed", ...this.#parts(), reason: failure.reason };
  }

  #pending() {
    return { kind: "pending" as const, ...this.#parts(), progress: { kind: "loading" as const } };
  }

  #parts() {
    const { leftOut } = this;
    const raw = mendControlTokens(this.#raw);
    if (this.#tellsHeard) return { ...readSpokenAnswer(raw), leftOut };
    return { text: raw, leftOut, ...(this.#heardBefore !== undefined && { heard: this.#heardBefore }) };
  }

  // llama-server sends one token a piece; the exact figure comes with the last event.
  #answering() {
    const seconds = (Date.now() - this.#firstPieceMs) / 1000;
    return {
      kind: "answering" as const,
      ...(this.#pieces > 8 && seconds > 0.2 && { tokensPerSecond: this.#pieces / seconds }),
    };
  }
}

function readingProgress({ processedTokens, totalTokens, cachedTokens, elapsedMs }: ReadingEvent) {
  const freshTokens = processedTokens - cachedTokens;
  const msPerToken = freshTokens > 0 ? elapsedMs / freshTokens : undefined;
  return {
    kind: "reading" as const,
    processedTokens,
    totalTokens,
    ...(msPerToken !== undefined && {
      secondsLeft: ((totalTokens - processedTokens) * msPerToken) / 1000,
    }),
  };
}
