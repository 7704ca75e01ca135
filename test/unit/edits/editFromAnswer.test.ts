import assert from "node:assert/strict";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import { samples, targetOf } from "./samples";
import { rightAnswers, wrongAnswers } from "./wrongAnswers";

/** The reasons that name each kind of wrong answer. */
const names: Readonly<Record<string, readonly string[]>> = {
  placeholder: ["placeholder", "incomplete"],
  gutter: ["lineNumbers"],
  token: ["controlTokens"],
  truncated: ["truncated"],
  stopped: ["stopped"],
  looping: ["looping"],
  half: ["incomplete"],
  declined: ["declined", "incomplete"],
  noBlock: ["noBlock"],
  empty: ["empty"],
  blocks: ["severalBlocks"],
  fence: ["fenceInside"],
  diff: ["otherLanguage"],
  shell: ["otherLanguage"],
  json: ["otherLanguage"],
  unchanged: ["unchanged"],
  surroundings: ["surroundings", "incomplete"],
};

describe("the gate between an answer and a file", () => {
  const wrong = samples.flatMap((sample) => wrongAnswers(sample).map((answer) => ({ sample, answer })));
  const right = samples.flatMap((sample) => rightAnswers(sample).map((answer) => ({ sample, answer })));

  it(`lets none of ${String(wrong.length)} wrong answers damage a file, and names what is wrong`, () => {
    const damaged: string[] = [];
    const misnamed: string[] = [];
    for (const { sample, answer } of wrong) {
      const verdict = editFromAnswer(answer, targetOf(sample));
      if (verdict.kind === "edit") {
        if (verdict.newText !== sample.better)
          damaged.push(`${sample.languageId} ${answer.kind}:\n${answer.text}`);
      } else if (!names[answer.kind]?.includes(verdict.reason.kind)) {
        misnamed.push(`${sample.languageId} ${answer.kind} as ${verdict.reason.kind}:\n${answer.text}`);
      }
    }
    assert.deepEqual(damaged, []);
    assert.deepEqual(misnamed, []);
  });

  it(`takes ${String(right.length)} right answers, and gives them the indentation of the file`, () => {
    const failed: string[] = [];
    for (const { sample, answer } of right) {
      const verdict = editFromAnswer(answer, targetOf(sample));
      const got = verdict.kind === "edit" ? verdict.newText : JSON.stringify(verdict.reason);
      if (got !== sample.better) failed.push(`${sample.languageId} ${answer.kind}:\n${got}`);
    }
    assert.deepEqual(failed, []);
  });
});
