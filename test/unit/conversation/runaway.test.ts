import assert from "node:assert/strict";
import { answerQuestion } from "../../../src/conversation/answerQuestion";
import { completeRequest } from "../../../src/conversation/completeRequest";
import { Conversations } from "../../../src/conversation/conversations";
import type { Engine, EngineEvent } from "../../../src/engine/engine";
import type { ChatRequest } from "../../../src/protocol/chat";
import type { Answer, Question } from "../../../src/protocol/conversation";

/** Far more than may come before a flood is noticed. */
const mostPieces = 400;

/** An engine that says `lead` and then `piece` for ever: no real model does so on demand. */
function floodingEngine({ lead = "", piece }: { readonly lead?: string; readonly piece: string }) {
  let pieces = 0;
  let isEnded = false;
  const engine: Engine = {
    ...quiet,
    async *answer() {
      await Promise.resolve();
      try {
        if (lead !== "") yield { kind: "text", text: lead } as const;
        for (; pieces < mostPieces; pieces += 1) yield { kind: "text", text: piece } as const;
        throw new Error("nobody stopped the flood");
      } finally {
        isEnded = true;
      }
    },
  };
  return { engine, isEnded: () => isEnded };
}

/** An engine whose answers take so many tokens of prompt. */
function countingEngine(promptTokens: number): Engine {
  return {
    ...quiet,
    async *answer(): AsyncGenerator<EngineEvent, void, undefined> {
      await Promise.resolve();
      yield { kind: "text", text: "A screen." };
      yield { kind: "done", stopReason: "stop", usage: { promptTokens, cachedTokens: 0, answerTokens: 3 } };
    },
  };
}

const description = { modelName: "test", contextTokens: 8192, readsImages: true, hearsAudio: true };
const quiet: Omit<Engine, "answer"> = {
  state: { kind: "ready", description },
  onDidChangeState: () => () => undefined,
  describe: () => Promise.resolve(description),
  countTokens: (text) => Promise.resolve(text.split(/\s+/).length),
  unload: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
};

const limits = { maxTokens: 1000, extraTokens: 0 };
const { signal } = new AbortController();
const question: Question = { instruction: "What is on it?", context: [], attachments: [] };
const picture: Question = {
  ...question,
  attachments: [{ kind: "image", name: "a.png", mimeType: "image/png", bytes: new Uint8Array(8) }],
};
const spoken: Question = {
  instruction: "",
  context: [],
  attachments: [{ kind: "audio", name: "a.wav", format: "wav", bytes: new Uint8Array(8) }],
  spoken: { names: [], language: "" },
};
const request: ChatRequest = {
  messages: [{ role: "user", content: "Write notes." }],
  maxTokens: 1000,
  sampling: "exact",
};

/** The answer as it is drawn at the end. */
async function settled(engine: Engine, asked: Question): Promise<Answer> {
  let last: Answer | undefined;
  for await (const step of answerQuestion(engine, { earlier: [], question: asked, limits }, signal)) {
    if (step.kind === "answer") last = step.answer;
  }
  assert.ok(last);
  return last;
}

describe("a model that never stops by itself", () => {
  for (const [stopReason, piece] of [
    ["garbled", "<unused49>"],
    ["looping", "It returns the value of the lamp. "],
  ] as const) {
    it(`is stopped in the answer to a question, which ends as ${stopReason}`, async () => {
      const { engine, isEnded } = floodingEngine({ lead: "The screen ", piece });
      const answer = await settled(engine, question);
      assert.equal(answer.kind === "done" && answer.stopReason, stopReason);
      assert.ok(isEnded());
    });

    it(`is stopped in a request of its own, which ends as ${stopReason}`, async () => {
      const { engine, isEnded } = floodingEngine({ piece });
      const seen: string[] = [];
      const onEvent = (event: EngineEvent): void => void seen.push(event.kind);
      const completion = await completeRequest(engine, request, { signal, onEvent });
      assert.equal(completion.stopReason, stopReason);
      assert.ok(isEnded());
      assert.ok(seen.length < mostPieces);
    });
  }

  it("leaves no reserved tokens behind as text of a request", async () => {
    const { engine } = floodingEngine({ piece: "<unused49>" });
    assert.equal((await completeRequest(engine, request, { signal })).text, "");
  });

  it("is stopped too while it tells what was heard", async () => {
    const { engine, isEnded } = floodingEngine({ lead: '{"heard": "', piece: "and the same again " });
    const answer = await settled(engine, spoken);
    assert.equal(answer.kind === "done" && answer.stopReason, "looping");
    assert.match(answer.heard ?? "", /^and the same again/);
    assert.ok(isEnded());
  });

  it("leaves its conversation ready for the next question", async () => {
    const { engine } = floodingEngine({ piece: "<unused49>" });
    const onBug = (error: unknown): void => assert.fail(String(error));
    const conversations = new Conversations({ engine, limits: () => limits, onBug });
    const id = conversations.open();
    await conversations.ask(id, { question, complete: () => Promise.resolve(question) });
    assert.ok(!conversations.isAnswering);
    const answer = conversations.get(id)?.turns[0]?.answer;
    assert.equal(answer?.kind === "done" && answer.stopReason, "garbled");
  });
});

describe("an answer about a picture", () => {
  const pictureTokens = async (promptTokens: number): Promise<number | undefined> => {
    const answer = await settled(countingEngine(promptTokens), picture);
    return answer.kind === "done" ? answer.usage?.pictureTokens : undefined;
  };

  it("says so where the picture was not read", async () => {
    assert.equal(await pictureTokens(90), 0);
  });

  it("says how much was read of it", async () => {
    const read = (await pictureTokens(1090)) ?? 0;
    assert.ok(read > 900 && read < 1090, String(read));
  });
});
