import type { Attachment } from "../protocol/conversation";
import { sniff } from "./sniff";
import { readWav } from "./wav";

/** Longest sound that the model was trained on, in seconds. */
const maxAudioSeconds = 30;

export type AttachmentResult =
  | { readonly kind: "ok"; readonly attachment: Attachment }
  | { readonly kind: "refused"; readonly problem: string };

/** Turns the bytes of a file into an attachment, or says in one sentence why not. */
export function attachmentOf(name: string, bytes: Uint8Array): AttachmentResult {
  const media = sniff(bytes);
  switch (media.kind) {
    case "other":
      return refused(`${name} is ${media.looksLike}. Use PNG, JPEG, GIF or BMP, or WAV, MP3 or FLAC.`);
    case "image":
      return { kind: "ok", attachment: { kind: "image", name, mimeType: media.mimeType, bytes } };
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

function refused(problem: string): AttachmentResult {
  return { kind: "refused", problem };
}
