import assert from "node:assert/strict";
import fc from "fast-check";
import {
  imageBudgets,
  imageTokens,
  readSize,
  sizeWithin,
  type PixelSize,
} from "../../../src/protocol/imageTokens";

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

  it("stay within each budget after scaling, and use most of it, whatever the shape of a screenshot", () => {
    const side = fc.integer({ min: 1200, max: 6000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(1120, 560, 280, 140), (width, height, budget) => {
        const patches = (size: PixelSize): number => imageTokens(size) - 2; // without the marks
        const most = Math.min(budget, patches({ width, height }));
        const got = patches(sizeWithin({ width, height }, budget));
        assert.ok(got <= budget && got >= most * 0.75, `${String(got)} of ${String(most)}`);
      }),
    );
  });

  it("come near to the least that there is, for its budget", () => {
    const tokens = imageTokens(sizeWithin({ width: 1920, height: 1080 }, 70));
    assert.ok(tokens >= 72 && tokens <= 90, String(tokens));
  });

  it("have a size within every budget, however strange the picture", () => {
    const side = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(...imageBudgets), (width, height, budget) => {
        const fitted = sizeWithin({ width, height }, budget);
        assert.ok(
          fitted.width >= 1 && fitted.width <= width && fitted.height >= 1 && fitted.height <= height,
        );
      }),
    );
  });
});
