import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { ChatRequest } from "../protocol/chat";
import { Failure, type FailureReason } from "../protocol/failure";
import { chatBody } from "./chatBody";
import type { ChatChunk } from "./chatReplies";
import type { DoneEvent, EngineDescription, ReadingEvent } from "./engine";
import { httpRequest, readText, type Endpoint, type HttpReply } from "./httpRequest";

// zod is the largest part of the extension: a bundle of its own, which the first question loads.
const loadReplies = () => import("./chatReplies");
type Replies = Awaited<ReturnType<typeof loadReplies>>;

/** Longest request that is sent: llama-server needs 22 s to tokenize 30 MB only to refuse it. */
const maxRequestBytes = 48_000_000;
/** Far beyond the longest answer that can be asked for. */
const maxReplyBytes = 64_000_000;

/** Streams one chat completion; throws a `Failure`, or the abort of `signal`. */
export async function* streamChat(
  endpoint: Endpoint,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<
  ReadingEvent | { readonly kind: "text"; readonly text: string } | DoneEvent,
  void,
  undefined
> {
  const body = JSON.stringify(chatBody(request));
  const bytes = Buffer.byteLength(body);
  if (bytes > maxRequestBytes) {
    throw new Failure({ kind: "requestTooLarge", bytes, limitBytes: maxRequestBytes });
  }
  const replies = await loadReplies();
  const reply = await httpRequest(endpoint, "/v1/chat/completions", { body, signal });
  if (reply.status !== 200) throw new Failure(refusal(replies, reply.status, await readText(reply)));
  let end: ChatChunk | undefined;
  let finish: string | undefined;
  for await (const data of serverSentEvents(reply)) {
    if (data === "[DONE]") break;
    const chunk = parseChunk(replies, data);
    const choice = chunk.choices[0];
    if (chunk.prompt_progress) yield readingEvent(chunk.prompt_progress);
    if (choice?.delta.content) yield { kind: "text", text: choice.delta.content };
    finish = choice?.finish_reason ?? finish;
    if (chunk.usage) end = chunk;
  }
  if (finish === undefined) {
    throw new Failure({ kind: "engineUnreachable", detail: "The answer broke off before its end." });
  }
  yield doneEvent(finish, end);
}

/** Asks the server what its model can take. */
export async function fetchDescription(
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Omit<EngineDescription, "modelName" | "confinement">> {
  const { propsBody } = await loadReplies();
  const props = parseReply(await call(endpoint, "/props", undefined, signal), propsBody);
  return {
    contextTokens: props.default_generation_settings.n_ctx,
    readsImages: props.modalities.vision,
    hearsAudio: props.modalities.audio,
    ...(props.build_info !== undefined && { engineVersion: props.build_info }),
  };
}

/** Length of `text` in tokens, without the tokens that a chat turn adds. */
export async function fetchTokenCount(
  endpoint: Endpoint,
  text: string,
  signal: AbortSignal,
): Promise<number> {
  const { tokensBody } = await loadReplies();
  const body = JSON.stringify({ content: text, add_special: false });
  return parseReply(await call(endpoint, "/tokenize", body, signal), tokensBody).tokens.length;
}

async function call(
  endpoint: Endpoint,
  path: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const reply = await httpRequest(endpoint, path, body === undefined ? { signal } : { body, signal });
  const text = await readText(reply, 64_000_000);
  if (reply.status !== 200) throw new Failure(refusal(await loadReplies(), reply.status, text));
  return text;
}

async function* serverSentEvents(reply: HttpReply): AsyncGenerator<string, void, undefined> {
  const ready: string[] = [];
  const parser = createParser({ onEvent: (event: EventSourceMessage) => ready.push(event.data) });
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of reply.body) {
    bytes += chunk.length;
    if (bytes > maxReplyBytes)
      throw new Failure({ kind: "replyMalformed", detail: "The answer does not end." });
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
}

function parseChunk({ errorBody, chatChunk }: Replies, data: string): ChatChunk {
  const json = parseJson(data);
  const failed = errorBody.safeParse(json);
  if (failed.success) throw new Failure(refusalOf(failed.data.error.code ?? 500, failed.data.error));
  const chunk = chatChunk.safeParse(json);
  if (!chunk.success) throw new Failure({ kind: "replyMalformed", detail: chunk.error.message });
  return chunk.data;
}

function parseReply<T>(
  text: string,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error } },
): T {
  const result = schema.safeParse(parseJson(text));
  if (!result.success) throw new Failure({ kind: "replyMalformed", detail: result.error.message });
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure({ kind: "replyMalformed", detail: `Not JSON: ${text.slice(0, 200)}` });
  }
}

function refusal({ errorBody }: Replies, status: number, text: string): FailureReason {
  try {
    const parsed = errorBody.safeParse(JSON.parse(text));
    if (parsed.success) return refusalOf(status, parsed.data.error);
  } catch {
    // not JSON: a proxy or another kind of server; its own words say the most
  }
  return { kind: "engineRefused", status, detail: text.slice(0, 500) };
}

function refusalOf(
  status: number,
  error: {
    message: string;
    type?: string | undefined;
    n_prompt_tokens?: number | undefined;
    n_ctx?: number | undefined;
  },
): FailureReason {
  if (error.type === "exceed_context_size_error") {
    return {
      kind: "contextExceeded",
      promptTokens: error.n_prompt_tokens ?? 0,
      contextTokens: error.n_ctx ?? 0,
    };
  }
  if (/failed to (load|decode) (image|audio)|image or audio/i.test(error.message)) {
    return { kind: "mediaUnreadable", detail: error.message };
  }
  if (/image input is not supported/i.test(error.message))
    return { kind: "mediaUnsupported", media: "image" };
  if (/audio input is not supported/i.test(error.message))
    return { kind: "mediaUnsupported", media: "audio" };
  return { kind: "engineRefused", status, detail: error.message };
}

function readingEvent(progress: NonNullable<ChatChunk["prompt_progress"]>): ReadingEvent {
  return {
    kind: "reading",
    processedTokens: progress.processed,
    totalTokens: progress.total,
    cachedTokens: progress.cache,
    elapsedMs: progress.time_ms,
  };
}

function doneEvent(finish: string, end: ChatChunk | undefined): DoneEvent {
  const { usage, timings } = end ?? {};
  return {
    kind: "done",
    stopReason: finish === "length" ? "length" : "stop",
    ...(usage && {
      usage: {
        promptTokens: usage.prompt_tokens,
        cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
        answerTokens: usage.completion_tokens,
      },
    }),
    ...(timings && {
      timings: {
        promptMs: timings.prompt_ms,
        answerMs: timings.predicted_ms,
        tokensPerSecond: timings.predicted_per_second,
      },
    }),
  };
}
