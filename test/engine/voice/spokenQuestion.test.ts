import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Conversations } from "../../../src/conversation/conversations";
import type { Answer, Question } from "../../../src/protocol/conversation";
import { root } from "../../support/paths";
import { sumFunction } from "../../support/sumFunction";
import { testEngine } from "../../support/testEngine";

const bytes = new Uint8Array(readFileSync(path.join(root, "nano", "samples", "explain-selection.wav")));
const question: Question = {
  instruction: "",
  code: { path: "sum.ts", languageId: "typescript", startLine: 1, endLine: 7, text: sumFunction },
  context: [],
  attachments: [{ kind: "audio", name: "recording.wav", format: "wav", bytes }],
  spoken: { names: ["sumPrices", "prices"], language: "" },
};

describe("spoken question", () => {
  const engine = testEngine();
  after(() => engine.dispose());

  it("is heard first and then answered, and names its conversation", async () => {
    const conversations = new Conversations({
      engine,
      limits: () => ({ maxTokens: 200, extraTokens: 0 }),
      onBug: (error) => assert.fail(String(error)),
    });
    const id = conversations.open();
    const seen: Answer[] = [];
    conversations.onDidChange(({ turns }) => seen.push(...turns.slice(-1).map(({ answer }) => answer)));
    await conversations.ask(id, { question, complete: () => Promise.resolve(question) });
    const conversation = conversations.get(id);
    const answer = conversation?.turns[0]?.answer;
    assert.equal(answer?.kind, "done");
    assert.equal(answer.heard, "explain the selected code");
    assert.doesNotMatch(answer.text, /"heard"|"answer"/);
    assert.equal(conversation?.title, answer.heard);
    const heardAt = seen.findIndex(({ heard }) => heard === answer.heard);
    const answeredAt = seen.findIndex(({ text }) => text !== "");
    assert.ok(heardAt >= 0 && heardAt <= answeredAt);
  });
});
