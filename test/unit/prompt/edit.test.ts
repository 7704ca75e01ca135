import assert from "node:assert/strict";
import { conversationMessages } from "../../../src/prompt/ask";
import { editInstruction, editQuestion, refineQuestion } from "../../../src/prompt/edit";
import { sumFunction } from "../../support/sumFunction";

const code = { path: "src/sum.ts", languageId: "typescript", startLine: 1, endLine: 7, text: sumFunction };

describe("prompt/edit", () => {
  it("asks for one fenced block that replaces the whole selection", () => {
    const instruction = editInstruction({ kind: "change", instruction: "Rename `total` to `sum`" });
    assert.match(instruction, /^Rename `total` to `sum`\. Answer with a single fenced code block/);
    assert.match(editInstruction({ kind: "fix" }), /^Fix this code\. Answer with a single fenced code block/);
  });

  it("starts with the same bytes as a question about the same code", () => {
    const asked = conversationMessages([], {
      ...editQuestion({ kind: "fix" }, code),
      instruction: "Explain.",
    });
    const edited = conversationMessages([], editQuestion({ kind: "fix" }, code));
    assert.deepEqual(asked[0], edited[0]);
    const [a, b] = [asked[1]?.content, edited[1]?.content];
    assert.ok(typeof a === "string" && typeof b === "string");
    assert.equal(a.slice(0, a.indexOf("Explain.")), b.slice(0, b.indexOf("Fix this code.")));
  });

  it("asks in the same form when an answer is refined", () => {
    const { instruction } = refineQuestion({ kind: "document" }, "Shorter");
    assert.equal(instruction, "Shorter. Answer with a single fenced code block that holds the comment only.");
  });

  it("names the test file, and whether all of it or an addition is wanted", () => {
    const testPath = "src/sum.test.ts";
    assert.match(
      editInstruction({ kind: "writeTest", testPath, where: "newFile" }),
      /the whole file `src\/sum\.test\.ts`/,
    );
    assert.match(editInstruction({ kind: "writeTest", testPath, where: "end" }), /added at the end of/);
    assert.match(editInstruction({ kind: "writeTest", testPath, where: "class" }), /added to the class in/);
  });
});
