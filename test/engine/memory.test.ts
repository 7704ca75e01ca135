import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { resolveLocalModel } from "../../src/engine/localModel";
import { nano, root } from "../support/paths";
import { testEngine } from "../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;

describe("memory of the model process", function () {
  if (process.platform !== "linux") return;

  it("is seen through the sandbox, and ends with the process", async () => {
    const engine = testEngine();
    assert.equal(await engine.memory(), undefined);
    await engine.describe(never());
    const use = await engine.memory();
    assert.ok(use && use.residentBytes > 16e6 && use.privateBytes > 1e6, JSON.stringify(use));
    assert.ok(use.privateBytes < use.residentBytes && use.peakBytes >= use.residentBytes);
    await engine.dispose();
    assert.equal(await engine.memory(), undefined);
  });

  it("ends the process when it takes more than the model can need", async () => {
    const choice = { modelPath: nano.model, projectorPath: "", contextTokens: 2048, threads: 0 };
    const places = { setting: "", extensionFolder: root, searchPath: "" };
    const resolveSpec = async () => {
      const model = await resolveLocalModel(choice, places);
      return { ...model, server: { ...model.server, memoryBytes: 2e6 } };
    };
    // Unconfined: in a sandbox the kernel's own limit would be met first.
    const engine = testEngine({}, { sandbox: () => "off", resolveSpec });
    await engine.describe(never());
    await engine.memory();
    for (let i = 0; i < 200 && engine.state.kind === "ready"; i += 1) await sleep(20);
    assert.ok(engine.state.kind === "failed" && engine.state.reason.kind === "memoryExceeded");
    assert.ok(engine.state.reason.usedBytes > engine.state.reason.limitBytes);
    assert.equal(engine.pid, undefined);
    await engine.dispose();
  });
});
