import assert from "node:assert/strict";
import { isLooping } from "../../../src/conversation/isLooping";

describe("looping", () => {
  it("sees a syllable, a word and a sentence that go on and on", () => {
    for (const piece of ["ko", "the same ", "It returns the value of the lamp. "]) {
      assert.ok(isLooping(`An answer. ${piece.repeat(150)}`), piece);
    }
  });

  it("leaves lists, tables, code and rulers alone", () => {
    const rows = Array.from({ length: 40 }, (_, i) => `| row ${String(i)} | ${String(i * i)} |`).join("\n");
    const zeros = "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]";
    for (const text of [rows, zeros, "-".repeat(100), "    ".repeat(200), "const a = 1;\n".repeat(3)]) {
      assert.ok(!isLooping(text), text.slice(0, 20));
    }
  });

  it("forgets a loop that has ended", () => {
    assert.ok(
      !isLooping(`${"ko".repeat(200)} and then it went on with something else, ${"that is ".repeat(3)} new`),
    );
  });
});
