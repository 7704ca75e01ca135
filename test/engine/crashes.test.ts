import assert from "node:assert/strict";
import type { LocalEngine } from "../../src/engine/localEngine";
import { collect, endlessSchema, explainSum, failureOf, request, testEngine } from "../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;

async function kill(engine: LocalEngine): Promise<void> {
  await engine.describe(never());
  process.kill(engine.pid ?? 0, "SIGKILL");
  while (engine.state.kind === "ready") await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("local engine that keeps crashing", () => {
  it("pauses after the second crash, stops after the third, and starts when asked to", async () => {
    const engine = testEngine();
    await kill(engine);
    await kill(engine);
    const started = Date.now();
    const startings: { readonly afterMs: number; readonly pauseMs: number }[] = [];
    const stop = engine.onDidChangeState(() => {
      if (engine.state.kind !== "starting") return;
      startings.push({ afterMs: Date.now() - started, pauseMs: engine.state.pauseMs ?? 0 });
    });
    const asked = await collect(engine.answer(request(explainSum), never()));
    assert.match(asked.text, /sumPrices/);
    assert.ok(Date.now() - started > 800, "it did not pause");
    stop();
    // On a slow machine the second is over before the question is ready to be sent.
    const isOver = (startings[0]?.afterMs ?? 0) > 900;
    assert.ok(isOver || (startings[0]?.pauseMs ?? 0) > 0, "it did not say that it pauses");
    assert.equal(startings.at(-1)?.pauseMs, 0);
    await kill(engine);
    const reason = await failureOf(collect(engine.answer(request("hello"), never())));
    assert.equal(reason.kind, "engineKeepsCrashing");
    assert.equal(reason.last.kind, "engineExited");
    assert.equal(reason.last.phase, "idle");
    assert.deepEqual(engine.state, { kind: "failed", reason });
    assert.equal(engine.pid, undefined);
    await engine.unload();
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);
    await engine.dispose();
  });

  it("starts at once with another model", async () => {
    const choice = { contextTokens: 4096 };
    const engine = testEngine(choice);
    for (let i = 0; i < 3; i += 1) await kill(engine);
    choice.contextTokens = 2048;
    assert.equal((await engine.describe(never())).contextTokens, 2048);
    await engine.dispose();
  });

  it("takes a stop during the pause", async () => {
    const engine = testEngine();
    await kill(engine);
    await kill(engine);
    const stop = new AbortController();
    const { events } = await collect(engine.answer(request("hello"), stop.signal), ({ kind }) => {
      if (kind === "loading") stop.abort();
    });
    assert.equal(events.at(-1)?.kind, "done");
    await engine.dispose();
    assert.equal(engine.pid, undefined);
  });

  it("never asks again what was asked when it crashed", async () => {
    const lines: string[] = [];
    const engine = testEngine({}, { log: (line) => lines.push(line) });
    const long = request("Repeat.", { maxTokens: 2000, jsonSchema: endlessSchema });
    let isKilled = false;
    const work = collect(engine.answer(long, never()), ({ kind }) => {
      if (isKilled || kind !== "text" || engine.pid === undefined) return;
      isKilled = process.kill(engine.pid, "SIGKILL");
    });
    assert.equal((await failureOf(work)).kind, "engineExited");
    lines.length = 0;
    await engine.describe(never());
    await engine.countTokens("hello", never());
    await collect(engine.answer(request("hello"), never()));
    // The server writes its log from a thread of its own, in order but late.
    const launched = (): number => lines.filter((line) => line.includes("launch_slot")).length;
    while (launched() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(launched(), 1, "a request was sent again");
    await engine.dispose();
  });
});
