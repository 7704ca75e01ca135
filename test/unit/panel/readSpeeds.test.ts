import assert from "node:assert/strict";
import { ReadSpeeds } from "../../../src/features/panel/readSpeeds";
import type { Answer, Conversation } from "../../../src/protocol/conversation";

/** What a window keeps, as long as the test. */
function memory() {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update: (key: string, value: unknown) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}

const question = { instruction: "Why?", context: [], attachments: [] };
const conversation = (answer: Answer): Conversation => ({
  id: "one",
  title: "",
  changedAt: 0,
  turns: [{ question, answer }],
});
const pending: Answer = { kind: "pending", text: "", leftOut: [], progress: { kind: "loading" } };
/** An answer to a prompt that was read in half a second. */
const done = (promptTokens: number, cachedTokens = 0): Answer => ({
  kind: "done",
  text: "",
  leftOut: [],
  stopReason: "stop",
  usage: { promptTokens, cachedTokens, answerTokens: 1 },
  timings: { promptMs: 500, answerMs: 50, tokensPerSecond: 20 },
});

describe("how fast a model reads", () => {
  it("is known from an answer of this window, for that model and in later windows too", async () => {
    const kept = memory();
    const speeds = new ReadSpeeds(kept);
    assert.equal(speeds.of("mine"), undefined);
    await speeds.follow(conversation(pending), "mine");
    await speeds.follow(conversation(done(300, 100)), "mine");
    assert.equal(speeds.of("mine"), 400);
    assert.equal(new ReadSpeeds(kept).of("mine"), 400);
    assert.equal(speeds.of("other"), undefined);
  });

  it("is not told by an old answer, nor by one that read next to nothing", async () => {
    const speeds = new ReadSpeeds(memory());
    await speeds.follow(conversation(done(300)), "mine");
    await speeds.follow(conversation(pending), "mine");
    await speeds.follow(conversation(done(300, 299)), "mine");
    assert.equal(speeds.of("mine"), undefined);
  });
});
