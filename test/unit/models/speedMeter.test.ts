import assert from "node:assert/strict";
import { SpeedMeter } from "../../../src/engine/models/speedMeter";

describe("speed of a download", () => {
  let nowMs = 0;
  let meter: SpeedMeter;
  const add = (atMs: number, bytes: number): void => {
    nowMs = atMs;
    meter.add(bytes);
  };
  beforeEach(() => {
    meter = new SpeedMeter(() => nowMs);
  });

  it("is not told from less than a second", () => {
    add(0, 1e6);
    add(900, 1e6);
    assert.equal(meter.bytesPerSecond, undefined);
  });

  it("is that of the last ten seconds, and not of a start that was faster", () => {
    for (let second = 0; second <= 5; second++) add(second * 1_000, 50e6);
    for (let second = 6; second <= 30; second++) add(second * 1_000, 10e6);
    assert.equal(meter.bytesPerSecond, 10e6);
  });

  it("falls while nothing comes", () => {
    add(0, 10e6);
    add(1_000, 10e6);
    nowMs = 4_000;
    assert.equal(meter.bytesPerSecond, 2.5e6);
  });
});
