import assert from "node:assert/strict";
import { measureSpeed } from "../../src/conversation/measureSpeed";
import { testEngine } from "../support/testEngine";

describe("speed of a model", () => {
  const engine = testEngine();
  after(() => engine.dispose());

  it("is told from a few seconds of an answer, which then ends", async () => {
    const started = performance.now();
    const speed = await measureSpeed(engine, { signal: new AbortController().signal, forMs: 300 });
    assert.ok(speed === undefined || speed > 1);
    assert.ok(performance.now() - started < 30_000);
    assert.equal(engine.state.kind, "ready");
  });

  it("is not told when somebody stops it", async () => {
    assert.equal(await measureSpeed(engine, { signal: AbortSignal.abort(), forMs: 300 }), undefined);
  });
});
