import assert from "node:assert/strict";
import { imageTokens, readSize, sizeWithin } from "../../../src/protocol/imageTokens";

// Counted by llama-server for blank pictures of these sizes.
const counted: readonly (readonly [number, number, number])[] = [
  [48, 48, 83],
  [100, 50, 74],
  [400, 300, 82],
  [720, 480, 152],
  [1000, 700, 317],
  [1920, 1080, 922],
  [2560, 1440, 1102],
  [3840, 2160, 1102],
  [300, 3000, 380],
];

describe("tokens of a picture", () => {
  for (const [width, height, tokens] of counted) {
    it(`are ${String(tokens)} for ${String(width)}x${String(height)}`, () => {
      assert.equal(imageTokens({ width, height }), tokens);
    });
  }

  it("leave a screenshot of 1920x1080 at its size", () => {
    assert.deepEqual(readSize({ width: 1920, height: 1080 }), { width: 1920, height: 1104 });
  });

  it("stay within a smaller budget after scaling", () => {
    for (const budget of [140, 280, 560]) {
      const tokens = imageTokens(sizeWithin({ width: 1920, height: 1080 }, budget));
      assert.ok(tokens <= budget * 1.1 + 2, `${String(tokens)} of ${String(budget)}`);
    }
  });
});
