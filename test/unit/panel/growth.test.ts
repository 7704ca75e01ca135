import assert from "node:assert/strict";
import { drawnAnswer, growth } from "../../../src/features/panel/growth";
import type { Answer, Conversation, Question } from "../../../src/protocol/conversation";

const question: Question = { instruction: "Why?", context: [], attachments: [] };
const pending = (text: string): Answer => ({
  kind: "pending",
  text,
  leftOut: [],
  progress: { kind: "loading" },
});
const failed: Answer = { kind: "failed", text: "", leftOut: [], reason: { kind: "engineClosed" } };

function grown(from: readonly [Question, Answer], to: readonly [Question, Answer]): string | undefined {
  const conversation = ([asked, answer]: readonly [Question, Answer]): Conversation => ({
    id: "one",
    title: "",
    changedAt: 0,
    turns: [{ question: asked, answer }],
  });
  return growth(drawnAnswer(conversation(from)), drawnAnswer(conversation(to)));
}

describe("growth of an answer in the panel", () => {
  it("is the text that came", () => {
    assert.equal(grown([question, pending("Be")], [question, pending("Because.")]), "cause.");
  });

  it("is none where an answer begins after one that failed without a text", () => {
    assert.equal(grown([question, failed], [question, pending("")]), undefined);
  });

  it("is none where another question takes the place of one without a text", () => {
    const other = { ...question, instruction: "How?" };
    assert.equal(grown([question, pending("")], [other, pending("")]), undefined);
  });

  it("is none once the answer has settled", () => {
    assert.equal(grown([question, pending("")], [question, failed]), undefined);
  });
});
