import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { LocalEngine } from "../../src/engine/localEngine";
import type { ChatRequest, ChatPart } from "../../src/protocol/chat";
import { Failure } from "../../src/protocol/failure";
import { root } from "../support/paths";
import { descendants, isRunning, serverPids, type ProcessId } from "../support/processes";
import { seededRandom } from "./models/ggufMutations";
import { collect, endlessSchema, explainSum, request, testEngine } from "../support/testEngine";

// CHAOS_ROUNDS=300 npm test -- engine, with GREP=chaos; CHAOS_SEED repeats the same choices.
const rounds = Number(process.env["CHAOS_ROUNDS"] ?? 40);
const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 1_000_000);
/** Longer than every hang limit and pause below together. */
const settleMs = 120_000;

describe("chaos", function () {
  if (process.platform !== "linux") return;
  this.timeout(rounds * 20_000 + 120_000);

  it("settles every question with an answer or a named reason, and leaves nothing behind", async () => {
    const random = seededRandom(seed);
    const choice = { contextTokens: 4096 };
    const limits = { loadingMs: 4_000, readingMs: 2_000, answeringMs: 2_000 };
    const engine = testEngine(choice, { hangLimits: limits });
    const counts = new Map<string, number>();
    const seen = new Map<string, ProcessId>();
    let warm: HostUse | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const act = pick(random, acts);
      const questions = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
        pick(random, asked)(random),
      );
      const stop = new AbortController();
      const settled = questions.map((question) =>
        settle(engine, question, stop.signal, `round ${String(round)}, seed ${String(seed)},`),
      );
      const watching = setInterval(() => {
        for (const one of descendants()) seen.set(`${String(one.pid)} ${one.start}`, one);
      }, 50);
      await sleep(random() * 400);
      await act({ engine, random, stop, choice });
      for (const outcome of await Promise.all(settled)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      clearInterval(watching);
      // A person would do this after reading the message; it also makes room for the next crash.
      if (engine.state.kind === "failed" && engine.state.reason.kind === "engineKeepsCrashing")
        await engine.unload();
      if (round === Math.floor(rounds / 2)) warm = hostUse();
    }
    await engine.unload();
    const last = await settle(engine, request(explainSum), new AbortController().signal, "the end");
    assert.equal(last, "answered");
    const end = hostUse();
    await engine.dispose();
    for (let i = 0; i < 250 && [...seen.values()].some(isRunning); i += 1) await sleep(20);
    print({ rounds, seed, outcomes: Object.fromEntries(counts), processes: seen.size, warm, end });

    assert.deepEqual([...seen.values()].filter(isRunning), [], "a process was left");
    assert.deepEqual(runFolders(), [], "a run folder was left");
    assert.ok((counts.get("answered") ?? 0) > 0);
    assert.ok(warm && end.heapBytes < warm.heapBytes + 8e6, "the host's memory grew");
    assert.ok(end.descriptors <= warm.descriptors + 4, "descriptors were left open");
  });
});

interface Scene {
  readonly engine: LocalEngine;
  readonly random: () => number;
  readonly stop: AbortController;
  readonly choice: { contextTokens: number };
}

/** What happens while the questions of a round run. */
const acts: readonly ((scene: Scene) => Promise<void> | void)[] = [
  () => undefined,
  () => signalServers("SIGKILL"),
  () => signalServers("SIGSTOP"),
  () => signalServers("SIGSEGV"),
  ({ engine }) => sendSignal(engine.pid, "SIGKILL"), // bubblewrap itself
  ({ stop }) => stop.abort(),
  ({ engine }) => engine.unload(),
  async ({ engine }) => {
    await Promise.all([engine.unload(), engine.unload()]);
  },
  ({ choice }) => {
    choice.contextTokens = choice.contextTokens === 4096 ? 2048 : 4096;
  },
  async ({ engine, random }) => {
    const asks = [
      engine.describe(AbortSignal.timeout(settleMs)),
      engine.countTokens("hello", AbortSignal.timeout(settleMs)),
    ];
    await sleep(random() * 50);
    signalServers("SIGKILL");
    for (const result of await Promise.allSettled(asks)) {
      if (result.status === "rejected") assert.ok(result.reason instanceof Failure, String(result.reason));
    }
  },
];

const asked: readonly ((random: () => number) => ChatRequest)[] = [
  () => request(explainSum),
  () => request("Repeat.", { maxTokens: 300, jsonSchema: endlessSchema }),
  (random) => request(`${String(random())}\n${"total price limit value;\n".repeat(300)}\nExplain this.`),
  (random) =>
    withMedia({
      type: "image_url",
      image_url: { url: `data:image/png;base64,${broken("test/fixtures/dot.png", random)}` },
    }),
  (random) =>
    withMedia({
      type: "input_audio",
      input_audio: { data: broken("nano/samples/go-to-line.wav", random), format: "wav" },
    }),
  () => request("word ".repeat(9000)),
];

function withMedia(part: ChatPart): ChatRequest {
  return {
    ...request(""),
    messages: [{ role: "user", content: [{ type: "text", text: "What is this?" }, part] }],
  };
}

/** A file with some bytes changed, or cut; now and then whole. */
function broken(name: string, random: () => number): string {
  const bytes = readFileSync(path.join(root, name));
  const changes = Math.floor(random() * 30);
  for (let i = 0; i < changes; i += 1)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes
    .subarray(0, random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length)
    .toString("base64");
}

/** How a question ended, in a word; anything but an answer or a named reason is thrown. */
async function settle(
  engine: LocalEngine,
  question: ChatRequest,
  stop: AbortSignal,
  when: string,
): Promise<string> {
  const work = collect(engine.answer(question, stop)).then(
    ({ events }) => {
      const end = events.at(-1);
      assert.ok(end?.kind === "done", when);
      return end.stopReason === "cancelled" ? "cancelled" : "answered";
    },
    (error: unknown) => {
      if (error instanceof Failure) return error.reason.kind;
      throw error;
    },
  );
  const isSettled = new AbortController();
  const timeout = sleep(settleMs, "never", { signal: isSettled.signal }).catch(() => "settled");
  const outcome = await Promise.race([work, timeout]);
  isSettled.abort();
  assert.notEqual(
    outcome,
    "never",
    `a question of ${when} never settled; the engine is ${engine.state.kind}`,
  );
  return outcome;
}

function signalServers(name: NodeJS.Signals): void {
  for (const pid of serverPids()) sendSignal(pid, name);
}

function sendSignal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error; // it ended by itself
  }
}

interface HostUse {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly descriptors: number;
}

function hostUse(): HostUse {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  collectGarbage();
  collectGarbage(); // what the first round freed may have held more
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapBytes: heapUsed + external,
    residentBytes: rss,
    descriptors: readdirSync("/proc/self/fd").length,
  };
}

function runFolders(): string[] {
  return [tmpdir(), process.env["XDG_RUNTIME_DIR"] ?? tmpdir()].flatMap((parent) =>
    readdirSync(parent).filter((name) => name.startsWith(`gloss-${String(process.pid)}.`)),
  );
}

function print(figures: unknown): void {
  process.stdout.write(`      ${JSON.stringify(figures)}\n`);
}

function pick<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  assert.ok(one !== undefined);
  return one;
}
