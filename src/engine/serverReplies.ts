import { Failure, type FailureReason } from "../protocol/failure";
import { httpRequest, readText, type Endpoint, type HttpReply } from "./httpRequest";

// zod is the largest part of the extension: a bundle of its own, which the first question loads.
/** The schemas of all replies. */
export const loadReplies = () => import("./chatReplies");
export type Replies = Awaited<ReturnType<typeof loadReplies>>;

/** Longest reply that is read whole. */
const maxBodyBytes = 64_000_000;
/** Characters of a refusal that are shown to a person. */
const maxDetail = 500;

/** One request to its whole reply; throws a `Failure` for every status but 200. */
export async function callServer(
  endpoint: Endpoint,
  path: string,
  { body, signal }: { readonly body?: unknown; readonly signal: AbortSignal },
): Promise<string> {
  const options = body === undefined ? { signal } : { body: JSON.stringify(body), signal };
  const reply = await httpRequest(endpoint, path, options);
  const text = await readText(reply, maxBodyBytes);
  if (reply.status !== 200) throw new Failure(refusal(await loadReplies(), reply, text));
  return text;
}

/** Checks a whole reply; throws `Failure` replyMalformed. */
export function parseReply<T>(
  text: string,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error } },
): T {
  const result = schema.safeParse(parseJson(text));
  if (!result.success) throw new Failure({ kind: "replyMalformed", detail: result.error.message });
  return result.data;
}

/** Throws `Failure` replyMalformed, which holds nothing of the text: it may be an answer. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure({ kind: "replyMalformed", detail: `not JSON: ${String(text.length)} characters` });
  }
}

/** Why a server refused, from its status and its own words. */
export function refusal(
  { errorBody }: Replies,
  { status, retryAfterMs }: Omit<HttpReply, "body">,
  text: string,
): FailureReason {
  const again = retryAfterMs === undefined ? {} : { retryAfterMs };
  try {
    const json: unknown = JSON.parse(text);
    // Older servers send the error without the object around it.
    const parsed = errorBody.safeParse(isBareError(json) ? { error: json } : json);
    if (parsed.success) {
      const reason = refusalOf(status, parsed.data.error);
      return reason.kind === "engineRefused" ? { ...reason, ...again } : reason;
    }
  } catch {
    // not JSON: a proxy or another kind of server; its own words say the most
  }
  return { kind: "engineRefused", status, detail: text.slice(0, maxDetail), ...again };
}

function isBareError(json: unknown): boolean {
  return typeof json === "object" && json !== null && "message" in json && !("error" in json);
}

/** Sorts an error by what a person can do about it. */
export function refusalOf(
  status: number,
  error: {
    readonly message: string;
    readonly type?: string | null | undefined;
    readonly n_prompt_tokens?: number | undefined;
    readonly n_ctx?: number | undefined;
  },
): FailureReason {
  const { message } = error;
  if (error.type === "exceed_context_size_error") {
    return {
      kind: "contextExceeded",
      promptTokens: error.n_prompt_tokens ?? 0,
      contextTokens: error.n_ctx ?? 0,
    };
  }
  const tooLong = contextNumbers(message);
  if (tooLong) return { kind: "contextExceeded", ...tooLong };
  if (/failed to (load|decode) (image|audio)|image or audio/i.test(message)) {
    return { kind: "mediaUnreadable", detail: message };
  }
  const media = unsupportedMedia(message);
  if (media) return { kind: "mediaUnsupported", media };
  return { kind: "engineRefused", status, detail: message.slice(0, maxDetail) };
}

// vLLM: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens …";
// SGLang: "The input (5000 tokens) is longer than the model's context length (4096 tokens)."
function contextNumbers(
  message: string,
): { readonly promptTokens: number; readonly contextTokens: number } | undefined {
  const context = /context length (?:is |of )?(?:only )?\(?(\d+)/i.exec(message)?.[1];
  const prompt = /(?:requested|input|passed|in total)\D{0,24}?(\d+)\D{0,12}tokens/i.exec(message)?.[1];
  return context === undefined || prompt === undefined
    ? undefined
    : { promptTokens: Number(prompt), contextTokens: Number(context) };
}

// llama-server: "image input is not supported"; vLLM: "At most 0 image(s) may be provided", "is not a multimodal model".
function unsupportedMedia(message: string): "image" | "audio" | undefined {
  if (/audio input is not supported|at most 0 audio|does not support audio/i.test(message)) return "audio";
  const image =
    /image input is not supported|at most 0 image|does not support (image|vision)|not a multimodal/i;
  return image.test(message) ? "image" : undefined;
}
