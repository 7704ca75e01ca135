import assert from "node:assert/strict";
import fc from "fast-check";
import { splitLines } from "../../../src/notes/splitLines";

describe("splitting lines", () => {
  it("keeps what fits in one part", () => {
    assert.deepEqual(splitLines(["a", "", "b"], { maxLines: 10, maxCharacters: 100 }), [
      { start: 0, end: 2 },
    ]);
  });

  it("cuts between functions rather than in them", () => {
    const lines = ["f {", "  a", "", "  b", "}", "", "g {", "  c", "}"];
    assert.deepEqual(splitLines(lines, { maxLines: 8, maxCharacters: 100 }), [
      { start: 0, end: 5 },
      { start: 6, end: 8 },
    ]);
  });

  it("has every line with text in one part, in order, within the limits", () => {
    const line = fc.oneof(fc.constant(""), fc.constant("  indented"), fc.string({ maxLength: 30 }));
    const limits = fc.record({
      maxLines: fc.integer({ min: 1, max: 9 }),
      maxCharacters: fc.integer({ min: 1, max: 90 }),
    });
    const property = fc.property(fc.array(line, { maxLength: 60 }), limits, (lines, limit) => {
      const parts = splitLines(lines, limit);
      const covered = parts.flatMap(({ start, end }) =>
        Array.from({ length: end - start + 1 }, (_, at) => start + at),
      );
      assert.deepEqual(
        covered,
        covered.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(covered).size, covered.length);
      for (const [at, text] of lines.entries()) if (text.trim() !== "") assert.ok(covered.includes(at));
      for (const { start, end } of parts) {
        assert.ok(end - start < limit.maxLines);
        // A single line may be too long by itself.
        if (end > start) assert.ok(lines.slice(start, end + 1).join("\n").length <= limit.maxCharacters);
      }
    });
    fc.assert(property);
  });
});
