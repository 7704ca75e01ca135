import { deflateSync } from "node:zlib";
import { encodeWav } from "../../protocol/encodeWav";
import { Failure } from "../../protocol/failure";
import type { Endpoint } from "../httpRequest";
import { callServer, loadReplies, parseReply } from "../serverReplies";

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
  const image = await outcome({ type: "image_url", image_url: { url: tinyPicture() } });
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

/** A grey square of 96 pixels as a PNG: large enough for every picture encoder's smallest patch. */
function tinyPicture(): string {
  const side = 96;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8; // bits a channel; colour type 0 is grey
  const rows = Buffer.alloc(side * (side + 1), 128);
  for (let row = 0; row < side; row += 1) rows[row * (side + 1)] = 0; // filter "none"
  const png = Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString("base64")}`;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

// node:zlib has one since 22.2 only; the chunks here are a few hundred bytes.
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** Half a second of silence as a WAV file: 16 kHz, mono, 16 bits. */
function tinySound(): string {
  return Buffer.from(encodeWav(new Int16Array(8_000))).toString("base64");
}
