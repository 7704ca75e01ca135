import assert from "node:assert/strict";
import { answerWarnings } from "../../src/host/wordAnswer";
import type { StopReason, Usage } from "../../src/protocol/chat";

const warnings = (stopReason: StopReason, usage?: Usage): string[] =>
  answerWarnings({ kind: "done", text: "A screen.", leftOut: [], stopReason, ...(usage && { usage }) });

describe("warning on an answer", () => {
  it("says what was wrong, and what to do where something can be done", () => {
    assert.match(warnings("garbled").join(), /nothing but reserved tokens.*projector file/);
    assert.match(warnings("looping").join(), /went in circles and was stopped\. Ask again/);
    const usage = { promptTokens: 90, cachedTokens: 0, answerTokens: 3, pictureTokens: 0 };
    assert.match(warnings("stop", usage).join(), /picture was not read/);
    assert.match(warnings("length", usage).join(), /picture was not read.*cut at the limit/);
  });

  it("is not there for an answer as it should be", () => {
    const usage = { promptTokens: 990, cachedTokens: 0, answerTokens: 3, pictureTokens: 895 };
    assert.deepEqual(warnings("stop", usage), []);
  });
});
