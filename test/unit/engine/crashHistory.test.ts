import assert from "node:assert/strict";
import { CrashHistory } from "../../../src/engine/crashHistory";

const minute = 60_000;

describe("crash history", () => {
  it("starts at once after the first crash, and after a second after the next", () => {
    const history = new CrashHistory();
    assert.deepEqual(history.advice(0), { kind: "start", pauseMs: 0 });
    history.crashed(0);
    assert.deepEqual(history.advice(0), { kind: "start", pauseMs: 0 });
    history.crashed(100);
    assert.deepEqual(history.advice(100), { kind: "start", pauseMs: 1_000 });
    assert.deepEqual(history.advice(600), { kind: "start", pauseMs: 500 });
    assert.deepEqual(history.advice(2_000), { kind: "start", pauseMs: 0 });
  });

  it("pauses 5 and then 30 s when crashes go on but are far apart", () => {
    const history = new CrashHistory();
    const pauses = [0, 4, 8, 12, 16].map((minutes) => {
      history.crashed(minutes * minute);
      const advice = history.advice(minutes * minute);
      return advice.kind === "start" ? advice.pauseMs : undefined;
    });
    assert.deepEqual(pauses, [0, 1_000, 5_000, 30_000, 30_000]);
  });

  it("stops after three crashes in five minutes, whatever was answered between them", () => {
    const history = new CrashHistory();
    for (const minutes of [0, 2, 4]) {
      history.crashed(minutes * minute);
      history.answered();
    }
    assert.deepEqual(history.advice(4 * minute), { kind: "stop" });
    assert.deepEqual(history.advice(5 * minute), { kind: "start", pauseMs: 0 });
  });

  it("takes an answer as the end of a row of crashes", () => {
    const history = new CrashHistory();
    history.crashed(0);
    history.answered();
    history.crashed(1_000);
    assert.deepEqual(history.advice(1_000), { kind: "start", pauseMs: 0 });
  });

  it("forgets when it is cleared", () => {
    const history = new CrashHistory();
    for (const time of [0, 1, 2]) history.crashed(time);
    history.clear();
    assert.deepEqual(history.advice(3), { kind: "start", pauseMs: 0 });
  });
});
