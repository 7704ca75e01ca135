import type { Engine } from "../engine/engine";
import type { ChatRequest } from "../protocol/chat";

/** Answers for at most `forMs` after its first token, and says how many tokens a second that were. */
export async function measureSpeed(
  engine: Pick<Engine, "answer">,
  { signal, forMs }: { readonly signal: AbortSignal; readonly forMs: number },
): Promise<number | undefined> {
  const enough = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let [firstMs, lastMs, tokens] = [0, 0, 0];
  try {
    for await (const event of engine.answer(request, AbortSignal.any([signal, enough.signal]))) {
      if (event.kind !== "text") continue;
      lastMs = performance.now();
      tokens += 1;
      if (tokens > 1) continue;
      firstMs = lastMs;
      timer = setTimeout(() => enough.abort(), forMs);
    }
  } finally {
    clearTimeout(timer);
  }
  // Fewer say nothing: the answer may have ended by itself, or somebody stopped it.
  return tokens >= fewestTokens && lastMs > firstMs ? ((tokens - 1) / (lastMs - firstMs)) * 1_000 : undefined;
}

const fewestTokens = 6;

const request: ChatRequest = {
  messages: [{ role: "user", content: "Write the numbers from one to two hundred in words." }],
  maxTokens: 400,
  sampling: "exact",
};
