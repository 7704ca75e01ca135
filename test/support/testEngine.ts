import { LocalEngine, type LocalEngineOptions } from "../../src/engine/localEngine";
import { resolveLocalModel, type LocalModelChoice } from "../../src/engine/localModel";
import { bundledEngineFolder } from "../../src/engine/serverBinary";
import type { EngineEvent } from "../../src/engine/engine";
import type { ChatRequest } from "../../src/protocol/chat";
import { Failure, type FailureReason } from "../../src/protocol/failure";
import { root } from "./paths";
import { sumFunction } from "./sumFunction";

const toyChoice: LocalModelChoice = { modelPath: "", projectorPath: "", contextTokens: 4096, threads: 0 };

/** A real engine with the embedded model, or with other files; log lines are kept for failing tests. */
export function testEngine(
  choice: Partial<LocalModelChoice> = {},
  options: Partial<LocalEngineOptions> = {},
): LocalEngine {
  const places = { setting: "", extensionFolder: root, searchPath: "" };
  return new LocalEngine({
    // Read anew each time: a test may change its choice.
    resolveSpec: () => resolveLocalModel({ ...toyChoice, ...choice }, places),
    helperFolder: bundledEngineFolder(root),
    sandbox: () => "require",
    idleMinutes: () => 0,
    log: () => undefined,
    ...options,
  });
}

/** A greedy request with one user message. */
export function request(text: string, more: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: "user", content: text }], maxTokens: 300, sampling: "exact", ...more };
}

/** Runs one request to its end; the answer's text and all events. */
export async function collect(
  events: AsyncIterable<EngineEvent>,
  onEvent: (event: EngineEvent) => void = () => undefined,
): Promise<{ readonly text: string; readonly events: readonly EngineEvent[] }> {
  const all: EngineEvent[] = [];
  let text = "";
  for await (const event of events) {
    all.push(event);
    if (event.kind === "text") text += event.text;
    onEvent(event);
  }
  return { text, events: all };
}

/** Resolves with the reason of the expected failure. */
export async function failureOf(work: Promise<unknown>): Promise<FailureReason> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error.reason;
    throw error;
  }
  throw new Error("It should have failed.");
}

/** The question that most tests ask. */
export const explainSum = `Explain this.\n\n\`\`\`ts\n${sumFunction}\n\`\`\``;

const numbers = { type: "array", items: { type: "integer" }, minItems: 40 };
/** Forces a very long answer out of any model; nested, since a grammar of one long list takes seconds to compile. */
export const endlessSchema = { type: "array", items: numbers, minItems: 40 };
