import assert from "node:assert/strict";
import { adviseFit, forecastMemory, type ModelNeed } from "../../../src/engine/models/fit";
import { freeUnderLimit } from "../../../src/engine/models/memoryNow";

const gemma12B: ModelNeed = {
  modelBytes: 6_975_879_296,
  projectorBytes: 175_115_616,
  drafterBytes: 0,
  shape: {
    globalCacheBytesPerToken: 16_384,
    slidingCacheBytesPerToken: 327_680,
    slidingWindowTokens: 1024,
    contextTokens: 262_144,
    vocabularySize: 262_144,
    embeddingLength: 3840,
    blockCount: 48,
  },
};

function advise(freeGb: number, contextTokens = 16_384, threads = 2) {
  return adviseFit(gemma12B, contextTokens, { freeBytes: freeGb * 1e9, threads });
}

describe("fit advice", () => {
  it("adds up the cache of global and sliding layers", () => {
    const { cacheBytes } = forecastMemory(gemma12B, { contextTokens: 16_384, repacksWeights: false });
    assert.equal(cacheBytes, 16_384 * 16_384 + 327_680 * 2304);
  });

  it("counts the earlier states that a follow-up goes on from", () => {
    const { keptStatesBytes } = forecastMemory(gemma12B, { contextTokens: 16_384, repacksWeights: false });
    assert.equal(keptStatesBytes, 2 * 327_680 * 1024);
  });

  it("leaves half of what is still free to others, whatever conversations could fill", () => {
    for (const freeGb of [10, 11, 17, 24, 64]) {
      const fit = advise(freeGb);
      assert.ok(fit.kind !== "tooLarge");
      assert.ok(fit.promptCacheBytes <= (freeGb * 1e9 - fit.memory.totalBytes) / 2);
      assert.ok(fit.promptCacheBytes >= 0 && fit.promptCacheBytes < 4e9);
    }
  });

  it("repacks the weights where there is room for two copies", () => {
    const fit = advise(32);
    assert.ok(fit.kind !== "tooLarge" && fit.plan.repacksWeights && fit.plan.contextTokens === 16_384);
  });

  it("keeps one copy of the weights on a machine with 16 GB", () => {
    const fit = advise(13);
    assert.ok(fit.kind !== "tooLarge" && !fit.plan.repacksWeights && fit.plan.contextTokens === 16_384);
  });

  it("makes the context smaller before it refuses", () => {
    const fit = advise(10.3, 131_072);
    assert.ok(fit.kind !== "tooLarge" && fit.plan.contextTokens === 16_384, JSON.stringify(fit));
  });

  it("refuses with numbers what does not fit in any way", () => {
    const fit = advise(5.1);
    assert.ok(fit.kind === "tooLarge" && fit.freeBytes === 5.1e9 && fit.needBytes > 9e9, JSON.stringify(fit));
  });

  it("never plans more memory than is free", () => {
    for (let freeGb = 1; freeGb < 40; freeGb += 0.25) {
      for (const context of [2048, 16_384, 65_536, 262_144]) {
        const fit = advise(freeGb, context);
        assert.ok(fit.kind === "tooLarge" || fit.memory.totalBytes < freeGb * 1e9);
      }
    }
  });

  it("calls 12B slow on two cores, and not on eight", () => {
    assert.equal(advise(32, 16_384, 2).kind, "slow");
    assert.equal(advise(32, 16_384, 8).kind, "fits");
  });

  const gpu = (freeGb: number) => {
    const gpus = [{ name: "CUDA0", description: "a card", totalBytes: 24e9, freeBytes: freeGb * 1e9 }];
    return adviseFit(gemma12B, 16_384, { freeBytes: 20e9, threads: 2, gpus });
  };

  it("gives all layers to a graphics card that has room for them", () => {
    const fit = gpu(12);
    assert.ok(fit.kind === "fits" && fit.plan.gpuLayers === 49, JSON.stringify(fit));
    assert.ok(fit.memory.gpuBytes > 8e9 && fit.memory.gpuBytes < 10e9 && fit.memory.totalBytes < 2e9);
    assert.ok(fit.tokensPerSecond > 15);
  });

  it("gives as many layers as fit to a small card, and the rest to the processor", () => {
    const fit = gpu(6);
    assert.ok(fit.kind !== "tooLarge");
    const { gpuLayers = 0 } = fit.plan;
    assert.ok(gpuLayers > 15 && gpuLayers < 40, String(gpuLayers));
    assert.ok(fit.memory.gpuBytes <= 5.7e9);
    assert.ok(fit.memory.totalBytes < forecastMemory(gemma12B, { ...fit.plan, gpuLayers: 0 }).totalBytes);
  });

  it("gives no layer to a card that is full", () => {
    const fit = gpu(0.5);
    assert.ok(fit.kind === "slow" && fit.plan.gpuLayers === 0 && fit.memory.gpuBytes === 0);
  });

  it("gives a model no more context than it was made for", () => {
    const fit = adviseFit({ ...gemma12B, shape: { ...gemma12B.shape, contextTokens: 4096 } }, 16_384, {
      freeBytes: 32e9,
      threads: 8,
    });
    assert.ok(fit.kind === "fits" && fit.plan.contextTokens === 4096);
  });

  it("counts files that the kernel would drop as free memory of a limited group", () => {
    assert.equal(freeUnderLimit(16e9, 10e9, "anon 3000000000\nfile 7000000000\nshmem 500000000\n"), 12.5e9);
    assert.equal(freeUnderLimit(1e9, 2e9, ""), 0);
  });
});
