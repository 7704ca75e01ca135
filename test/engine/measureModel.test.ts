import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Engine } from "../../src/engine/engine";
import { measureModel, type MeasuringTools } from "../../src/host/measureModel";
import {
  keepTrial,
  measuredKey,
  readSpeeds,
  readTrial,
  type DrafterTrial,
} from "../../src/host/measurements";
import { nano } from "../support/paths";
import { serverPids } from "../support/processes";
import { randomDrafter } from "../support/randomDrafter";
import { collect, failureOf, testEngine } from "../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;

describe("measuring a chosen model", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-measure-"));
  const drafter = path.join(folder, "drafter.gguf");
  const paths = { model: nano.model, projector: nano.projector, drafter };
  const choice = { modelPath: nano.model, projectorPath: nano.projector, drafterPath: "" };
  // It reads the choice anew before each question, as the editor's reads the settings.
  const engine = testEngine(choice);
  const kept = new Map<string, unknown>();
  const memory: MeasuringTools["memory"] = {
    get: <T>(key: string, otherwise?: T) => (kept.get(key) as T | undefined) ?? otherwise,
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
  let chosen: string[] = [];
  const setDrafter = (file: string): Promise<void> => {
    chosen.push(file);
    choice.drafterPath = file;
    return Promise.resolve();
  };
  const setup = { devices: "cpu", threads: 2 } as const;
  const tools = { memory, setup, setDrafter };

  beforeEach(() => {
    writeFileSync(drafter, randomDrafter());
    kept.clear();
    [chosen, choice.drafterPath] = [[], ""];
  });
  after(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });

  const trialKept = async (): Promise<DrafterTrial | undefined> =>
    readTrial(memory, await measuredKey(nano.model, setup));

  function assertRunsWithout(): void {
    assert.deepEqual([chosen, choice.drafterPath], [[drafter, ""], ""]);
    assert.ok(engine.state.kind === "ready", engine.state.kind);
    assert.deepEqual(engine.state.description.confinement?.files, {
      model: nano.model,
      projector: nano.projector,
    });
    assert.equal(serverPids().length, 1);
  }

  it("drops a drafter that makes it slower, once and for all", async () => {
    const trial = await measureModel(engine, tools, paths, never());
    // On a busy machine it may be too slow to be told.
    assert.ok(trial && (trial.drafted ?? 0) < trial.plain * 1.15, JSON.stringify(trial));
    assert.deepEqual(await trialKept(), trial);
    assert.equal(readSpeeds(memory)[await measuredKey(nano.model, setup)], trial.plain);
    assertRunsWithout();
    assert.equal(await measureModel(engine, tools, paths, never()), undefined);
    assertRunsWithout();
  });

  it("keeps a drafter that makes it faster", async () => {
    // What a trained one would do, as none is at hand: with it the tokens of the same engine come all at once.
    const early: Pick<Engine, "answer" | "describe"> = {
      describe: (signal) => engine.describe(signal),
      async *answer(question, signal) {
        if (choice.drafterPath === "") return yield* engine.answer(question, signal);
        yield* (await collect(engine.answer({ ...question, maxTokens: 8 }, signal))).events;
      },
    };
    const trial = await measureModel(early, tools, paths, never());
    assert.ok(trial?.drafted !== undefined && trial.drafted > trial.plain, JSON.stringify(trial));
    assert.deepEqual(await trialKept(), trial);
    assert.equal(readSpeeds(memory)[await measuredKey(nano.model, setup)], trial.drafted);
    assert.deepEqual([chosen, choice.drafterPath], [[drafter], drafter]);
    assert.ok(engine.state.kind === "ready");
    assert.equal(engine.state.description.confinement?.files.drafter, drafter);
  });

  it("tries another drafter of the same name", async () => {
    const key = await measuredKey(nano.model, setup);
    await keepTrial(memory, key, { name: "drafter.gguf", bytes: 1, plain: 10, drafted: 20 });
    const trial = await measureModel(engine, tools, paths, never());
    assert.equal(trial?.bytes, randomDrafter().length);
    assertRunsWithout();
  });

  it("leaves nothing behind of a drafter that does not load", async () => {
    // Well-formed, and without a tensor that llama.cpp looks for.
    const broken = randomDrafter();
    broken.write("x", broken.indexOf("blk.1.ffn_up.weight"));
    writeFileSync(drafter, broken);
    const states: string[] = [];
    const stop = engine.onDidChangeState(() => states.push(engine.state.kind));
    const trial = await measureModel(engine, tools, paths, never());
    stop();
    assert.ok(states.includes("failed"), states.join());
    assert.ok(trial !== undefined && !("drafted" in trial), JSON.stringify(trial));
    assert.deepEqual(await trialKept(), trial);
    assertRunsWithout();
  });

  it("does without a drafter that the gate refuses", async () => {
    writeFileSync(drafter, "not a model");
    const trial = await measureModel(engine, tools, paths, never());
    assert.ok(trial !== undefined && !("drafted" in trial));
    assertRunsWithout();
  });

  it("says nothing of a drafter when another model is chosen meanwhile", async () => {
    const stop = new AbortController();
    const interrupted = {
      memory,
      setup,
      setDrafter: async (file: string): Promise<void> => {
        await setDrafter(file);
        stop.abort();
      },
    };
    assert.equal(await measureModel(engine, interrupted, paths, stop.signal), undefined);
    assert.equal(await trialKept(), undefined);
    assert.deepEqual([chosen, choice.drafterPath], [[drafter, ""], ""]);
  });

  it("says nothing of a drafter when the model is unloaded meanwhile", async () => {
    const stop = engine.onDidChangeState(() => {
      if (choice.drafterPath !== "" && engine.state.kind === "busy") void engine.unload(); // settles with the answer
    });
    const reason = await failureOf(measureModel(engine, tools, paths, never()));
    stop();
    assert.equal(reason.kind, "engineClosed");
    assert.equal(await trialKept(), undefined);
    assert.deepEqual([chosen, choice.drafterPath], [[drafter, ""], ""]);
  });

  it("measures a model without a drafter once", async () => {
    const alone = { model: nano.model, projector: nano.projector };
    assert.equal(await measureModel(engine, tools, alone, never()), undefined);
    const speed = readSpeeds(memory)[await measuredKey(nano.model, setup)];
    assert.ok(speed !== undefined && speed > 0);
    await engine.unload();
    await measureModel(engine, tools, alone, never());
    assert.equal(engine.state.kind, "stopped");
    await measureModel(engine, { ...tools, setup: { devices: "cpu", threads: 1 } }, alone, never());
    assert.equal(engine.state.kind, "ready");
    assert.deepEqual(chosen, []);
  });
});
