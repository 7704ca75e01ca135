// Memory of a real model, forecast and measured: npm run memory -- MODEL MMPROJ [--context N] [--picture] [--no-repack] [--characters N]
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { crc32, deflateSync } from "node:zlib";
import { LocalEngine } from "../src/engine/localEngine";
import { resolveLocalModel } from "../src/engine/localModel";
import { adviseFit, forecastMemory } from "../src/engine/models/fit";
import { readFreeMemory } from "../src/engine/models/memoryNow";
import { bundledEngineFolder } from "../src/engine/serverBinary";
import type { ChatRequest } from "../src/protocol/chat";

const root = process.env["GLOSS_ROOT"] ?? process.cwd();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    context: { type: "string", default: "16384" },
    picture: { type: "boolean", default: false },
    "no-repack": { type: "boolean", default: false },
    characters: { type: "string", default: "4500" },
  },
});
const [modelPath = "", projectorPath = ""] = positionals;
const contextTokens = Number(values.context);
/** In the vocabulary of random weights a character is a token; a real one has about four of them in each. */
const textCharacters = Number(values.characters);

/** Resident memory in bytes of a process and all that descend from it. */
function residentBytes(pid: number): {
  readonly total: number;
  readonly anonymous: number;
  readonly pids: readonly number[];
} {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const parent = /^PPid:\s+(\d+)/m.exec(statusOf(Number(name)))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isOurs = (one: number): boolean => one === pid || (one > 1 && isOurs(parents.get(one) ?? 0));
  const pids = [...parents.keys()].filter(isOurs);
  const sum = (key: string): number =>
    pids
      .map((one) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(statusOf(one))?.[1] ?? 0) * 1024)
      .reduce((all, bytes) => all + bytes, 0);
  return { total: sum("VmRSS"), anonymous: sum("RssAnon"), pids };
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/status`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}

function say(what: string, facts: unknown): void {
  process.stdout.write(`${what} ${JSON.stringify(facts)}\n`);
}

/** A PNG of noise in stripes; 1680x1536 takes exactly 1120 tokens. */
function picture(width: number, height: number): string {
  const row = 1 + width * 3;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) for (let x = 1; x < row; x++) pixels[y * row + x] = (x * y) & 255;
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString("base64")}`;
}

type Messages = ChatRequest["messages"];

/** Asks, and then asks on, as the states that a follow-up goes on from take memory too. */
async function talk(engine: LocalEngine, what: string, content: Messages[number]["content"]): Promise<void> {
  const messages: Messages[number][] = [{ role: "user", content }];
  for (const turn of [what, `${what}, follow-up`]) {
    const request: ChatRequest = { messages, maxTokens: 8, sampling: "exact" };
    let answer = "";
    for await (const event of engine.answer(request, new AbortController().signal)) {
      if (event.kind === "text") answer += event.text;
      if (event.kind !== "done") continue;
      say(turn, { ...event.usage, ...event.timings, ...residentBytes(engine.pid ?? 0) });
    }
    messages.push({ role: "assistant", content: answer }, { role: "user", content: "And then?" });
  }
}

async function main(): Promise<void> {
  const model = await resolveLocalModel(
    { modelPath, projectorPath, contextTokens, threads: 0 },
    { setting: "", extensionFolder: root, searchPath: "" },
  );
  const { need, ...server } = model.server;
  if (!need) throw new Error("The header does not say enough.");
  // Without its need, the load does not choose by itself.
  const wanted = values["no-repack"] ? { ...model, server: { ...server, repacksWeights: false } } : model;
  const freeBytes = await readFreeMemory();
  const advice = adviseFit(need, contextTokens, { freeBytes, threads: 2 });
  const plan = { contextTokens: server.contextTokens, repacksWeights: !values["no-repack"] };
  const forecast = forecastMemory(need, plan);
  let idleMinutes = 0;
  const engine = new LocalEngine({
    resolveSpec: () => Promise.resolve(wanted),
    helperFolder: bundledEngineFolder(root),
    sandbox: () => "require",
    idleMinutes: () => idleMinutes,
    // A busy machine is slow, not hung.
    hangLimits: { loadingMs: 3_600_000, readingMs: 3_600_000, answeringMs: 3_600_000 },
    log: () => undefined,
  });
  say("advice", advice);
  say("forecast", forecast);
  const started = performance.now();
  await engine.describe(new AbortController().signal);
  say("loaded", { ms: Math.round(performance.now() - started), ...residentBytes(engine.pid ?? 0) });
  if (!values.picture) {
    // Longer than the window of the sliding layers, whatever the vocabulary.
    await talk(
      engine,
      "text",
      `${"total price limit\n".repeat(250).slice(0, textCharacters)}\nCount from one to three.`,
    );
  } else {
    const image = { type: "image_url", image_url: { url: picture(1680, 1536) } } as const;
    await talk(engine, "picture", [image, { type: "text", text: "Describe it." }]);
  }
  const measured = residentBytes(engine.pid ?? 0);
  say("measured", { ...measured, forecastOverMeasured: forecast.totalBytes / measured.total });
  // Freed as in the editor: by a time in which nobody asks.
  idleMinutes = 0.05;
  await engine.describe(new AbortController().signal);
  while (engine.pid !== undefined) await sleep(500);
  const left = (): readonly number[] => measured.pids.filter((pid) => /^State:\s+[^Z]/m.test(statusOf(pid)));
  // The kernel ends the sandbox with its outermost process, and takes a moment for gigabytes.
  const ended = performance.now();
  while (left().length > 0 && performance.now() - ended < 5_000) await sleep(20);
  say("unloaded when idle", {
    state: engine.state.kind,
    processesLeft: left(),
    lastProcessAfterMs: Math.round(performance.now() - ended),
    freeBytesBeforeAndAfter: [freeBytes, await readFreeMemory()],
  });
  await engine.dispose();
}

void main(); // a failure ends the process with its reason
