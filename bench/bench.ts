// What Gloss adds on top of a bare llama-server, measured side by side in one run, as ratios.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chatBody } from "../src/engine/chatBody";
import type { Engine } from "../src/engine/engine";
import { LocalEngine } from "../src/engine/localEngine";
import { resolveLocalModel } from "../src/engine/localModel";
import { bundledEngineFolder } from "../src/engine/serverBinary";
import { serverArgs } from "../src/engine/serverArgs";
import { conversationMessages } from "../src/prompt/ask";
import type { ChatRequest } from "../src/protocol/chat";

const root = process.env["GLOSS_ROOT"] ?? process.cwd();
const pairs = Number(process.env["PAIRS"] ?? 100);
const starts = Number(process.env["STARTS"] ?? 11);

type Side = "confined" | "unconfined" | "bare";
type Round = Readonly<Record<Side, Run>>;

interface Run {
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
}

function question(round: number): ChatRequest {
  const body = Array.from(
    { length: 40 },
    (_, i) => `  total += prices[${String(i)}] * ${String(round)};`,
  ).join("\n");
  const text = `function sumRound${String(round)}(prices: number[]): number {\n  let total = 0;\n${body}\n  return total;\n}`;
  const code = { path: "src/sum.ts", languageId: "typescript", startLine: 1, endLine: 44, text };
  const messages = conversationMessages([], {
    instruction: "Explain this code.",
    code,
    context: [],
    attachments: [],
  });
  return { messages, maxTokens: 200, sampling: "exact" };
}

async function throughGloss(engine: Engine, request: ChatRequest): Promise<Run> {
  const started = performance.now();
  let first = 0;
  let pieces = 0;
  for await (const event of engine.answer(request, new AbortController().signal)) {
    if (event.kind !== "text") continue;
    first ||= performance.now();
    pieces += 1;
  }
  return runOf(started, first, pieces);
}

/** The least that any client must do: read lines, parse JSON, take the text. */
async function bare(socketPath: string, request: ChatRequest): Promise<Run> {
  const body = JSON.stringify(chatBody(request, { serverKind: "llamaServer" }));
  const started = performance.now();
  let first = 0;
  let pieces = 0;
  await new Promise<void>((resolve, reject) => {
    const post = httpRequest(
      { socketPath, path: "/v1/chat/completions", method: "POST", agent: false },
      (response) => {
        let rest = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          const lines = (rest + text).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) {
            if (!line.startsWith("data: {")) continue;
            const chunk = JSON.parse(line.slice(6)) as { choices: { delta: { content?: string | null } }[] };
            if (!chunk.choices[0]?.delta.content) continue;
            first ||= performance.now();
            pieces += 1;
          }
        });
        response.on("end", resolve);
      },
    );
    post.on("error", reject);
    post.end(body);
  });
  return runOf(started, first, pieces);
}

function runOf(started: number, first: number, pieces: number): Run {
  return {
    firstTokenMs: first - started,
    tokensPerSecond: (pieces - 1) / ((performance.now() - first) / 1000),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function main(): Promise<void> {
  const choice = { modelPath: "", projectorPath: "", contextTokens: 4096, threads: 0 };
  const model = await resolveLocalModel(choice, { setting: "", extensionFolder: root, searchPath: "" });
  const engineWith = (sandbox: "require" | "off"): LocalEngine =>
    new LocalEngine({
      resolveSpec: () => Promise.resolve(model),
      helperFolder: bundledEngineFolder(root),
      sandbox: () => sandbox,
      idleMinutes: () => 0,
      log: () => undefined,
    });
  const [confined, unconfined] = [engineWith("require"), engineWith("off")];
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-bench-"));
  const { binary, files } = model.server;
  const args = serverArgs(model.server, { kind: "socket" }, { ...files, runFolder: folder });
  const server = spawn(path.join(binary.folder, binary.program), args, {
    cwd: binary.folder,
    stdio: "ignore",
  });
  const socket = path.join(folder, "engine.sock");
  const sides: Readonly<Record<Side, (request: ChatRequest) => Promise<Run>>> = {
    confined: (request) => throughGloss(confined, request),
    unconfined: (request) => throughGloss(unconfined, request),
    bare: (request) => bare(socket, request),
  };
  try {
    const startMs = await startCosts(confined, unconfined);
    await untilReady(() => sides.bare(question(0)));
    const rounds: Round[] = [];
    for (let round = 0; round <= pairs; round += 1) {
      const measured = await playRound(sides, round);
      if (round > 0) rounds.push(measured); // the first one warms up
    }
    process.stdout.write(`${JSON.stringify({ pairs, startMs, ...ratios(rounds) }, null, 2)}\n`);
  } finally {
    server.kill();
    await Promise.all([confined.dispose(), unconfined.dispose()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

// The order turns from round to round: no side always runs on the warmer machine.
async function playRound(
  sides: Readonly<Record<Side, (request: ChatRequest) => Promise<Run>>>,
  round: number,
): Promise<Round> {
  const runs: Partial<Record<Side, Run>> = {};
  const order: Side[] = ["confined", "unconfined", "bare"];
  for (let i = 0; i < order.length; i += 1) {
    const side = order[(i + round) % order.length] ?? "bare";
    runs[side] = await sides[side](question(round));
  }
  const { confined, unconfined, bare } = runs;
  if (!confined || !unconfined || !bare) throw new Error("A side was left out.");
  return { confined, unconfined, bare };
}

/** From nothing to a model that takes requests, self-test included; side by side, the first pair only warms up. */
async function startCosts(confined: LocalEngine, unconfined: LocalEngine) {
  const rounds: { readonly confined: number; readonly unconfined: number }[] = [];
  for (let round = 0; round <= starts; round += 1) {
    await Promise.all([confined.unload(), unconfined.unload()]);
    const isConfinedFirst = round % 2 === 0;
    const first = await timed(isConfinedFirst ? confined : unconfined);
    const second = await timed(isConfinedFirst ? unconfined : confined);
    const pair = { confined: isConfinedFirst ? first : second, unconfined: isConfinedFirst ? second : first };
    if (round > 0) rounds.push(pair);
  }
  return {
    starts,
    confined: median(rounds.map((round) => round.confined)),
    unconfined: median(rounds.map((round) => round.unconfined)),
    confinementCost: median(rounds.map((round) => round.confined - round.unconfined)),
  };
}

async function timed(engine: LocalEngine): Promise<number> {
  const started = performance.now();
  await engine.describe(new AbortController().signal);
  return Math.round(performance.now() - started);
}

async function untilReady(ask: () => Promise<Run>): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const run = await ask().catch(() => undefined); // not listening yet
    if (run && Number.isFinite(run.tokensPerSecond)) return;
    await sleep(100);
  }
  throw new Error("The bare server does not answer.");
}

/** Medians of each side, and medians of the ratios round by round; 1 is no cost, less is a cost. */
function ratios(rounds: readonly Round[]) {
  const figure = (of: (run: Run) => number, isRate: boolean) => {
    const ratio = (one: Side, other: Side): number =>
      median(
        rounds.map((round) =>
          isRate ? of(round[one]) / of(round[other]) : of(round[other]) / of(round[one]),
        ),
      );
    return {
      confined: median(rounds.map((round) => of(round.confined))),
      unconfined: median(rounds.map((round) => of(round.unconfined))),
      bare: median(rounds.map((round) => of(round.bare))),
      unconfinedToBare: ratio("unconfined", "bare"),
      confinedToUnconfined: ratio("confined", "unconfined"),
    };
  };
  return {
    tokensPerSecond: figure((run) => run.tokensPerSecond, true),
    firstTokenMs: figure((run) => run.firstTokenMs, false),
  };
}

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
