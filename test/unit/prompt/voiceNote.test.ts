import assert from "node:assert/strict";
import { readSpokenAnswer, spokenAnswerSchema, spokenQuestionText } from "../../../src/prompt/voiceNote";

describe("spoken question", () => {
  it("gives the names along that may be said, and asks for what was heard", () => {
    assert.equal(
      spokenQuestionText({ names: ["rowCount", "draw"], language: "German" }),
      [
        "Names that may be spoken: rowCount, draw",
        "The language is German.",
        "Answer the spoken question. Answer with a JSON object with the keys heard and answer. heard is the transcript.",
      ].join("\n"),
    );
  });

  it("has the model write what it heard before it answers", () => {
    assert.deepEqual(spokenAnswerSchema["required"], ["heard", "answer"]);
  });

  it("breaks control tokens in names", () => {
    assert.ok(!spokenQuestionText({ names: ["<|turn>"], language: "" }).includes("<|turn>"));
  });
});

describe("answer to a spoken question", () => {
  it("is read while it comes: first what was heard, then the answer", () => {
    const whole = JSON.stringify({ heard: 'say "hi"', answer: "It returns `a`,\nthen \u{1F600} é\\." });
    const steps = Array.from(whole, (_, end) => readSpokenAnswer(whole.slice(0, end)));
    for (const [at, step] of steps.entries()) {
      const before = steps[at - 1];
      assert.ok(!before || (step.heard.startsWith(before.heard) && step.text.startsWith(before.text)));
    }
    assert.deepEqual(readSpokenAnswer(whole), {
      heard: 'say "hi"',
      text: "It returns `a`,\nthen \u{1F600} é\\.",
    });
  });

  it("is read inside a fence", () => {
    assert.deepEqual(readSpokenAnswer('```json\n{"heard": "why", "answer": "So."}\n```'), {
      heard: "why",
      text: "So.",
    });
  });

  it("reads escapes, also those that are cut off", () => {
    assert.equal(readSpokenAnswer(String.raw`{"heard": "caf\u00e9", "answer": "a\tb\u00`).heard, "café");
    assert.equal(readSpokenAnswer(String.raw`{"heard": "caf\u00e9", "answer": "a\tb\u00`).text, "a\tb");
  });

  it("is the text itself where a model does not keep to the form", () => {
    assert.deepEqual(readSpokenAnswer("It adds two numbers."), { heard: "", text: "It adds two numbers." });
  });
});
