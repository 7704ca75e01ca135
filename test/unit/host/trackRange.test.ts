import assert from "node:assert/strict";
import { trackRange } from "../../../src/host/trackRange";

describe("track range", () => {
  const range = { start: 10, end: 12 };
  const cases: readonly [
    string,
    { start: number; end: number; newBreaks: number },
    { start: number; end: number },
  ][] = [
    ["stays when lines below change", { start: 13, end: 14, newBreaks: 5 }, range],
    ["moves down with new lines above", { start: 3, end: 3, newBreaks: 2 }, { start: 12, end: 14 }],
    ["moves up when lines above go", { start: 2, end: 5, newBreaks: 0 }, { start: 7, end: 9 }],
    ["grows with new lines inside", { start: 11, end: 11, newBreaks: 3 }, { start: 10, end: 15 }],
    ["shrinks when lines inside go", { start: 10, end: 12, newBreaks: 0 }, { start: 10, end: 10 }],
    ["takes in an edit over its start", { start: 8, end: 11, newBreaks: 1 }, { start: 8, end: 10 }],
  ];
  for (const [title, change, expected] of cases) {
    it(title, () => {
      assert.deepEqual(trackRange(range, change), expected);
    });
  }
});
