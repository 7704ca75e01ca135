import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { resolveLocalModel } from "../../src/engine/localModel";
import { nano, root } from "../support/paths";
import { collect, request, testEngine } from "../support/testEngine";

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

  it("keeps a few conversations to go on with, and no more", async () => {
    const engine = testEngine();
    // Too long for the window of the sliding layers, so that earlier states are needed to go on with them.
    const ask = async (topic: string) => {
      const asked = request(`${topic}\n${"total price limit;\n".repeat(400)}`, { maxTokens: 1 });
      const end = (await collect(engine.answer(asked, never()))).events.at(-1);
      return end?.kind === "done" ? (end.usage ?? assert.fail()) : assert.fail();
    };
    const ownBytes = async () => (await engine.memory())?.privateBytes ?? assert.fail();
    const { promptTokens } = await ask("first");
    await ask("second");
    const { cachedTokens } = await ask("first");
    assert.ok(cachedTokens > 0.99 * promptTokens, `${String(cachedTokens)} of ${String(promptTokens)}`);
    for (let i = 0; i < 6; i += 1) await ask(`filling ${String(i)}`);
    const before = await ownBytes();
    for (let i = 0; i < 16; i += 1) await ask(`more ${String(i)}`);
    const grown = (await ownBytes()) - before;
    assert.ok(grown < 12e6, `${String(grown)} bytes more after 16 conversations`);
    await engine.dispose();
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
