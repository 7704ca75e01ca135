import type { DoneEvent, Engine, EngineEvent } from "../engine/engine";
import { mendControlTokens } from "../prompt/controlTokens";
import type { ChatRequest, StopReason, Timings, Usage } from "../protocol/chat";
import { isGarbled } from "./isGarbled";
import { isLooping } from "./isLooping";

/** What came back for one request that belongs to no conversation: notes, edits, commands. */
export interface Completion {
  readonly text: string;
  readonly stopReason: StopReason;
  readonly usage?: Usage;
  readonly timings?: Timings;
}

/** Sees each event with the text so far; for progress and for drawing while the text comes. */
export type OnEvent = (event: EngineEvent, textSoFar: string) => void;

/** Has the engine answer one request to its end; throws `Failure`. A stop gives what there is, as `cancelled`. */
export async function completeRequest(
  engine: Engine,
  request: ChatRequest,
  { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent?: OnEvent },
): Promise<Completion> {
  let text = "";
  for await (const event of engine.answer(request, signal)) {
    if (event.kind === "text") text += event.text;
    onEvent?.(event, mendControlTokens(text));
    // Leaving the loop closes the connection, which stops the engine.
    if (event.kind === "text" && isLooping(text)) break;
    if (event.kind === "text" && isGarbled(text)) return { text: "", stopReason: "garbled" };
    if (event.kind === "done") return completionOf(text, event);
  }
  return { text: mendControlTokens(text), stopReason: "looping" };
}

function completionOf(text: string, { stopReason, usage, timings }: DoneEvent): Completion {
  return { text: mendControlTokens(text), stopReason, ...(usage && { usage }), ...(timings && { timings }) };
}
