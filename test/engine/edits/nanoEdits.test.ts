import assert from "node:assert/strict";
import path from "node:path";
import { readHeldOut } from "../../../scripts/evaluation/heldOut";
import { answerQuestion, type AnswerStep } from "../../../src/conversation/answerQuestion";
import { documentationFromAnswer } from "../../../src/edits/documentation";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import { fenceLines } from "../../../src/edits/fencedBlocks";
import type { EditTarget } from "../../../src/edits/verdict";
import type { LocalEngine } from "../../../src/engine/localEngine";
import { editQuestion, nextEditQuestion, refineQuestion, type EditWish } from "../../../src/prompt/edit";
import type { Answer, CodeSelection, ContextItem, Question, Turn } from "../../../src/protocol/conversation";
import { root } from "../../support/paths";
import { testEngine } from "../../support/testEngine";
import { samples, targetOf, type Sample } from "../../unit/edits/samples";

const wishes: readonly EditWish[] = [
  { kind: "fix" },
  { kind: "change", instruction: "Rename `i` to `index`." },
];

/** A file with one more line above and below the code. */
function fileAround({ languageId, text }: CodeSelection, eol: "\n" | "\r\n"): EditTarget {
  const mark = languageId === "python" ? "#" : "//";
  const withEol = (lines: string): string => lines.replaceAll("\n", eol);
  return {
    original: withEol(text),
    before: withEol(`${mark} above\n\n`),
    after: withEol(`\n\n${mark} below\n`),
    languageId,
    eol,
    indent: languageId === "go" ? { kind: "tabs" } : { kind: "spaces", size: 2 },
  };
}

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

  async function ask(question: Question, earlier: readonly Turn[] = [], maxTokens = 200): Promise<Turn> {
    let last: Turn | undefined;
    const limits = { maxTokens, extraTokens: 0 };
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

  /** Holds for whatever the gate lets through; `eol` is that of the file. */
  function assertClean(newText: string, original: string, eol: "\n" | "\r\n"): void {
    assert.equal(fenceLines(newText), fenceLines(original), "fences");
    assert.ok(!/<\|?\w+\|?>|^\s*\d+[:|]/m.test(newText.replace(/<[\w',\s&]+>/g, "")), newText);
    assert.equal(/^\t/m.test(newText), /^\t/m.test(original), "tabs or spaces");
    assert.ok(
      newText.split(eol).every((line) => !/[\r\n]/.test(line)),
      "line ends",
    );
  }

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
        if (verdict.kind === "edit") assertClean(verdict.newText, sample.original, "\n");
      }
    }
    assert.ok(
      verdicts.some((line) => line.endsWith(": edit")),
      verdicts.join("\n"),
    );
  });

  it("are taken where they are right, in files with either line end, and refused by name where they are cut", async () => {
    const edits = readHeldOut(path.join(root, "nano", "heldout")).items.filter(
      (item) => item.kind === "edit",
    );
    const refusals: string[] = [];
    let right = 0;
    for (const { code, wish, want } of edits) {
      const answer = done(await ask(editQuestion(wish, code)));
      for (const eol of ["\n", "\r\n"] as const) {
        const target = fileAround(code, eol);
        const verdict =
          wish.kind === "document" ? documentationFromAnswer(answer, target) : editFromAnswer(answer, target);
        if (verdict.kind === "edit") assertClean(verdict.newText, target.original, eol);
        if (!answer.text.includes(want)) continue;
        right += 1;
        const reason = verdict.kind === "refused" ? verdict.reason.kind : "";
        if (reason !== "") refusals.push(`${reason}: ${answer.text}`);
        else if (verdict.kind === "edit" && wish.kind !== "document")
          assert.equal(verdict.newText, want.replaceAll("\n", eol));
      }
    }
    assert.ok(right > 0, "the model gave no right answer");
    assert.ok(refusals.length <= 0.05 * right, `${String(right)} right: ${refusals.join("\n")}`);
  });

  it("have room for all of the selection, or are refused before they are asked", async () => {
    const [sample] = samples;
    assert.ok(sample);
    const wish: EditWish = { kind: "fix" };
    const start = async (
      copies: number,
      context: readonly ContextItem[],
      earlier: readonly Turn[] = [],
    ): Promise<AnswerStep | undefined> => {
      const original = Array.from({ length: copies }, () => sample.original).join("\n\n");
      const question = { ...questionOf({ ...sample, original }, wish), context };
      const limits = { maxTokens: 64, extraTokens: 3_000 };
      const job = { earlier, question, limits, sampling: "exact" as const, rewrites: original };
      // The first step tells: what is asked, or why nothing is.
      for await (const step of answerQuestion(engine, job, new AbortController().signal)) return step;
      return undefined;
    };
    const tokens = await engine.countTokens(sample.original, new AbortController().signal);
    const { contextTokens } = await engine.describe(new AbortController().signal);
    const copiesFor = (share: number): number => Math.floor((share * contextTokens) / tokens);
    const around: ContextItem = {
      kind: "definition",
      label: "around",
      languageId: "typescript",
      text: Array.from({ length: copiesFor(0.25) }, () => sample.original).join("\n\n"),
    };

    const large = await start(copiesFor(0.55), []);
    assert.ok(large?.kind === "answer" && large.answer.kind === "failed");
    assert.equal(large.answer.reason.kind, "contextExceeded");

    const medium = await start(copiesFor(0.36), [around]);
    assert.ok(medium?.kind === "fitted");
    assert.deepEqual(medium.question.context, [], "the optional context gives way");
    assert.ok(medium.request.maxTokens > 0.36 * contextTokens, "the answer may be as long as the selection");

    const small = await start(copiesFor(0.15), [around]);
    assert.ok(small?.kind === "fitted");
    assert.equal(small.question.context.length, 1);

    const { question } = medium;
    const answer = { kind: "done" as const, text: sample.original, stopReason: "stop" as const, leftOut: [] };
    const follow = await start(copiesFor(0.36), [], [{ question, answer }]);
    assert.ok(
      follow?.kind === "answer" && follow.answer.kind === "failed",
      "the turn with the code has no room",
    );
    assert.equal(follow.answer.reason.kind, "contextExceeded");
  });

  it("are refined, and gone on from once accepted, with 99 % of the first prompt from the cache", async () => {
    const [sample] = samples;
    assert.ok(sample);
    const original = Array.from({ length: 14 }, () => sample.original).join("\n\n");
    const wish: EditWish = { kind: "fix" };
    // Short answers: one that goes in circles is stopped, and an answer that was stopped has no count of tokens.
    const maxTokens = 40;
    const first = await ask(questionOf({ ...sample, original }, wish), [], maxTokens);
    const earlier = done(first).usage?.promptTokens ?? Infinity;
    const imports: ContextItem = {
      kind: "imports",
      label: "imports",
      languageId: "typescript",
      text: sample.before,
    };
    for (const question of [refineQuestion(wish, "Shorter."), nextEditQuestion(wish, [imports], [first])]) {
      // Something else in between, as when the person has gone on to another file.
      await ask(questionOf(sample, { kind: "document" }));
      const reused = done(await ask(question, [first], maxTokens)).usage?.cachedTokens ?? 0;
      assert.ok(reused >= 0.99 * earlier, `${String(reused)} of ${String(earlier)}`);
    }
  });
});
