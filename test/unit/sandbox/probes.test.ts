import assert from "node:assert/strict";
import { parseProbes, probeNames } from "../../../src/engine/sandbox/probes";

describe("probe output", () => {
  it("counts a probe without an answer as an escape", () => {
    const probes = parseProbes("fork\tblocked\tOperation not permitted\n");
    assert.equal(probes.length, probeNames.length);
    assert.equal(probes.filter((probe) => probe.outcome === "escaped").length, probeNames.length - 1);
  });

  it("ignores lines that are no answers", () => {
    const probes = parseProbes("fork\tperhaps\t?\nnoise\ninvented\tblocked\tx\n");
    assert(probes.every((probe) => probe.detail === "gave no answer"));
  });
});
