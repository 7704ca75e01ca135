import assert from "node:assert/strict";
import { answerQuestion } from "../../../src/conversation/answerQuestion";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import { fenceLines } from "../../../src/edits/fencedBlocks";
import type { LocalEngine } from "../../../src/engine/localEngine";
import { editQuestion, refineQuestion, type EditWish } from "../../../src/prompt/edit";
import type { Answer, Question, Turn } from "../../../src/protocol/conversation";
import { testEngine } from "../../support/testEngine";
import { samples, targetOf, type Sample } from "../../unit/edits/samples";

const wishes: readonly EditWish[] = [
  { kind: "fix" },
  { kind: "change", instruction: "Rename `i` to `index`." },
];

function questionOf({ languageId, original }: Sample, wish: EditWish): Question {
  const endLine = original.split("\n").length;
  return editQuestion(wish, { path: "src/sample", languageId, startLine: 1, endLine, text: original });
}

describe("edits by the embedded model", function () {
  this.timeout(180_000);
  let engine: LocalEngine;
  before(() => {
    engine = testEngine();
  });
  after(() => engine.dispose());

  async function ask(question: Question, earlier: readonly Turn[] = []): Promise<Turn> {
    let last: Turn | undefined;
    const limits = { maxTokens: 200, extraTokens: 0 };
    const job = { earlier, question, limits, sampling: "exact" as const };
    for await (const step of answerQuestion(engine, job, new AbortController().signal))
      if (step.kind === "answer") last = { question, answer: step.answer };
    assert.ok(last);
    return last;
  }

  const done = ({ answer }: Turn): Extract<Answer, { kind: "done" }> => {
    assert.ok(answer.kind === "done");
    return answer;
  };

  it("become clean edits or are refused by name", async () => {
    const verdicts: string[] = [];
    // Every other one: a model on a busy machine takes its time.
    for (const sample of samples.filter((_, index) => index % 2 === 0)) {
      for (const wish of wishes) {
        const answer = done(await ask(questionOf(sample, wish)));
        const verdict = editFromAnswer(answer, targetOf(sample));
        verdicts.push(
          `${sample.languageId} ${wish.kind}: ${verdict.kind === "edit" ? "edit" : verdict.reason.kind}`,
        );
        if (verdict.kind === "refused") continue;
        assert.equal(fenceLines(verdict.newText), 0);
        assert.ok(
          !/<\|?\w+\|?>|^\s*\d+[:|]/m.test(verdict.newText.replace(/<[\w',\s&]+>/g, "")),
          verdict.newText,
        );
        assert.equal(/^\t/m.test(verdict.newText), /^\t/m.test(sample.original), "tabs or spaces");
      }
    }
    assert.ok(
      verdicts.some((line) => line.endsWith(": edit")),
      verdicts.join("\n"),
    );
  });

  it("are refined with 99 % of the first prompt from the cache", async () => {
    const [sample] = samples;
    assert.ok(sample);
    const original = Array.from({ length: 14 }, () => sample.original).join("\n\n");
    const wish: EditWish = { kind: "fix" };
    const first = await ask(questionOf({ ...sample, original }, wish));
    const second = await ask(refineQuestion(wish, "Shorter."), [first]);
    const earlier = done(first).usage?.promptTokens ?? Infinity;
    const reused = done(second).usage?.cachedTokens ?? 0;
    assert.ok(reused >= 0.99 * earlier, `${String(reused)} of ${String(earlier)}`);
  });
});
