import assert from "node:assert/strict";
import { fitQuestion, type Budget } from "../../../src/prompt/budget";
import type { ContextItem, Question, Turn } from "../../../src/protocol/conversation";

/** One token a word. */
const countTokens = (text: string): Promise<number> =>
  Promise.resolve(text.split(/\s+/).filter(Boolean).length);
const words = (count: number): string => Array.from({ length: count }, (_, i) => `w${String(i)}`).join(" ");
const item = (label: string, count: number): ContextItem => ({
  kind: "definition",
  label,
  languageId: "typescript",
  text: words(count),
});
const question = (context: readonly ContextItem[] = []): Question => ({
  instruction: words(10),
  context,
  attachments: [],
});
const turn = (name: string, count: number): Turn => ({
  question: { instruction: `${name} ${words(count)}`, context: [], attachments: [] },
  answer: { kind: "done", text: words(10), stopReason: "stop", leftOut: [] },
});
const budget: Budget = { contextTokens: 1000, answerTokens: 200, extraTokens: 300 };

describe("budget", () => {
  it("keeps everything that fits", async () => {
    const fitted = await fitQuestion([turn("a", 20)], question([item("d1", 50)]), { budget, countTokens });
    assert.equal(fitted.kind, "fits");
    assert.equal(fitted.earlier.length, 1);
    assert.equal(fitted.question.context.length, 1);
    assert.deepEqual(fitted.leftOut, []);
  });

  it("counts nothing where each byte could be a token, and counts all where that would be too many", async () => {
    let counts = 0;
    const counting = (text: string): Promise<number> => {
      counts += 1;
      return countTokens(text);
    };
    const small = await fitQuestion([turn("a", 20)], question([item("d1", 50)]), {
      budget,
      countTokens: counting,
    });
    assert.deepEqual([small.kind, counts], ["fits", 0]);
    // 3 bytes each: too many as bytes, few enough as words.
    const wide = { ...item("wide", 1), text: "語 ".repeat(90) };
    const exact = await fitQuestion([], question([wide]), { budget, countTokens: counting });
    assert.equal(exact.kind, "fits");
    assert.equal(exact.question.context.length, 1);
    assert.ok(counts > 0);
  });

  it("leaves out context over its share, by name and size, and still takes a smaller piece after it", async () => {
    const context = [item("big", 400), item("small", 20)];
    const fitted = await fitQuestion([], question(context), { budget, countTokens });
    assert.equal(fitted.kind, "fits");
    assert.deepEqual(
      fitted.question.context.map((kept) => kept.label),
      ["small"],
    );
    const [left] = fitted.leftOut;
    assert.ok(left?.label === "big" && left.tokens >= 400);
  });

  it("gives what a person has put in all the room there is", async () => {
    const context = [
      { ...item("mentioned", 500), kind: "snippet" as const },
      item("around", 200),
      item("more", 200),
    ];
    const fitted = await fitQuestion([], question(context), { budget, countTokens });
    assert.equal(fitted.kind, "fits");
    assert.deepEqual(
      fitted.question.context.map((kept) => kept.label),
      ["mentioned"],
    );
    const less = await fitQuestion([], question(context.slice(1)), { budget, countTokens });
    assert.equal(less.kind === "fits" && less.leftOut.length, 1);
  });

  it("drops the oldest turns first and leaves no hole", async () => {
    const turns = [turn("first", 10), turn("second", 600), turn("third", 10)];
    const fitted = await fitQuestion(turns, question(), { budget, countTokens });
    assert.equal(fitted.kind, "fits");
    assert.deepEqual(fitted.earlier, [turns[2]]);
    assert.equal(fitted.leftOut.length, 2);
  });

  it("is too long without a turn that holds the code", async () => {
    const turns = [turn("first", 400), turn("second", 400)];
    const needing = { ...budget, needsEarlier: true };
    const fitted = await fitQuestion(turns, question(), { budget: needing, countTokens });
    assert.equal(fitted.kind, "tooLong");
    assert.ok(fitted.promptTokens > 800 && fitted.promptTokens < 1_100, String(fitted.promptTokens));
    const [, last] = turns;
    assert.ok(last);
    assert.equal((await fitQuestion([last], question(), { budget: needing, countTokens })).kind, "fits");
  });

  it("says by how much a question is too long", async () => {
    const long: Question = { instruction: words(900), context: [], attachments: [] };
    const fitted = await fitQuestion([], long, { budget, countTokens });
    assert.equal(fitted.kind, "tooLong");
    assert.ok(fitted.promptTokens > 900);
    assert.equal(fitted.contextTokens, 800);
  });

  it("counts a picture at its full size", async () => {
    const bytes = new Uint8Array();
    const attachments = [{ kind: "image" as const, name: "a.png", mimeType: "image/png", bytes }];
    const fitted = await fitQuestion([], { ...question(), attachments }, { budget, countTokens });
    assert.equal(fitted.kind, "tooLong");
  });
});
