import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ChosenEngine } from "../../src/engine/chosenEngine";
import type { EngineEvent, EngineState } from "../../src/engine/engine";
import type { LocalEngine } from "../../src/engine/localEngine";
import { microBatchTokens } from "../../src/engine/models/fit";
import { RemoteEngine } from "../../src/engine/remoteEngine";
import { Failure } from "../../src/protocol/failure";
import { nano, root } from "../support/paths";
import { descendants, serverPids } from "../support/processes";
import { collect, endlessSchema, explainSum, failureOf, request, testEngine } from "../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;
const done = (events: readonly EngineEvent[]) => events.find((event) => event.kind === "done");
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** Folders of this process, wherever the engine makes them. */
const runFolders = (): string[] =>
  [tmpdir(), process.env["XDG_RUNTIME_DIR"] ?? tmpdir()].flatMap((parent) =>
    readdirSync(parent).filter((name) => name.startsWith(`gloss-${String(process.pid)}.`)),
  );

/** A prompt that takes the embedded model long enough to read that a test can act meanwhile. */
const longPrompt = (seed: string): string =>
  `${seed}\n${"total price limit value;\n".repeat(400)}\nExplain this.`;

describe("local engine", () => {
  let engine: LocalEngine;
  before(() => {
    engine = testEngine();
  });
  after(() => engine.dispose());

  it("starts on the first question, reads it, answers it and says what it used", async () => {
    const fresh = testEngine();
    assert.equal(fresh.state.kind, "stopped");
    assert.equal(fresh.pid, undefined);
    const { text, events } = await collect(fresh.answer(request(explainSum), never()));
    await fresh.dispose();
    assert.match(text, /`sumPrices`/);
    assert.match(text, /`prices`/);
    const kinds = [...new Set(events.map((event) => event.kind))];
    assert.deepEqual(kinds, ["loading", "reading", "text", "done"]);
    const end = done(events);
    assert.equal(end?.stopReason, "stop");
    assert.ok(end.usage && end.usage.promptTokens > 50 && end.usage.answerTokens > 10);
    assert.ok(end.timings && end.timings.tokensPerSecond > 1);
  });

  it("tells its state on the way", async () => {
    const fresh = testEngine();
    const states: EngineState["kind"][] = [];
    fresh.onDidChangeState(() => {
      if (states.at(-1) !== fresh.state.kind) states.push(fresh.state.kind);
    });
    await collect(fresh.answer(request(explainSum), never()));
    await fresh.unload();
    assert.deepEqual(states, ["starting", "ready", "busy", "ready", "stopped"]);
  });

  it("reuses the tokens of the conversation so far", async () => {
    const messages = [{ role: "user" as const, content: explainSum }];
    const first = await collect(engine.answer({ ...request(""), messages }, never()));
    const more = [
      ...messages,
      { role: "assistant" as const, content: first.text },
      { role: "user" as const, content: "What does it return?" },
    ];
    const second = await collect(engine.answer({ ...request(""), messages: more }, never()));
    const firstPrompt = done(first.events)?.usage?.promptTokens ?? Infinity;
    const reused = done(second.events)?.usage?.cachedTokens ?? 0;
    // The template opens an answer with an empty thought that history does not have: its four tokens are new.
    assert.ok(reused >= firstPrompt - 8, `${String(reused)} of ${String(firstPrompt)}`);
  });

  it("stops while reading, and answers the next question", async () => {
    const stop = new AbortController();
    const { events } = await collect(engine.answer(request(longPrompt("first")), stop.signal), (event) => {
      if (event.kind === "reading") stop.abort();
    });
    assert.equal(done(events)?.stopReason, "cancelled");
    assert.ok(!events.some((event) => event.kind === "text"));
    const next = await collect(engine.answer(request(explainSum), never()));
    assert.match(next.text, /sumPrices/);
  });

  it("stops while answering, so that the server stops too", async () => {
    const stop = new AbortController();
    let pieces = 0;
    const long = request("Repeat.", { maxTokens: 2000, jsonSchema: endlessSchema });
    const { events } = await collect(engine.answer(long, stop.signal), (event) => {
      if (event.kind === "text" && ++pieces === 3) stop.abort();
    });
    assert.equal(done(events)?.stopReason, "cancelled");
    assert.ok(pieces < 200, `${String(pieces)} pieces came after the stop`);
    const started = Date.now();
    await collect(engine.answer(request("hello", { maxTokens: 5 }), never()));
    assert.ok(Date.now() - started < 2000, "the server was still busy with the stopped answer");
  });

  it("stops a question that waits its turn without disturbing the one before it", async () => {
    const first = collect(engine.answer(request(explainSum), never()));
    const stop = new AbortController();
    const second = collect(engine.answer(request("never asked"), stop.signal));
    stop.abort();
    assert.equal(done((await second).events)?.stopReason, "cancelled");
    assert.match((await first).text, /sumPrices/);
  });

  it("answers one question at a time, in the order of asking", async () => {
    const order: string[] = [];
    const ask = async (name: string): Promise<void> => {
      const { events } = await collect(engine.answer(request(explainSum), never()), (event) => {
        if (event.kind === "text" && order.at(-1) !== name) order.push(name);
      });
      assert.equal(done(events)?.stopReason, "stop");
    };
    await Promise.all(["a", "b", "c", "d"].map(ask));
    assert.deepEqual(order, ["a", "b", "c", "d"]);
  });

  it("says how many are before a waiting question", async () => {
    const first = collect(engine.answer(request(explainSum), never()));
    const second = await collect(engine.answer(request(explainSum), never()));
    await first;
    assert.deepEqual(second.events[0], { kind: "queued", ahead: 1 });
  });

  it("reports a limit that was reached", async () => {
    const { events } = await collect(engine.answer(request(explainSum, { maxTokens: 4 }), never()));
    assert.equal(done(events)?.stopReason, "length");
  });

  it("refuses a prompt over the context with its numbers", async () => {
    const reason = await failureOf(collect(engine.answer(request("word ".repeat(9000)), never())));
    assert.equal(reason.kind, "contextExceeded");
    assert.ok(reason.promptTokens > 4096);
    assert.equal(reason.contextTokens, 4096);
  });

  it("counts tokens and describes the model", async () => {
    assert.ok((await engine.countTokens("function add(a, b)", never())) > 3);
    const { confinement, engineVersion, memory, ...description } = await engine.describe(never());
    assert.ok(memory && memory.totalBytes > 100e6 && memory.totalBytes < 1e9);
    assert.equal(confinement?.attestation.escapes, 0);
    assert.match(engineVersion ?? "", /\w/);
    assert.deepEqual(description, {
      modelName: "toy model",
      contextTokens: 4096,
      readsImages: true,
      hearsAudio: true,
      plan: { contextTokens: 4096, batchTokens: microBatchTokens, repacksWeights: true },
    });
  });

  it("constrains an answer to a JSON schema", async () => {
    const jsonSchema = { type: "object", properties: { kind: { enum: ["a", "b"] } }, required: ["kind"] };
    const { text } = await collect(engine.answer(request("Which?", { jsonSchema }), never()));
    assert.ok(["a", "b"].includes((JSON.parse(text) as { kind: string }).kind));
  });

  for (const [name, bytes] of [
    ["an empty picture", Buffer.alloc(0)],
    ["garbage", Buffer.from("this is no picture")],
    ["a truncated picture", readFileSync(path.join(root, "test/fixtures/dot.png")).subarray(0, 40)],
  ] as const) {
    it(`names ${name} and goes on`, async () => {
      const url = `data:image/png;base64,${bytes.toString("base64")}`;
      const content = [
        { type: "image_url" as const, image_url: { url } },
        { type: "text" as const, text: "What is this?" },
      ];
      const messages = [{ role: "user" as const, content }];
      const reason = await failureOf(collect(engine.answer({ ...request(""), messages }, never())));
      assert.equal(reason.kind, "mediaUnreadable");
      await collect(engine.answer(request("hello"), never()));
    });
  }

  it("names a broken sound and goes on", async () => {
    const data = Buffer.from("RIFF????WAVEfmt no sound at all").toString("base64");
    const content = [
      { type: "text" as const, text: "What do you hear?" },
      { type: "input_audio" as const, input_audio: { data, format: "wav" as const } },
    ];
    const messages = [{ role: "user" as const, content }];
    const reason = await failureOf(collect(engine.answer({ ...request(""), messages }, never())));
    assert.equal(reason.kind, "mediaUnreadable");
    await collect(engine.answer(request("hello"), never()));
  });

  it("answers 200 questions in a row in the same process without growing", async function () {
    this.timeout(120_000);
    const pid = engine.pid ?? 0;
    const residentKb = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1]);
    const ask = (i: number) =>
      collect(engine.answer(request(`hello ${String(i)}`, { maxTokens: 12 }), never()));
    for (let i = 0; i < 40; i += 1) await ask(i);
    const before = residentKb();
    for (let i = 40; i < 200; i += 1) await ask(i);
    assert.equal(engine.pid, pid);
    assert.ok(residentKb() < before * 1.2, `${String(before)} kB became ${String(residentKb())} kB`);
  });
});

describe("local engine whose process dies", () => {
  const phases = {
    loading: (event: EngineEvent) => event.kind === "loading",
    reading: (event: EngineEvent) => event.kind === "reading",
    answering: (event: EngineEvent) => event.kind === "text",
  };
  for (const [phase, isNow] of Object.entries(phases)) {
    it(`settles the question when it is killed while ${phase}, and the next question works`, async () => {
      const engine = testEngine();
      const long = request(longPrompt(phase), { maxTokens: 1500, jsonSchema: endlessSchema });
      const work = collect(engine.answer(long, never()), (event) => {
        if (!isNow(event)) return;
        void (async () => {
          for (let i = 0; i < 500 && engine.pid === undefined; i += 1) await sleep(2);
          if (engine.pid !== undefined) process.kill(engine.pid, "SIGKILL");
        })();
      });
      const reason = await failureOf(work);
      assert.equal(reason.kind, "engineExited");
      assert.equal(engine.state.kind, "failed");
      const next = await collect(engine.answer(request(explainSum), never()));
      assert.match(next.text, /sumPrices/);
      await engine.dispose();
    });
  }

  it("lets a waiting question restart it", async () => {
    const engine = testEngine();
    await engine.describe(never());
    const long = request(longPrompt("x"), { maxTokens: 1500, jsonSchema: endlessSchema });
    const pid = engine.pid ?? 0;
    const first = failureOf(
      collect(engine.answer(long, never()), (event) => {
        if (event.kind === "text" && isAlive(pid)) process.kill(pid, "SIGKILL");
      }),
    );
    const second = collect(engine.answer(request(explainSum), never()));
    assert.equal((await first).kind, "engineExited");
    assert.match((await second).text, /sumPrices/);
    await engine.dispose();
  });

  it("notices a death between questions", async () => {
    const engine = testEngine();
    await engine.describe(never());
    process.kill(engine.pid ?? 0, "SIGKILL");
    for (let i = 0; i < 100 && engine.state.kind === "ready"; i += 1) await sleep(20);
    assert.equal(engine.state.kind, "failed");
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);
    await engine.dispose();
  });
});

describe("local engine lifecycle", () => {
  it("leaves no process and no folder behind when it is closed", async () => {
    const foldersBefore = runFolders();
    const engine = testEngine();
    await engine.describe(never());
    const pid = engine.pid ?? 0;
    assert.ok(isAlive(pid));
    await engine.dispose();
    await sleep(50);
    assert.ok(!isAlive(pid));
    const left = runFolders().filter((name) => !foldersBefore.includes(name));
    assert.deepEqual(left, []);
  });

  it("settles running and waiting questions when it is closed", async () => {
    const engine = testEngine();
    await engine.describe(never());
    const long = request("Repeat.", { maxTokens: 2000, jsonSchema: endlessSchema });
    const running = failureOf(collect(engine.answer(long, never())));
    const waiting = failureOf(collect(engine.answer(request("hello"), never())));
    await sleep(100);
    await engine.dispose();
    assert.equal((await running).kind, "engineClosed");
    assert.equal((await waiting).kind, "engineClosed");
  });

  it("settles when it is closed while loading", async () => {
    const engine = testEngine();
    const work = failureOf(collect(engine.answer(request("hello"), never())));
    await sleep(30);
    await engine.dispose();
    assert.equal((await work).kind, "engineClosed");
    assert.equal(engine.pid, undefined);
  });

  it("unloads when idle and comes back", async () => {
    const engine = testEngine({}, { idleMinutes: () => 0.3 / 60 });
    await collect(engine.answer(request("hello"), never()));
    const pid = engine.pid ?? 0;
    for (let i = 0; i < 100 && engine.state.kind !== "stopped"; i += 1) await sleep(50);
    assert.deepEqual(engine.state, { kind: "stopped", why: "idle" });
    await sleep(100);
    assert.ok(!isAlive(pid));
    await collect(engine.answer(request("hello"), never()));
    await engine.dispose();
  });

  it("unloads when idle what was loaded for a question that was stopped meanwhile", async () => {
    const engine = testEngine({}, { idleMinutes: () => 0.3 / 60 });
    const stop = new AbortController();
    const states = new Set<string>();
    engine.onDidChangeState(() => {
      states.add(engine.state.kind);
      if (engine.state.kind === "starting") stop.abort();
    });
    const { events } = await collect(engine.answer(request("hello"), stop.signal));
    assert.equal(events.at(-1)?.kind, "done");
    while (!states.has("stopped")) await sleep(20);
    assert.ok(states.has("ready"));
    assert.deepEqual(engine.state, { kind: "stopped", why: "idle" });
    await engine.dispose();
  });

  it("takes a stop while loading and is ready for the next question", async () => {
    const engine = testEngine();
    const stop = new AbortController();
    const { events } = await collect(engine.answer(request("hello"), stop.signal), (event) => {
      if (event.kind === "loading") stop.abort();
    });
    assert.equal(done(events)?.stopReason, "cancelled");
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);
    await engine.dispose();
  });

  it("goes elsewhere when the temporary folder cannot be written", async () => {
    const before = process.env["TMPDIR"];
    // Nothing can be made there, whoever asks: permissions would not stop root.
    process.env["TMPDIR"] = "/proc";
    const engine = testEngine();
    try {
      await collect(engine.answer(request("hello"), never()));
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      await engine.dispose();
    }
  });

  it("serves two windows at once", async () => {
    const windows = [testEngine(), testEngine()];
    const answers = await Promise.all(
      windows.map((engine) => collect(engine.answer(request(explainSum), never()))),
    );
    assert.equal(answers[0]?.text, answers[1]?.text);
    await Promise.all(windows.map((engine) => engine.dispose()));
  });

  it("unloads when idle although the last question found its model file gone", async () => {
    const choice = { modelPath: "" };
    const engine = testEngine(choice, { idleMinutes: () => 1 / 60 });
    await engine.describe(never());
    choice.modelPath = "/absent.gguf";
    const reason = await failureOf(collect(engine.answer(request("hello"), never())));
    assert.equal(reason.kind, "modelMissing");
    assert.notEqual(engine.pid, undefined);
    for (let i = 0; i < 100 && engine.pid !== undefined; i += 1) await sleep(50);
    assert.equal(engine.pid, undefined);
    await engine.dispose();
  });

  it("does not wait for the load of a model that is no longer chosen", async () => {
    const choice = { contextTokens: 4096 };
    const engine = testEngine(choice);
    const stop = new AbortController();
    const first = collect(engine.answer(request("hello"), stop.signal));
    const waiting = engine.describe(never());
    while (engine.pid === undefined) await sleep(1);
    // A load without end: whoever has not become the server yet does not either.
    process.kill(engine.pid, "SIGSTOP");
    for (let i = 0; i < 3; i += 1)
      for (const { pid } of descendants(engine.pid)) process.kill(pid, "SIGSTOP");
    stop.abort();
    assert.equal(done((await first).events)?.stopReason, "cancelled");
    choice.contextTokens = 2048;
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);
    assert.equal((await waiting).contextTokens, 2048, "who waited for the old one gets the new one");
    await engine.dispose();
  });

  it("frees its memory on request after a server was chosen, too", async () => {
    const here = testEngine();
    const server = new RemoteEngine({
      resolveTarget: () => Promise.reject(new Failure({ kind: "serverNotSet", problem: "empty" })),
      confirm: () => Promise.resolve(false),
    });
    let choice: "here" | "server" = "here";
    const engine = new ChosenEngine({ here, server }, () => choice);
    await engine.describe(never());
    choice = "server";
    await engine.unload();
    assert.equal(here.pid, undefined);
    await engine.dispose();
  });

  it("loads the new model after a changed choice", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
    const copy = path.join(folder, "copy.gguf");
    copyFileSync(nano.model, copy);
    const choice = { modelPath: "", contextTokens: 4096 };
    const engine = testEngine(choice);
    assert.equal((await engine.describe(never())).modelName, "toy model");
    const pid = engine.pid ?? 0;
    Object.assign(choice, { modelPath: copy, contextTokens: 2048 });
    const { modelName, contextTokens, readsImages } = await engine.describe(never());
    assert.deepEqual(
      { modelName, contextTokens, readsImages },
      { modelName: "copy", contextTokens: 2048, readsImages: false },
    );
    assert.ok(!isAlive(pid), "the old process should be gone");
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });
});

describe("local engine that hangs", () => {
  const limits = { loadingMs: 2_000, readingMs: 2_000, answeringMs: 2_000 };

  it("ends a process that says nothing while it answers, and the next question works", async () => {
    const engine = testEngine({}, { hangLimits: { ...limits, loadingMs: 20_000 } });
    await engine.describe(never());
    const long = request("Repeat.", { maxTokens: 2000, jsonSchema: endlessSchema });
    const work = collect(engine.answer(long, never()), (event) => {
      if (event.kind === "text") for (const pid of serverPids()) process.kill(pid, "SIGSTOP");
    });
    const reason = await failureOf(work);
    assert.deepEqual(reason, { kind: "engineHangs", phase: "answering" });
    assert.match((await collect(engine.answer(request(explainSum), never()))).text, /sumPrices/);
    await engine.dispose();
  });

  it("ends a process that says nothing while it loads", async () => {
    const engine = testEngine({}, { hangLimits: limits });
    const work = failureOf(collect(engine.answer(request("hello"), never())));
    const pids = (): readonly number[] => (engine.pid === undefined ? [] : serverPids(engine.pid));
    while (pids().length === 0) await sleep(1);
    for (const pid of pids()) process.kill(pid, "SIGSTOP");
    // On a fast machine it may have been ready already: then it hangs while reading.
    assert.equal((await work).kind, "engineHangs");
    await engine.dispose();
  });

  it("ends a process that does not reply to a small request", async () => {
    const engine = testEngine({}, { hangLimits: { ...limits, loadingMs: 20_000 } });
    await engine.describe(never());
    for (const pid of serverPids()) process.kill(pid, "SIGSTOP");
    assert.equal((await failureOf(engine.countTokens("hello", never()))).kind, "engineHangs");
    assert.ok((await engine.countTokens("hello", never())) > 0);
    await engine.dispose();
  });

  it("leaves nothing behind when it is unloaded while it measures or loads", async () => {
    for (const delayMs of [0, 20, 60, 120, 250]) {
      const engine = testEngine();
      const settled = engine.describe(never()).then(
        () => true,
        () => true,
      );
      // Before a load has begun there is nothing to unload, and the question may start one.
      while (engine.state.kind === "stopped") await sleep(1);
      await sleep(delayMs);
      await engine.unload();
      const isSettled = await Promise.race([settled, sleep(5_000)]);
      assert.equal(isSettled, true);
      await sleep(300);
      assert.deepEqual(serverPids(), [], `a process outlived an unload after ${String(delayMs)} ms`);
      await engine.dispose();
    }
  });
});

describe("local engine with a bad model file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const cases: Record<string, (file: string) => void> = {
    "an empty file": (file) => {
      writeFileSync(file, "");
    },
    garbage: (file) => {
      writeFileSync(file, "no model at all ".repeat(1000));
    },
    "a truncated model": (file) => {
      copyFileSync(nano.model, file);
      truncateSync(file, 2_000_000);
    },
    "a projector": (file) => {
      copyFileSync(nano.projector, file);
    },
    "another architecture": (file) => {
      const bytes = readFileSync(nano.model);
      bytes.write("llama9", bytes.indexOf("gemma4"), "latin1");
      writeFileSync(file, bytes);
    },
  };
  for (const [name, make] of Object.entries(cases)) {
    it(`names ${name} before anything is started`, async () => {
      const file = path.join(folder, `${name.replaceAll(" ", "-")}.gguf`);
      make(file);
      const engine = testEngine({ modelPath: file });
      const reason = await failureOf(collect(engine.answer(request("hello"), never())));
      assert.equal(reason.kind, "modelUnreadable");
      assert.equal(engine.pid, undefined);
      assert.equal(engine.state.kind, "failed");
      await engine.dispose();
    });
  }

  it("names a missing file", async () => {
    const engine = testEngine({ modelPath: path.join(folder, "absent.gguf") });
    const reason = await failureOf(collect(engine.answer(request("hello"), never())));
    assert.equal(reason.kind, "modelMissing");
    await engine.dispose();
  });

  it("goes on answering when the file is deleted while loaded, then names it", async () => {
    const file = path.join(folder, "deleted.gguf");
    copyFileSync(nano.model, file);
    const engine = testEngine({ modelPath: file });
    await collect(engine.answer(request("hello"), never()));
    rmSync(file);
    const reason = await failureOf(collect(engine.answer(request("hello"), never())));
    assert.equal(reason.kind, "modelMissing");
    copyFileSync(nano.model, file);
    await collect(engine.answer(request("hello"), never()));
    await engine.dispose();
  });
});
