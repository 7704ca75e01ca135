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
const pairs = Number(process.env["PAIRS"] ?? 25);

interface Run {
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
}

function question(round: number, side: string): ChatRequest {
  const body = Array.from(
    { length: 40 },
    (_, i) => `  total += prices[${String(i)}] * ${String(round)};`,
  ).join("\n");
  const text = `function sum${side}${String(round)}(prices: number[]): number {\n  let total = 0;\n${body}\n  return total;\n}`;
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
  const body = JSON.stringify(chatBody(request));
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
  const engine = new LocalEngine({
    resolveSpec: () => Promise.resolve(model),
    tools: { helperFolder: bundledEngineFolder(root), devices: "cpu" },
    sandbox: () => "require",
    idleMinutes: () => 0,
    log: () => undefined,
  });
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-bench-"));
  const { binary, files } = model.server;
  const args = serverArgs(model.server, { kind: "socket" }, { ...files, runFolder: folder });
  const server = spawn(path.join(binary.folder, binary.program), args, {
    cwd: binary.folder,
    stdio: "ignore",
  });
  const socket = path.join(folder, "engine.sock");
  try {
    await engine.describe(new AbortController().signal);
    for (let i = 0; ; i += 1) {
      const run = await bare(socket, question(0, "Bare")).catch(() => undefined);
      if (run && Number.isFinite(run.tokensPerSecond)) break;
      if (i > 100) throw new Error("The bare server does not answer.");
      await sleep(100);
    }
    await throughGloss(engine, question(0, "Gloss"));
    const runs: { gloss: Run; bare: Run }[] = [];
    for (let round = 1; round <= pairs; round += 1) {
      // The order changes from pair to pair: neither side always runs on the warmer machine.
      const asks = [
        async () => ({ gloss: await throughGloss(engine, question(round, "Pair")) }),
        async () => ({ bare: await bare(socket, question(round, "Pair")) }),
      ];
      const [one, two] = round % 2 ? asks : asks.toReversed();
      if (!one || !two) continue;
      const both = { ...(await one()), ...(await two()) };
      if ("gloss" in both && "bare" in both) runs.push(both);
    }
    report(runs);
  } finally {
    server.kill();
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(runs: readonly { gloss: Run; bare: Run }[]): void {
  const result = {
    pairs: runs.length,
    tokensPerSecond: {
      gloss: median(runs.map(({ gloss }) => gloss.tokensPerSecond)),
      bare: median(runs.map((run) => run.bare.tokensPerSecond)),
      ratio: median(runs.map((run) => run.gloss.tokensPerSecond / run.bare.tokensPerSecond)),
    },
    firstTokenMs: {
      gloss: median(runs.map(({ gloss }) => gloss.firstTokenMs)),
      bare: median(runs.map((run) => run.bare.firstTokenMs)),
      ratio: median(runs.map((run) => run.bare.firstTokenMs / run.gloss.firstTokenMs)),
    },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
