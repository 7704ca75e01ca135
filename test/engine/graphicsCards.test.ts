import assert from "node:assert/strict";
import { collect, explainSum, request, testEngine } from "../support/testEngine";

describe("a model that may use graphics cards", () => {
  it("is loaded to the processor where there is none, confined all the same", async () => {
    const engine = testEngine({ devices: "gpu" });
    const description = await engine.describe(new AbortController().signal);
    assert.deepEqual(description.gpus, []);
    assert.equal(description.plan?.gpuLayers, 0);
    assert.equal(description.confinement?.attestation.escapes, 0);
    const { text } = await collect(engine.answer(request(explainSum), new AbortController().signal));
    assert.match(text, /sumPrices/);
    await engine.dispose();
  });
});
