import assert from "node:assert/strict";
import { KeyHold, type Press } from "../../../src/voice/keyHold";

/** What each press means, at these milliseconds; `endsAt` is when the recording ends by itself. */
function presses(times: readonly number[], endsAt = Infinity): Press[] {
  const hold = new KeyHold();
  return times.map((at, i) => hold.press(at, i > 0 && at < endsAt));
}

describe("the key that records", () => {
  it("starts with one press and stops with another", () => {
    assert.deepEqual(presses([0, 4000]), ["start", "stop"]);
  });

  it("is held as long as it repeats, with any keyboard", () => {
    for (const [firstMs, everyMs] of [
      [250, 30],
      [500, 90],
      [1000, 33],
      [660, 300],
    ] as const) {
      const repeats = Array.from({ length: 40 }, (_, i) => firstMs + i * everyMs);
      assert.deepEqual(presses([0, ...repeats]), ["start", ...repeats.map(() => "held")]);
    }
  });

  it("starts no other recording while it is still held", () => {
    assert.deepEqual(presses([0, 500, 530, 560, 590], 550), ["start", "held", "held", "late", "late"]);
  });

  it("starts the next recording when it was let go", () => {
    const hold = new KeyHold();
    assert.equal(hold.press(0, false), "start");
    assert.equal(hold.press(500, true), "held");
    assert.equal(hold.press(1000, false), "start");
    assert.equal(hold.press(4000, true), "stop");
  });
});
