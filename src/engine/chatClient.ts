import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { ChatRequest } from "../protocol/chat";
import { Failure } from "../protocol/failure";
import { chatBody, type BodyTarget } from "./chatBody";
import type { ChatChunk } from "./chatReplies";
import type { DoneEvent, EngineDescription, EngineEvent, ReadingEvent } from "./engine";
import { httpRequest, readText, type Endpoint, type HttpReply } from "./httpRequest";
import {
  callServer,
  loadReplies,
  parseJson,
  parseReply,
  refusal,
  refusalOf,
  type Replies,
} from "./serverReplies";
import { ToolCalls } from "./toolCalls";

/** Longest request that is sent: llama-server needs 22 s to tokenize 30 MB only to refuse it. */
const maxRequestBytes = 48_000_000;
/** Far beyond the longest answer that can be asked for. */
const maxReplyBytes = 64_000_000;

export interface StreamOptions extends BodyTarget {
  readonly signal: AbortSignal;
  /** Called for each piece that comes, also of what is no event yet: a tool call, or thoughts. */
  readonly onHeard?: () => void;
}

/** Streams one chat completion; throws a `Failure`, or the abort of `signal`. */
export async function* streamChat(
  endpoint: Endpoint,
  request: ChatRequest,
  { signal, onHeard, ...target }: StreamOptions,
): AsyncGenerator<EngineEvent, void, undefined> {
  const body = JSON.stringify(chatBody(request, target));
  const bytes = Buffer.byteLength(body);
  if (bytes > maxRequestBytes) {
    throw new Failure({ kind: "requestTooLarge", bytes, limitBytes: maxRequestBytes });
  }
  const replies = await loadReplies();
  const reply = await httpRequest(endpoint, "/v1/chat/completions", { body, signal });
  if (reply.status !== 200) throw new Failure(refusal(replies, reply, await readText(reply)));
  let end: ChatChunk | undefined;
  let finish: string | undefined;
  const calls = new ToolCalls();
  for await (const data of serverSentEvents(reply)) {
    if (data === "[DONE]") break;
    const chunk = parseChunk(replies, data);
    onHeard?.();
    const choice = chunk.choices[0];
    if (chunk.prompt_progress) yield readingEvent(chunk.prompt_progress);
    if (choice?.delta.content) yield { kind: "text", text: choice.delta.content };
    calls.add(choice?.delta.tool_calls ?? []);
    finish = choice?.finish_reason ?? finish;
    if (chunk.usage) end = chunk;
  }
  if (finish === undefined) {
    throw new Failure({ kind: "engineUnreachable", detail: "The answer broke off before its end." });
  }
  for (const call of calls.whole(finish)) yield { kind: "toolCall", call };
  yield doneEvent(finish, end);
}

/** Asks the server what its model can take. */
export async function fetchDescription(
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Omit<EngineDescription, "modelName" | "confinement">> {
  const { propsBody } = await loadReplies();
  const props = parseReply(await callServer(endpoint, "/props", { signal }), propsBody);
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
  { text, model }: { readonly text: string; readonly model?: string },
  signal: AbortSignal,
): Promise<number> {
  const { tokensBody } = await loadReplies();
  // One body for all: llama-server reads `content` and `add_special`, vLLM and SGLang the other three.
  const body = {
    content: text,
    add_special: false,
    ...(model !== undefined && { model, prompt: text, add_special_tokens: false }),
  };
  return parseReply(await callServer(endpoint, "/tokenize", { body, signal }), tokensBody).tokens.length;
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
  if (failed.success) {
    const { code } = failed.data.error;
    throw new Failure(refusalOf(typeof code === "number" ? code : 500, failed.data.error));
  }
  const chunk = chatChunk.safeParse(json);
  if (!chunk.success) throw new Failure({ kind: "replyMalformed", detail: chunk.error.message });
  return chunk.data;
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
