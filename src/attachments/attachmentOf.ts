import type { Attachment } from "../protocol/conversation";
import { readImage } from "./imageInfo";
import { sniff } from "./sniff";
import { readWav } from "./wav";

/** Longest sound that the model was trained on, in seconds. */
const maxAudioSeconds = 30;

/** Largest file that is read at all. */
export const maxAttachmentBytes = 64 * 1024 * 1024;

/** Longest side of a picture: canvases and decoders give up beyond. */
const maxSidePx = 16_000;

/** Most pixels of a picture; decoded, one takes four bytes. */
const maxPixels = 100_000_000;

export type AttachmentResult =
  | {
      readonly kind: "ok";
      readonly attachment: Attachment;
      /** What a person should know of it, in one sentence. */
      readonly note?: string;
    }
  | { readonly kind: "refused"; readonly problem: string };

/** Turns the bytes of a file into an attachment, or says in one sentence why not. */
export function attachmentOf(name: string, bytes: Uint8Array): AttachmentResult {
  if (bytes.length > maxAttachmentBytes) return refused(tooLarge(name, bytes.length));
  const media = sniff(bytes);
  switch (media.kind) {
    case "other":
      return refused(`${name} is ${media.looksLike}. ${adviceFor(media.looksLike)}`);
    case "image":
      return pictureOf(name, media.mimeType, bytes);
    case "audio": {
      const wav = media.format === "wav" ? readWav(bytes) : undefined;
      if (wav?.kind === "bad") return refused(`${name} cannot be used: ${wav.problem}.`);
      if (wav && wav.seconds > maxAudioSeconds) {
        return refused(
          `${name} is ${wav.seconds.toFixed(1)} s long. Use at most ${String(maxAudioSeconds)} s.`,
        );
      }
      return { kind: "ok", attachment: { kind: "audio", name, format: media.format, bytes } };
    }
  }
}

/** True if llama-server decodes it as it is; other pictures must be drawn anew before they are sent. */
export function isReadByEngine({ kind, ...rest }: Attachment): boolean {
  return kind === "audio" || ("mimeType" in rest && /^image\/(?:png|jpeg|gif|bmp)$/.test(rest.mimeType));
}

/** Says that a file is too large, for those who know its size before they read it. */
export function tooLarge(name: string, bytes: number): string {
  const megabytes = (size: number): string => String(Math.round(size / 1_000_000));
  return `${name} has ${megabytes(bytes)} MB. Attach at most ${megabytes(maxAttachmentBytes)} MB.`;
}

function pictureOf(name: string, mimeType: string, bytes: Uint8Array): AttachmentResult {
  const info = readImage(mimeType, bytes);
  if (info.kind === "bad") return refused(`${name} cannot be used: ${info.problem}.`);
  const { width, height } = info;
  const size = `${width.toLocaleString("en")} x ${height.toLocaleString("en")} pixels`;
  if (width === 0 || height === 0) return refused(`${name} cannot be used: it has no pixels.`);
  if (Math.max(width, height) > maxSidePx) {
    return refused(`${name} has ${size}. Use at most ${maxSidePx.toLocaleString("en")} pixels a side.`);
  }
  if (width * height > maxPixels) {
    return refused(`${name} has ${size}. Use at most ${String(maxPixels / 1e6)} million pixels.`);
  }
  const attachment = { kind: "image", name, mimeType, bytes } as const;
  return info.isAnimated
    ? { kind: "ok", attachment, note: `Only the first frame of ${name} is used.` }
    : { kind: "ok", attachment };
}

function adviceFor(looksLike: string): string {
  if (looksLike === "an SVG drawing") {
    return "It can hold scripts and links, and the model reads pixels alone: attach a PNG of it.";
  }
  return "Use PNG, JPEG, WebP, AVIF, GIF or BMP, or WAV, MP3 or FLAC.";
}

function refused(problem: string): AttachmentResult {
  return { kind: "refused", problem };
}
