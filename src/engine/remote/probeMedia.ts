import { encodeWav } from "../../protocol/encodeWav";
import { Failure } from "../../protocol/failure";
import type { Endpoint } from "../httpRequest";
import { callServer, loadReplies, parseReply } from "../serverReplies";

/** A grey square of 96 pixels as a PNG: large enough for every picture encoder's smallest patch. */
const tinyPicture =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAGAAAABgCAAAAADH8yjkAAAAO0lEQVR42u3N" +
  "MQ0AAAwDoEqv9KrYsQQMkB6LQCAQCAQCgUAgEAgEAoFAIBAIBAKBQCAQCAQCgUAg+BoMVB0BDwvUQvEAAAAASUVORK5CYII=";

/** What became of a tiny picture or sound: read, refused, or taken without being read. */
export type MediaOutcome =
  | { readonly kind: "read"; readonly tokens: number | undefined }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly detail: string };

export interface MediaProbe {
  readonly image: MediaOutcome;
  readonly audio: MediaOutcome;
}

/** Sends a tiny picture and a tiny sound, one token of answer each; throws what is not about the medium. */
export async function probeMedia(
  endpoint: Endpoint,
  model: string,
  signal: AbortSignal,
): Promise<MediaProbe> {
  const ask = (parts: readonly unknown[]) => promptTokens(endpoint, { model, parts }, signal);
  const plain = await ask([]);
  const outcome = async (part: unknown): Promise<MediaOutcome> => {
    try {
      const tokens = await ask([part]);
      if (tokens === undefined || plain === undefined) return { kind: "read", tokens: undefined };
      return tokens > plain ? { kind: "read", tokens: tokens - plain } : { kind: "ignored" };
    } catch (error) {
      return refusedMedium(error);
    }
  };
  const image = await outcome({ type: "image_url", image_url: { url: tinyPicture } });
  const audio = await outcome({ type: "input_audio", input_audio: { data: tinySound(), format: "wav" } });
  return { image, audio };
}

async function promptTokens(
  endpoint: Endpoint,
  { model, parts }: { readonly model: string; readonly parts: readonly unknown[] },
  signal: AbortSignal,
): Promise<number | undefined> {
  const content = [...parts, { type: "text", text: "Hi" }];
  const body = { model, messages: [{ role: "user", content }], max_tokens: 1, temperature: 0 };
  const { probeBody } = await loadReplies();
  return parseReply(await callServer(endpoint, "/v1/chat/completions", { body, signal }), probeBody).usage
    ?.prompt_tokens;
}

// A refusal of the request is the answer to the probe; a server that is down or wants another key says nothing about it.
function refusedMedium(error: unknown): MediaOutcome {
  if (!(error instanceof Failure)) throw error;
  const { reason } = error;
  if (reason.kind === "mediaUnsupported") return { kind: "refused", detail: reason.media };
  if (reason.kind === "mediaUnreadable") return { kind: "refused", detail: reason.detail };
  const isOther = reason.kind !== "engineRefused" || [401, 403, 429, 502, 503, 504].includes(reason.status);
  if (isOther) throw error;
  return { kind: "refused", detail: reason.detail };
}

/** Half a second of silence as a WAV file: 16 kHz, mono, 16 bits. */
function tinySound(): string {
  return Buffer.from(encodeWav(new Int16Array(8_000))).toString("base64");
}
