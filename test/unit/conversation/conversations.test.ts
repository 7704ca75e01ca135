import assert from "node:assert/strict";
import { Conversations, type QuestionDraft } from "../../../src/conversation/conversations";
import type { Engine } from "../../../src/engine/engine";
import type { ChatRequest } from "../../../src/protocol/chat";
import type { ContextItem, Question } from "../../../src/protocol/conversation";
import { Failure } from "../../../src/protocol/failure";

const description = { modelName: "model", contextTokens: 1_000, readsImages: true, hearsAudio: true };

/** Counts a word as a token, and answers each question by "Yes. It is." in two pieces, the second when it is let go. */
class WordEngine implements Engine {
  readonly requests: ChatRequest[] = [];
  /** Thrown by the next `describe`, as a load that fails does. */
  failure: Failure | undefined;
  pause: Promise<void> = Promise.resolve();
  readonly state = { kind: "stopped", why: "notStarted" } as const;
  onDidChangeState = () => () => undefined;
  countTokens = (text: string) => Promise.resolve(text.split(/\s+/).length);
  unload = () => Promise.resolve();
  dispose = () => Promise.resolve();

  describe(): Promise<typeof description> {
    const { failure } = this;
    this.failure = undefined;
    return failure ? Promise.reject(failure) : Promise.resolve(description);
  }

  async *answer(request: ChatRequest, signal: AbortSignal) {
    this.requests.push(request);
    yield { kind: "text", text: "Yes." } as const;
    await this.pause;
    signal.throwIfAborted();
    yield { kind: "text", text: " It is." } as const;
    yield { kind: "done", stopReason: "stop" } as const;
  }

  /** All that was sent with a request, counted from the end. */
  sent(at = -1): string {
    return JSON.stringify(this.requests.at(at)?.messages);
  }
}

const item = (label: string, text = label): ContextItem => ({
  kind: "definition",
  label,
  languageId: "typescript",
  text,
});
const question = (instruction: string, context: readonly ContextItem[] = []): Question => ({
  instruction,
  context,
  attachments: [],
});
const draft = (instruction: string, ...context: readonly ContextItem[]): QuestionDraft => ({
  question: question(instruction),
  complete: () => Promise.resolve(question(instruction, context)),
});

describe("conversations", () => {
  let engine: WordEngine;
  let conversations: Conversations;
  let id: string;
  beforeEach(() => {
    engine = new WordEngine();
    conversations = new Conversations({
      engine,
      limits: () => ({ maxTokens: 100, extraTokens: 200 }),
      onBug: (error) => {
        throw error;
      },
    });
    id = conversations.open();
  });
  const last = () => conversations.get(id)?.turns.at(-1);
  const untilText = async (): Promise<void> => {
    while (last()?.answer.text === "") await new Promise((resolve) => setTimeout(resolve, 1));
  };

  it("ask again what failed before it was read, with all that belongs to it", async () => {
    engine.failure = new Failure({ kind: "engineHangs", phase: "loading" });
    await conversations.ask(id, draft("What is this?", item("theDefinition")));
    assert.equal(last()?.answer.kind, "failed");
    await conversations.regenerate(id);
    assert.equal(last()?.answer.text, "Yes. It is.");
    assert.match(engine.sent(), /theDefinition/);
  });

  it("keep what was sent to the letter, without the turns that found no room", async () => {
    await conversations.ask(id, draft(`long ${"word ".repeat(600)}`));
    await conversations.ask(id, draft(`later ${"word ".repeat(600)}`));
    assert.equal(conversations.lastRequest(id), engine.requests.at(-1));
    assert.doesNotMatch(JSON.stringify(conversations.lastRequest(id)), /long/);
    engine.failure = new Failure({ kind: "engineHangs", phase: "loading" });
    await conversations.ask(id, draft("What is this?"));
    assert.equal(conversations.lastRequest(id), undefined);
  });

  it("look up again what a stop had interrupted", async () => {
    let looks = 0;
    const asked = conversations.ask(id, {
      question: question("What is this?"),
      complete: (signal) => {
        looks += 1;
        if (looks > 1) return Promise.resolve(question("What is this?", [item("theDefinition")]));
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(new Error("stopped")));
        });
      },
    });
    conversations.stop(id);
    await asked;
    assert.equal(last()?.answer.kind, "done");
    await conversations.regenerate(id);
    assert.match(engine.sent(), /theDefinition/);
  });

  it("put a question in other words while its answer is being written, and lose nothing of it", async () => {
    let goOn: () => void = () => undefined;
    engine.pause = new Promise((resolve) => (goOn = resolve));
    const asked = conversations.ask(id, draft("What is @old?", item("old"), item("around")));
    await untilText();
    engine.pause = Promise.resolve();
    const edited = conversations.editAndResend(id, 0, {
      instruction: "What is @fresh?",
      contextFor: ({ context }) =>
        Promise.resolve([item("fresh"), ...context.filter(({ label }) => label !== "old")]),
    });
    goOn();
    await Promise.all([asked, edited]);
    assert.equal(conversations.get(id)?.turns.length, 1);
    assert.equal(last()?.question.instruction, "What is @fresh?");
    assert.equal(last()?.answer.text, "Yes. It is.");
    assert.deepEqual(
      last()?.question.context.map(({ label }) => label),
      ["fresh", "around"],
    );
  });

  it("say what had no room as often as the question is asked", async () => {
    await conversations.ask(id, draft("What is this?", item("tooMuch", "word ".repeat(500))));
    assert.deepEqual(
      last()?.answer.leftOut.map(({ label }) => label),
      ["tooMuch"],
    );
    await conversations.regenerate(id);
    assert.deepEqual(
      last()?.answer.leftOut.map(({ label }) => label),
      ["tooMuch"],
    );
    await conversations.continueAnswer(id);
    assert.deepEqual(
      last()?.answer.leftOut.map(({ label }) => label),
      ["tooMuch"],
    );
  });

  it("leave out earlier turns to go on with a long answer", async () => {
    await conversations.ask(id, draft(`Once: ${"word ".repeat(300)}`));
    await conversations.ask(id, draft(`Twice: ${"word ".repeat(100)}`));
    assert.match(engine.sent(), /Once/);
    const all = conversations.get(id);
    const turns = all?.turns.map((turn, at) =>
      at === 1 ? { ...turn, answer: { ...turn.answer, text: "long ".repeat(400) } } : turn,
    );
    if (all && turns) conversations.restore({ ...all, turns });
    await conversations.continueAnswer(id);
    assert.doesNotMatch(engine.sent(), /Once/);
    assert.equal(last()?.answer.kind, "done");
    assert.equal(last()?.answer.leftOut.length, 1);
  });
});
