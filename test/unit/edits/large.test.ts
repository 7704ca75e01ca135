import assert from "node:assert/strict";
import { editFromAnswer } from "../../../src/edits/editFromAnswer";
import { hunksBetween } from "../../../src/edits/hunks";

describe("a selection of 10,000 lines", () => {
  it("that changes everywhere is judged and compared in bounded work", function () {
    this.timeout(20_000);
    const lines = Array.from({ length: 10_000 }, (_, index) => `  const v${String(index)} = f("x"); // note`);
    const original = ["function f() {", ...lines, "}"].join("\n");
    const better = original.replaceAll("const", "let");
    const verdict = editFromAnswer(
      { text: `\`\`\`ts\n${better}\n\`\`\``, stopReason: "stop" },
      {
        original,
        before: `${original}\n`,
        after: `\n${original}`,
        languageId: "typescript",
        eol: "\n",
        indent: { kind: "spaces", size: 2 },
      },
    );
    assert.equal(verdict.kind, "edit");
    assert.equal(verdict.newText, better);
    assert.equal(hunksBetween(original, better).length, 1);
  });
});
