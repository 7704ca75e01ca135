import assert from "node:assert/strict";
import { catalogue } from "../../../src/engine/models/catalogue";
import type { FoundModel } from "../../../src/engine/models/discover";
import { listOffers, measuredName, speedKey, type OfferFacts } from "../../../src/engine/models/offers";

const published = catalogue[0];
const shape = published?.shape;
const setup = { devices: "cpu", threads: 0 } as const;
const modelBytes = published?.files[0]?.bytes ?? 0;

function textOnly(path: string): FoundModel {
  assert.ok(shape);
  return {
    place: "LM Studio",
    name: "mine",
    header: {
      role: "model",
      path,
      fileBytes: modelBytes,
      architecture: "gemma4",
      name: "x",
      contextTokens: 262_144,
      embeddingLength: 3840,
      blockCount: 48,
      vocabularySize: 262_144,
      shape,
    },
  };
}

function found(path: string): FoundModel {
  return {
    ...textOnly(path),
    projector: {
      role: "projector",
      path: `${path}.mmproj`,
      fileBytes: 175e6,
      name: "",
      embeddingLength: 3840,
      vision: true,
      audio: true,
    },
  };
}

function offers(facts: Partial<OfferFacts> = {}) {
  return listOffers({
    toyBytes: 9e6,
    entries: catalogue,
    doneBytes: new Map(),
    found: [],
    machine: { freeBytes: 32e9, threads: 8 },
    contextTokens: 16_384,
    chosenPath: "",
    setup,
    speeds: {},
    ...facts,
  });
}

describe("offers", () => {
  it("recommends the first of the catalogue on a machine that has none", () => {
    const [first] = offers();
    assert.deepEqual([first?.id, first?.recommendation], [published?.id, "bestThatFits"]);
  });

  it("recommends what is here already", () => {
    const [first] = offers({ found: [found("/models/a.gguf")] });
    assert.deepEqual([first?.id, first?.recommendation], ["/models/a.gguf", "hereAndFits"]);
  });

  it("recommends the toy model where nothing larger fits", () => {
    const [first] = offers({ machine: { freeBytes: 4e9, threads: 8 } });
    assert.deepEqual([first?.source, first?.recommendation], ["toy", "nothingElseFits"]);
  });

  it("says that the best is slow", () => {
    assert.equal(offers({ machine: { freeBytes: 32e9, threads: 2 } })[0]?.recommendation, "slowButBest");
  });

  it("does not offer to fetch what is here with its projector", () => {
    const ids = offers({ found: [found("/models/a.gguf")] }).map(({ id }) => id);
    assert.ok(!ids.includes(published?.id ?? ""));
    assert.ok(
      offers({ found: [textOnly("/models/a.gguf")] })
        .map(({ id }) => id)
        .includes(published?.id ?? ""),
    );
  });

  it("takes name and licence of a found file from the catalogue", () => {
    const [first] = offers({ found: [found("/models/a.gguf")] });
    assert.deepEqual([first?.name, first?.licence], [published?.name, "Apache-2.0"]);
  });

  it("believes a measured speed more than its own guess", () => {
    const speeds = { [measuredName("/elsewhere/a.gguf", modelBytes, setup)]: 2 };
    const [first] = offers({ found: [found("/models/a.gguf")], speeds });
    assert.deepEqual([first?.fit?.kind, first?.measuredSpeed], ["slow", 2]);
  });

  it("does not believe a speed that was measured with other settings, or without the copy of the weights", () => {
    const others = [
      measuredName("/a.gguf", modelBytes, { ...setup, devices: "gpu" }),
      measuredName("/a.gguf", modelBytes, { ...setup, threads: 1 }),
      speedKey(measuredName("/a.gguf", modelBytes, setup), { repacksWeights: false }),
    ];
    const speeds = Object.fromEntries(others.map((key) => [key, 2]));
    assert.equal(offers({ found: [found("/a.gguf")], speeds })[0]?.measuredSpeed, undefined);
  });

  it("marks the one that is chosen, and how far a download is", () => {
    assert.equal(offers().find(({ isChosen }) => isChosen)?.source, "toy");
    const chosen = offers({ found: [found("/models/a.gguf")], chosenPath: "/models/a.gguf" });
    assert.equal(chosen.find(({ isChosen }) => isChosen)?.id, "/models/a.gguf");
    const state = offers({ doneBytes: new Map([[published?.id ?? "", 3e9]]) })[0]?.state;
    assert.equal(state?.kind === "absent" && state.doneBytes, 3e9);
  });
});
