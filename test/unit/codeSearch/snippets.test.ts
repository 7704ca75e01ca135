import assert from "node:assert/strict";
import { snippetsOf } from "../../../src/codeSearch/snippets";

const source = Array.from({ length: 100 }, (_, index) => `line ${String(index + 1)}`).join("\n");
const at = (line: number, score = 1) => ({ textIndex: 0, line, score });
const ranges = (
  lines: readonly { readonly line: number; readonly score: number; readonly textIndex: number }[],
) =>
  snippetsOf({ matches: lines }, source, { around: 3, maxLines: 20 }).map(({ startLine, endLine }) => [
    startLine,
    endLine,
  ]);

describe("snippets of a found file", () => {
  it("is the whole of a small file", () => {
    assert.deepEqual(snippetsOf({ matches: [at(1)] }, "a\nb", { around: 3, maxLines: 20 }), [
      { startLine: 1, endLine: 2, text: "a\nb" },
    ]);
  });

  it("takes lines around matches, and joins what touches", () => {
    assert.deepEqual(ranges([at(50), at(56)]), [[47, 59]]);
  });

  it("prefers the places that say most, and keeps the order of the file", () => {
    assert.deepEqual(ranges([at(90, 9), at(10, 5), at(50, 1)]), [
      [7, 13],
      [50 - 3, 50 + 2],
      [87, 93],
    ]);
  });
});
